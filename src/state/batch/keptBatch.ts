/** The batch in this browser's IndexedDB: what it is to compute and what it has, so that a reload costs nothing. */
import { objectStores } from '../../core/objectStores';
import type { RunRecord } from '../../records/runRecord';
import type { Batch } from './batch';

export interface BatchStore {
  /** null where there is none. */
  get(): Promise<Batch | null>;
  /** Replaces the one before; its results stay until `clear`. */
  put(batch: Batch): Promise<void>;
  results(): Promise<readonly BatchResult[]>;
  putResult(result: BatchResult): Promise<void>;
  deleteResult(pictureKey: string): Promise<void>;
  clear(): Promise<void>;
}

/** What has been computed of one picture: every layer that ended. */
export interface BatchResult {
  readonly pictureKey: string;
  readonly record: RunRecord;
}

const ONLY = 'batch';

/** Its promises reject where the browser allows no storage. */
export function indexedDbBatchStore(): BatchStore {
  const { within } = objectStores('pixelsieve-batch', ['batches', 'results'], 'key');
  return {
    get: async () => (await within<{ batch: Batch } | undefined>('readonly', (batches) => batches!.get(ONLY)))?.batch ?? null,
    async put(batch) {
      await within('readwrite', (batches) => batches!.put({ key: ONLY, batch }));
    },
    results: async () => (await within<{ result: BatchResult }[]>('readonly', (_, results) => results!.getAll())).map(({ result }) => result),
    async putResult(result) {
      await within('readwrite', (_, results) => results!.put({ key: result.pictureKey, result }));
    },
    async deleteResult(pictureKey) {
      await within('readwrite', (_, results) => results!.delete(pictureKey));
    },
    async clear() {
      await within('readwrite', (batches, results) => {
        results!.clear();
        return batches!.delete(ONLY);
      });
    },
  };
}
