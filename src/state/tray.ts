/** The pictures that came in during this visit: dropped, pasted, fetched, photographed. They are kept as files, not decoded. */
import { create } from 'zustand';
import type { OpenedPicture } from '../pictures/openPicture';
import { thumbnailOf } from '../pictures/thumbnail';

export type PictureOrigin = 'file' | 'paste' | 'address' | 'camera';

export interface TrayPicture {
  /** Of the file's bytes: the same file is in the tray once. */
  readonly sha256: string;
  readonly name: string;
  readonly origin: PictureOrigin;
  /** As in the link; null for what a link cannot carry. */
  readonly link: string | null;
  readonly file: Blob;
  readonly width: number;
  readonly height: number;
  /** Address of an image that belongs to the tray. */
  readonly thumbnail: string;
}

export interface TrayState {
  /** In the order in which they came. */
  readonly pictures: readonly TrayPicture[];
  /** While several are being opened. */
  readonly opening: { readonly done: number; readonly all: number } | null;
}

/** Files of some megabytes each, which the browser may keep on disk. */
export const MOST_IN_TRAY = 60;

export const useTray = create<TrayState>()(() => ({ pictures: [], opening: null }));

/** Puts a picture that is open into the tray, once; false where the tray is full. */
export async function keepInTray(opened: OpenedPicture, file: Blob, origin: PictureOrigin, link: string | null): Promise<boolean> {
  const isThere = () => useTray.getState().pictures.some(({ sha256 }) => sha256 === opened.sha256);
  if (isThere()) return true;
  if (useTray.getState().pictures.length >= MOST_IN_TRAY) return false;
  const { sha256, name, width, height } = opened;
  const thumbnail = await thumbnailOf(opened.bitmap);
  if (isThere()) URL.revokeObjectURL(thumbnail);
  else useTray.setState(({ pictures }) => ({ pictures: [...pictures, { sha256, name, origin, link, file, width, height, thumbnail }] }));
  return true;
}

/** What is on the table stays there. */
export function removeFromTray(sha256: string): void {
  const { pictures } = useTray.getState();
  const removed = pictures.find((picture) => picture.sha256 === sha256);
  if (removed) URL.revokeObjectURL(removed.thumbnail);
  useTray.setState({ pictures: pictures.filter((picture) => picture !== removed) });
}

export function emptyTray(): void {
  for (const { thumbnail } of useTray.getState().pictures) URL.revokeObjectURL(thumbnail);
  useTray.setState({ pictures: [] });
}
