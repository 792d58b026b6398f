/** Networks of the viewer's own, kept in this browser's IndexedDB: they never leave the machine. */
import type { ModelChoices } from '../core/modelChoices';
import { objectStores } from '../core/objectStores';

export interface KeptModelInfo {
  /** SHA-256 of its files. */
  readonly sha256: string;
  readonly title: string;
  /** What the page calls it: the folder's or file's name. */
  readonly name: string;
  /** Where it was downloaded from; null for dropped files. */
  readonly address: string | null;
  readonly bytes: number;
  /** ISO 8601. */
  readonly savedAt: string;
  /** How the viewer last fed and read it. */
  readonly choices: ModelChoices;
}

export interface KeptModel extends KeptModelInfo {
  readonly files: readonly File[];
}

export interface ModelStore {
  get(sha256: string): Promise<KeptModel | undefined>;
  /** The one downloaded from there last. */
  find(address: string): Promise<KeptModel | undefined>;
  /** Replaces an earlier one of the same files. */
  put(model: KeptModel): Promise<void>;
  /** Newest first. */
  list(): Promise<KeptModelInfo[]>;
  delete(sha256: string): Promise<void>;
}

/** Its promises reject where the browser allows no storage. */
export function indexedDbModelStore(): ModelStore {
  // Apart from the files, so that a list need not open them; one transaction over both, so that neither is ever without the other.
  const { within } = objectStores('pixelsieve-networks', ['infos', 'files'], 'sha256');
  const list = async () =>
    (await within<KeptModelInfo[]>('readonly', (infos) => infos!.getAll())).sort((a, b) => b.savedAt.localeCompare(a.savedAt));
  async function get(sha256: string): Promise<KeptModel | undefined> {
    const info = await within<KeptModelInfo | undefined>('readonly', (infos) => infos!.get(sha256));
    const files = await within<{ files: File[] } | undefined>('readonly', (_, all) => all!.get(sha256));
    return info && files ? { ...info, files: files.files } : undefined;
  }
  return {
    get,
    list,
    async find(address) {
      const info = (await list()).find((kept) => kept.address === address);
      return info && get(info.sha256);
    },
    async put({ files, ...info }) {
      await within('readwrite', (infos, all) => {
        all!.put({ sha256: info.sha256, files });
        return infos!.put(info);
      });
    },
    async delete(sha256) {
      await within('readwrite', (infos, all) => {
        all!.delete(sha256);
        return infos!.delete(sha256);
      });
    },
  };
}
