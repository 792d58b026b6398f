/** From files to the tray and the table. */
import type { OpenedPicture } from '../pictures/openPicture';
import { openPicture } from '../pictures/openPicture';
import { trayFull } from '../ui/textsPictures';
import { layOnTable } from './pictures';
import { tell } from './store';
import type { PictureOrigin, TrayPicture } from './tray';
import { keepInTray, MOST_IN_TRAY, useTray } from './tray';

export interface PictureFile {
  readonly blob: Blob;
  readonly name: string;
}

/**
 * Puts pictures into the tray, and the first good one of them on the table. What is bad is refused by name, all in one
 * message, and the rest stay.
 */
export async function takePictures(files: readonly PictureFile[], origin: PictureOrigin, link: string | null = null): Promise<void> {
  const refusals: string[] = [];
  const left: string[] = [];
  const waiting = [...files];
  const count = () => useTray.setState({ opening: files.length > 1 && waiting.length > 0 ? { done: files.length - waiting.length, all: files.length } : null });

  /** The next good picture, in the tray and still open; null when there is none left. */
  async function nextGood(): Promise<OpenedPicture | null> {
    for (;;) {
      count();
      const file = waiting.shift();
      if (!file) return null;
      try {
        const opened = await openPicture(file.blob, file.name);
        if (await keepInTray(opened, file.blob, origin, link)) return opened;
        left.push(file.name);
        opened.bitmap.close();
      } catch (error) {
        refusals.push(error instanceof Error ? error.message : String(error));
      }
    }
  }

  await layOnTable({ link, trueLabel: null }, nextGood);
  for (let opened = await nextGood(); opened; opened = await nextGood()) opened.bitmap.close();
  count();
  if (left.length > 0) refusals.push(trayFull(MOST_IN_TRAY, left));
  if (refusals.length > 0) tell('error', 'picture', ...refusals);
}

export function chooseFromTray({ link, file, name }: TrayPicture, keepsTable = false): Promise<boolean> {
  return layOnTable({ link, trueLabel: null, keepsTable }, () => openPicture(file, name));
}
