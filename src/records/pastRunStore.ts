/** Finished runs kept in this browser's IndexedDB, all their maps with them. They never leave the machine. */
import { objectStores } from '../core/objectStores';
import type { PastRunInfo } from './pastRun';
import { pastRunInfo, slimRecord } from './pastRun';
import type { PastRunBounds } from './pastRunRoom';
import { isSameRun, roomFor } from './pastRunRoom';
import type { RunRecord } from './runRecord';

export interface PastRunStore {
  /** Newest first. */
  list(): Promise<readonly PastRunInfo[]>;
  /** undefined where it is gone. */
  get(id: string): Promise<RunRecord | undefined>;
  /** Those that asked for the same numbers (see runKeyOf), newest first. */
  withKey(key: string): Promise<readonly RunRecord[]>;
  /**
   * Makes room, and keeps it.
   * @returns how many went to make room; null where named runs fill all of it, and it was not kept
   */
  keep(record: RunRecord): Promise<{ readonly removed: number } | null>;
  /** As it was, after it was deleted. */
  putBack(info: PastRunInfo, record: RunRecord): Promise<void>;
  /** null takes the name away. */
  rename(id: string, name: string | null): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
}

/** Its promises reject where the browser allows no storage, or has no more room for it. */
export function indexedDbPastRuns(bounds?: PastRunBounds): PastRunStore {
  // Apart from their maps, so that a list need not open them; one transaction over both, so that neither is ever without the other.
  const { within } = objectStores('pixelsieve-runs', ['infos', 'records'], 'id');
  const list = async () => (await within<PastRunInfo[]>('readonly', (infos) => infos!.getAll())).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  const get = async (id: string) => (await within<{ record: RunRecord } | undefined>('readonly', (_, records) => records!.get(id)))?.record;
  const write = (info: PastRunInfo, record: RunRecord, gone: readonly string[]) =>
    within('readwrite', (infos, records) => {
      for (const id of gone) {
        infos!.delete(id);
        records!.delete(id);
      }
      records!.put({ id: info.id, record });
      return infos!.put(info);
    });
  return {
    list,
    get,
    async withKey(key) {
      const found = (await list()).filter((info) => info.key === key);
      return (await Promise.all(found.map(({ id }) => get(id)))).flatMap((record) => record ?? []);
    },
    async keep(record) {
      const slim = slimRecord(record);
      const info = pastRunInfo(slim, newId());
      const kept = await list();
      // The very run, come round another way.
      if (kept.some((other) => isSameRun(other, info) && other.createdAt === info.createdAt)) return { removed: 0 };
      const { isKept, repeated, oldest } = roomFor(info, kept, bounds);
      if (!isKept) return null;
      await write(info, slim, [...repeated, ...oldest]);
      return { removed: oldest.length };
    },
    async putBack(info, record) {
      await write(info, record, []);
    },
    async rename(id, name) {
      const info = await within<PastRunInfo | undefined>('readonly', (infos) => infos!.get(id));
      if (info) await within('readwrite', (infos) => infos!.put({ ...info, name }));
    },
    async delete(ids) {
      await within('readwrite', (infos, records) => {
        for (const id of ids) {
          infos!.delete(id);
          records!.delete(id);
        }
        return infos!.count();
      });
    },
  };
}

/** crypto.randomUUID is not there on plain http. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-');
}
