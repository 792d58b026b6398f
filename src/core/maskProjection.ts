/** A mask drawn through one window on a picture, seen through another. */
import type { Crop } from './cropWindow';
import type { MaskSize, PixelMask } from './mask';

/** How the pixels of what the network sees lie on the upright picture. */
export interface MaskFrame {
  readonly size: MaskSize;
  /** The part of the picture that is seen, in its pixels. */
  readonly crop: Crop;
  /** Where that part lies in what the network sees; around it, in a letterbox, there is no picture. */
  readonly placed: Crop;
}

export interface ProjectedMask {
  readonly mask: PixelMask;
  /** Of the mask's pixels that lie on the picture, the share that the new window no longer sees, 0 to 1. */
  readonly lostShare: number;
}

export function projectMask(mask: PixelMask, from: MaskFrame, to: MaskFrame): ProjectedMask {
  const { width, height } = to.size;
  const inside = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = mapped(x, to.placed.x, to.placed.width, to.crop.x, to.crop.width, from.crop.x, from.crop.width, from.placed.x, from.placed.width);
      const row = mapped(y, to.placed.y, to.placed.height, to.crop.y, to.crop.height, from.crop.y, from.crop.height, from.placed.y, from.placed.height);
      if (column !== null && row !== null) inside[y * width + x] = mask.inside[row * mask.width + column]!;
    }
  }
  return { mask: { width, height, inside }, lostShare: lostShare(mask, from, to) };
}

/** A pixel's centre taken to the picture and on to a pixel of the other side; null outside of either's part of the picture. */
function mapped(
  pixel: number,
  placedStart: number,
  placedLength: number,
  cropStart: number,
  cropLength: number,
  otherCropStart: number,
  otherCropLength: number,
  otherPlacedStart: number,
  otherPlacedLength: number,
): number | null {
  const share = (pixel + 0.5 - placedStart) / placedLength;
  if (share < 0 || share >= 1) return null;
  const otherShare = (cropStart + share * cropLength - otherCropStart) / otherCropLength;
  return otherShare < 0 || otherShare >= 1 ? null : otherPlacedStart + Math.floor(otherShare * otherPlacedLength);
}

function lostShare(mask: PixelMask, from: MaskFrame, to: MaskFrame): number {
  let counted = 0;
  let lost = 0;
  for (let i = 0; i < mask.inside.length; i++) {
    if (!mask.inside[i]) continue;
    const across = (i % mask.width) + 0.5 - from.placed.x;
    const down = Math.floor(i / mask.width) + 0.5 - from.placed.y;
    if (across < 0 || down < 0 || across >= from.placed.width || down >= from.placed.height) continue;
    counted++;
    const x = from.crop.x + (across / from.placed.width) * from.crop.width;
    const y = from.crop.y + (down / from.placed.height) * from.crop.height;
    const isSeen = x >= to.crop.x && y >= to.crop.y && x < to.crop.x + to.crop.width && y < to.crop.y + to.crop.height;
    if (!isSeen) lost++;
  }
  return counted === 0 ? 0 : lost / counted;
}
