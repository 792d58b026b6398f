/** The one queue of the page, made when something is first wanted of it. */
import { connectAside } from '../engineHandle';
import type { BoardState } from './boardStore';
import { readBoard, runsOfPanes, useBoard } from './boardStore';
import type { BoardQueue } from './queue';

let queue: Promise<BoardQueue> | null = null;

/** For scripts that drive the page, beside `runStatus`. */
export function boardStatus(board: Pick<BoardState, 'runs' | 'panes'>): 'idle' | 'running' | 'done' | 'failed' {
  const statuses = [...runsOfPanes(board).values()].map(({ status }) => status);
  if (statuses.length === 0) return 'idle';
  if (statuses.some((status) => status === 'waiting' || status === 'loading' || status === 'running')) return 'running';
  return statuses.includes('failed') ? 'failed' : 'done';
}

export function followBoardStatus(): void {
  const write = () => (document.documentElement.dataset['boardStatus'] = boardStatus(readBoard()));
  write();
  useBoard.subscribe(write);
}

/** Loaded with it: a visit that compares nothing fetches none of it. */
export function boardQueue(): Promise<BoardQueue> {
  queue ??= Promise.all([import('./queue'), import('./sources')]).then(([{ createBoardQueue }, { modelSource, fittedPicture }]) =>
    createBoardQueue({ connect: connectAside, modelSource, fittedPicture }),
  );
  return queue;
}

export async function cancelBoardRun(runKey: string): Promise<void> {
  (await boardQueue()).cancel(runKey);
}

export async function retryBoardRun(runKey: string): Promise<void> {
  (await boardQueue()).retry(runKey);
}
