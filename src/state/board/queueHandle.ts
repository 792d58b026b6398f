/** The one queue of the page, made when something is first wanted of it. */
import { connectAside } from '../engineHandle';
import type { BoardQueue } from './queue';

let queue: Promise<BoardQueue> | null = null;

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
