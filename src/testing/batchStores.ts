/** A browser's storage of a batch, in memory. */
import type { Batch } from '../state/batch/batch';
import type { BatchResult, BatchStore } from '../state/batch/keptBatch';
import { readBoard } from '../state/board/boardStore';
import type { BoardQueue } from '../state/board/queue';

export function memoryBatchStore(): BatchStore & { resultKeys(): readonly string[] } {
  let batch: Batch | null = null;
  const results = new Map<string, BatchResult>();
  return {
    get: () => Promise.resolve(batch),
    put: (newer) => {
      batch = newer;
      return Promise.resolve();
    },
    results: () => Promise.resolve([...results.values()]),
    putResult: (result) => {
      results.set(result.pictureKey, result);
      return Promise.resolve();
    },
    deleteResult: (key) => {
      results.delete(key);
      return Promise.resolve();
    },
    clear: () => {
      batch = null;
      results.clear();
      return Promise.resolve();
    },
    resultKeys: () => [...results.keys()],
  };
}

/** The run that is under way, by the board's own button. */
export function cancelledBy(queue: BoardQueue): void {
  for (const run of readBoard().runs.values()) if (run.status === 'running') queue.cancel(run.key);
}
