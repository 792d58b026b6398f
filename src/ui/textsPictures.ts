/** Texts of the doors that pictures come in by, of the tray and of the crop. */
import type { Crop, CropSize } from '../core/cropWindow';
import { inLanguage } from '../core/language';
import { fixed } from '../core/writtenNumber';

const english = {
  pictureTexts: {
    chooseFiles: 'Choose files…',
    takeFromCamera: 'Use the camera…',
    ownHint: 'Drop any number anywhere, or paste. They stay on this machine.',
    address: 'From an address',
    addressPlaceholder: 'https://…',
    fetch: 'Fetch',
    addressHint: 'Fetched only when asked for. Pages of GitHub and Hugging Face are taken for the file they show.',
    addressNotWeb: 'A picture’s address starts with https:// or http://. Copy it from the picture’s own tab.',
    stopFetch: 'Stop',
    fetching: 'Fetching',
    tray: 'Tray',
    trayHelp: 'Arrow keys go along the pictures, Enter lays one on the table, Delete takes it out of the tray.',
    emptyTray: 'Empty the tray',
    remove: (name: string) => `Take ${name} out of the tray`,
    trayCount: (count: number) => (count === 1 ? '1 picture of this visit' : `${count} pictures of this visit`),
    removed: (name: string) => `${name} is out of the tray.`,
    onTable: (name: string) => `${name} is on the table.`,
    opening: (done: number, all: number) => `Opening ${done} of ${all}…`,
    origins: { file: 'from a file', paste: 'pasted', address: 'from an address', camera: 'from the camera' },
    crop: 'Crop',
    cropDone: 'Done',
    cropWhole: 'All of it',
    cropReset: 'Reset',
    cropCentre: 'Centre',
    cropSmaller: 'Smaller window',
    cropLarger: 'Larger window',
    cropEditor: 'Window of the network on the picture',
    cropHint: 'Drag the frame or its corners, scroll or pinch; arrow keys, + and −.',
    cropFixed: 'The frame keeps the network’s shape.',
    cropFree: 'The frame may have any shape: the network squeezes or letterboxes what is in it.',
    cropHelp:
      'Arrow keys move the window, with Shift by ten times as much. Plus and minus make it larger and smaller. 0 puts it back to the middle. Escape or Enter leaves.',
    cropSize: (crop: CropSize, picture: CropSize) => `${crop.width} × ${crop.height} of ${picture.width} × ${picture.height} px`,
    cropSays: ({ x, y, width, height }: Crop, picture: CropSize) =>
      `The network sees ${width} × ${height} pixels from ${x}, ${y} of ${picture.width} × ${picture.height}.`,
  },

  /** Of a download: in the unit that has some digits, but not many. */
  bytesText(bytes: number): string {
    if (bytes < 1000) return `${bytes} B`;
    if (bytes < 1e6) return `${fixed(bytes / 1e3, 0)} kB`;
    return `${fixed(bytes / 1e6, 1)} MB`;
  },

  fetchedText(receivedBytes: number, totalBytes: number | null): string {
    return totalBytes === null ? bytesText(receivedBytes) : `${bytesText(receivedBytes)} of ${bytesText(totalBytes)}`;
  },

  trayFull(most: number, left: readonly string[]): string {
    return `The tray holds ${most} pictures; left out: ${left.map((name) => `“${name}”`).join(', ')}. Take some out, or empty it, and drop these again.`;
  },

  foregroundCut(lostShare: number): string {
    return `${Math.max(1, Math.round(lostShare * 100))} % of the foreground lies outside of what the network sees now; it is back when the crop is.`;
  },

  foregroundOut: 'The foreground lies outside of what the network sees now, so that there is none to compare. It is back when the crop is; or draw another.',

  foregroundEverywhere:
    'The foreground covers all that the network sees now, so that there is no background to compare with. It is back when the crop is; or draw another.',

  cameraTexts: {
    title: 'Camera',
    preview: 'What the camera sees',
    asking: 'The browser asks whether this page may use the camera…',
    which: 'Which camera',
    mirror: 'Mirror',
    snap: 'Take the picture',
    stop: 'Stop the camera',
    again: 'Try again',
    note: 'The picture stays on this machine. Taking it, or closing this, switches the camera off.',
  },
};

export const { pictureTexts, bytesText, fetchedText, trayFull, foregroundCut, foregroundOut, foregroundEverywhere, cameraTexts } = inLanguage({ en: english });
