/** The network that is being fetched from an address: how far it is, and how it is stopped. */
import { create } from 'zustand';
import type { DownloadProgress } from '../networks/download';
import { downloadModel } from '../networks/download';

export interface RunningDownload extends DownloadProgress {
  readonly address: string;
  readonly name: string;
}

/** null while nothing is fetched. */
export const useDownload = create<{ readonly running: RunningDownload | null }>()(() => ({ running: null }));

let controller: AbortController | null = null;
/** Often enough for a number to look alive. */
const TELL_EVERY_MS = 100;

/**
 * A newer download takes the place of the one before.
 * @returns null when it was cancelled
 * @throws Error with a message that is ready to show
 */
export async function download(address: string, name: string): Promise<readonly File[] | null> {
  controller?.abort();
  const own = new AbortController();
  controller = own;
  let toldAt = 0;
  const onProgress = (progress: DownloadProgress) => {
    const now = performance.now();
    if (own !== controller || now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    useDownload.setState({ running: { address, name, ...progress } });
  };
  useDownload.setState({ running: { address, name, receivedBytes: 0, totalBytes: null } });
  try {
    return await downloadModel(address, { signal: own.signal, onProgress });
  } catch (error) {
    if (own.signal.aborted) return null;
    // The others of its files need not come any more.
    own.abort();
    throw error;
  } finally {
    if (own === controller) {
      controller = null;
      useDownload.setState({ running: null });
    }
  }
}

export function cancelDownload(): void {
  controller?.abort();
}
