/** The one queue of the page, made when something is first wanted of it. */
import type { RunRecord } from '../../records/runRecord';
import { connectAside } from '../engineHandle';
import { withLayers } from './boardRecord';
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

/** Called once: the queue is fetched when something is wanted of it, whoever put it on the board. */
export function followBoard(): void {
  const follow = () => {
    document.documentElement.dataset['boardStatus'] = boardStatus(readBoard());
    if (readBoard().runs.size > 0) void boardQueue();
  };
  follow();
  useBoard.subscribe(follow);
}

/** Loaded with it: a visit that compares nothing fetches none of it. */
export function boardQueue(): Promise<BoardQueue> {
  queue ??= makeQueue();
  return queue;
}

async function makeQueue(): Promise<BoardQueue> {
  const [{ createBoardQueue }, { modelSource, fittedPicture }, { pastRunsWithKey, keepPastRun }, { provideKnownRuns }] = await Promise.all([
    import('./queue'), import('./sources'), import('../pastRuns'), import('./known'),
  ]);
  // One past run need not have all the layers of another.
  provideKnownRuns(async (key) => (await pastRunsWithKey(key)).reduceRight<RunRecord | null>((older, record) => (older ? withLayers(older, record.layers) : record), null));
  return createBoardQueue({ connect: connectAside, modelSource, fittedPicture, keep: (record) => void keepPastRun(record) });
}

export async function cancelBoardRun(runKey: string): Promise<void> {
  (await boardQueue()).cancel(runKey);
}

export async function retryBoardRun(runKey: string): Promise<void> {
  (await boardQueue()).retry(runKey);
}
