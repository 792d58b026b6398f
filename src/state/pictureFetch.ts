/** Pictures by address: one at a time, with its bytes to be seen, and stopped when asked or when another is chosen. */
import { create } from 'zustand';
import type { CropWindow } from '../core/cropWindow';
import { fetchPicture } from '../pictures/fetchPicture';
import { openPicture } from '../pictures/openPicture';
import { nameOfAddress, rawAddress, webAddress } from '../pictures/webAddress';
import { sampleUnknown } from '../ui/texts';
import { pictureTexts } from '../ui/textsPictures';
import { chooseSample, layOnTable } from './pictures';
import { clearTopic, readApp, tell, useApp } from './store';
import { keepInTray } from './tray';

export interface PictureFetch {
  /** Of the file itself, after rewriting. */
  readonly address: string;
  readonly name: string;
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
}

export const usePictureFetch = create<{ readonly fetch: PictureFetch | null }>()(() => ({ fetch: null }));

let controller: AbortController | null = null;

/** What somebody typed or pasted; what is no web address is told. */
export async function fetchTypedPicture(typed: string): Promise<boolean> {
  clearTopic('picture');
  const address = webAddress(typed, document.baseURI);
  if (address === null) {
    tell('error', 'picture', pictureTexts.addressNotWeb);
    return false;
  }
  return fetchToTable(rawAddress(address));
}

/** Ends the fetch; what had come of it is let go, and the table stays as it is. */
export function stopPictureFetch(): void {
  controller?.abort();
}

/** @param address of the link, which may be relative to the page. */
async function fetchToTable(address: string, window?: CropWindow | null, keepsTable = false): Promise<boolean> {
  controller?.abort();
  const own = new AbortController();
  controller = own;
  const name = nameOfAddress(address);
  const link = `url:${address}`;
  const show = (receivedBytes: number, totalBytes: number | null) => {
    if (controller === own) usePictureFetch.setState({ fetch: { address, name, receivedBytes, totalBytes } });
  };
  show(0, null);
  const before = readApp().picture;
  // Whatever else is laid on the table meanwhile is newer.
  const unsubscribe = useApp.subscribe(({ picture }) => picture !== before && picture?.link !== link && own.abort());
  try {
    return await layOnTable({ link, trueLabel: null, keepsTable, ...(window === undefined ? {} : { window }) }, async () => {
      try {
        const file = await fetchPicture(new URL(address, document.baseURI).href, {
          signal: own.signal,
          onProgress: ({ receivedBytes, totalBytes }) => show(receivedBytes, totalBytes),
        });
        const opened = await openPicture(file, name);
        await keepInTray(opened, file, 'address', link);
        return opened;
      } catch (error) {
        if (own.signal.aborted) return null;
        throw error;
      }
    });
  } finally {
    unsubscribe();
    if (controller === own) {
      controller = null;
      usePictureFetch.setState({ fetch: null });
    }
  }
}

/** The picture of a record that is on the table already; false where there is none at that link. */
export function bringPictureOfLink(link: string, window: CropWindow | null): Promise<boolean> {
  if (link.startsWith('url:')) return fetchToTable(rawAddress(link.slice('url:'.length)), window, true);
  const sample = readApp().samples.find(({ id }) => link === `sample:${id}`);
  return sample ? chooseSample(sample, window, true) : Promise.resolve(false);
}

/** A picture of the link's form: `sample:` and an id, or `url:` and an address. */
export function choosePictureOfLink(link: string, window: CropWindow | null): Promise<boolean> {
  if (link.startsWith('url:')) return fetchToTable(rawAddress(link.slice('url:'.length)), window);
  const { samples } = readApp();
  const id = link.replace(/^sample:/, '');
  const sample = samples.find((candidate) => candidate.id === id);
  const first = samples[0];
  if (sample) return chooseSample(sample, window);
  if (first) tell('warning', 'picture', sampleUnknown(id, first.title));
  return first ? chooseSample(first) : Promise.resolve(false);
}
