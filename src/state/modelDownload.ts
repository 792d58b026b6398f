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
  let newest: DownloadProgress = { receivedBytes: 0, totalBytes: null };
  let timer: ReturnType<typeof setTimeout> | null = null;
  const onProgress = (progress: DownloadProgress) => {
    newest = progress;
    timer ??= setTimeout(() => {
      timer = null;
      if (own === controller) useDownload.setState({ running: { address, name, ...newest } });
    }, TELL_EVERY_MS);
  };
  useDownload.setState({ running: { address, name, ...newest } });
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
