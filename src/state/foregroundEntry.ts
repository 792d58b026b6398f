/** The foreground of one picture at one size, and how it came about. */
import type { CropWindow } from '../core/cropWindow';
import type { MaskSize, PixelMask } from '../core/mask';
import { splits } from '../core/mask';
import type { LinkForeground } from '../link/foreground';
import { formatCrop } from '../link/crop';
import { linkForegroundOf } from '../link/foreground';
import type { MaskFrame } from '../core/maskProjection';

export interface ForegroundEntry {
  /** As drawn: empty or full as well, for whoever paints the picture over to cut the rest out. */
  readonly mask: PixelMask;
  /** Whether foreground and background both have pixels, so that they can be compared. */
  readonly isUsable: boolean;
  /** What a link says of it; null where that would be too long. */
  readonly link: LinkForeground | null;
  /** Masks before the last strokes, oldest first. */
  readonly before: readonly PixelMask[];
  /** What it follows from, where it was drawn through another window on the picture and nothing has been changed since. */
  readonly source?: { readonly mask: PixelMask; readonly frame: MaskFrame };
}

const MOST_UNDO = 50;

/** A mask belongs to what the network sees: the same part of the same file, at the same size. */
export function foregroundKey(pictureSha256: string, { width, height }: MaskSize, window: CropWindow | null): string {
  return `${pictureSha256} ${width}x${height}${window ? ` ${formatCrop(window)}` : ''}`;
}

export function entryOf(mask: PixelMask, before: readonly PixelMask[] = []): ForegroundEntry {
  return { mask, isUsable: splits(mask), link: linkForegroundOf(mask), before: before.slice(-MOST_UNDO) };
}

/** null where nothing is left to undo. */
export function undone(entry: ForegroundEntry): ForegroundEntry | null {
  const last = entry.before.at(-1);
  return last ? entryOf(last, entry.before.slice(0, -1)) : null;
}
