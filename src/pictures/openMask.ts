/** Opens a picture file as a mask: which pixels of what the network sees are in the foreground. */
import type { Crop } from '../core/cropWindow';
import type { PixelMask } from '../core/mask';
import { checkSplits, MaskError } from '../core/mask';
import { framed } from './fitToNetwork';
import type { PixelSize } from './headerSize';
import { nextTask } from './nextTask';
import { decodeFile } from './openPicture';
import { createResampler } from './resample';

export interface MaskedPicture {
  /** The picture as it was dropped, upright. */
  readonly opened: PixelSize;
  /** The part of it that the network sees, and at what size. */
  readonly crop: Crop;
  readonly network: PixelSize;
  /** Where that part lies in what the network sees; absent: all of it. */
  readonly placed?: Crop;
}

/** Pixels worked through at a time: the page may breathe in between. */
const BAND_PIXELS = 1 << 18;
const HALF = 127.5;

/**
 * White or not transparent is foreground. Where any pixel is more transparent than not, its alpha decides for every pixel
 * and colour says nothing; else a pixel is inside from half of white's luminance (Rec. 709, as stored). A mask of the
 * picture as dropped is cut and reduced as the picture was: a pixel is inside where at least half of it is.
 *
 * @throws PictureError or MaskError with a message that names the file and is ready to show.
 */
export async function openMask(blob: Blob, name: string, masked: MaskedPicture): Promise<PixelMask> {
  const { bitmap } = await decodeFile(blob, name);
  try {
    const part = partOfMask(bitmap, name, masked);
    const mask = await readMask(bitmap, part, masked.network, part === masked.crop ? masked.placed : { x: 0, y: 0, ...masked.network });
    checkSplits(mask);
    return mask;
  } catch (error) {
    throw error instanceof MaskError && error.code !== 'mask-size' ? named(error, name) : error;
  } finally {
    bitmap.close();
  }
}

function named(error: MaskError, name: string): MaskError {
  return new MaskError(
    error.code,
    error.code === 'mask-empty'
      ? `“${name}” marks no pixel of what the network sees: white or opaque is foreground, black or transparent is not. Paint the foreground white and open it again.`
      : `“${name}” marks every pixel of what the network sees, which leaves no background: white or opaque is foreground. Paint the background black, or make it transparent, and open it again.`,
  );
}

/** @throws MaskError where the mask is neither as large as the picture nor as what the network sees. */
function partOfMask(mask: PixelSize, name: string, { opened, crop, network }: MaskedPicture): Crop {
  if (mask.width === opened.width && mask.height === opened.height) return crop;
  if (mask.width === network.width && mask.height === network.height) return { x: 0, y: 0, ...network };
  const sameSize = opened.width === network.width && opened.height === network.height;
  const wanted = `the picture (${opened.width} × ${opened.height})`;
  throw new MaskError(
    'mask-size',
    `“${name}” is ${mask.width} × ${mask.height} pixels, but a mask must be as large as ` +
      `${sameSize ? wanted : `${wanted} or as what the network sees of it (${network.width} × ${network.height})`}. ` +
      `Save it in ${sameSize ? 'that size' : 'one of these sizes'}, not cropped, and open it again.`,
  );
}

async function readMask(bitmap: ImageBitmap, part: Crop, size: PixelSize, placed: Crop = { x: 0, y: 0, width: size.width, height: size.height }): Promise<PixelMask> {
  const bandRows = Math.max(1, Math.min(part.height, Math.floor(BAND_PIXELS / part.width)));
  const canvas = new OffscreenCanvas(part.width, bandRows);
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' })!;

  async function overBands(take: (rgba: Uint8ClampedArray, rows: number) => void) {
    for (let top = 0; top < part.height; top += bandRows) {
      if (top > 0) await nextTask();
      const rows = Math.min(bandRows, part.height - top);
      context.clearRect(0, 0, part.width, bandRows);
      context.drawImage(bitmap, part.x, part.y + top, part.width, rows, 0, 0, part.width, rows);
      take(context.getImageData(0, 0, part.width, rows).data, rows);
    }
  }

  let byAlpha = false;
  await overBands((rgba) => {
    for (let i = 3; i < rgba.length && !byAlpha; i += 4) byAlpha = rgba[i]! < HALF;
  });
  const resampler = createResampler(part, placed);
  await overBands((rgba, rows) => {
    writeInside(rgba, byAlpha);
    resampler.addRows(rgba, rows);
  });
  return { width: size.width, height: size.height, inside: Uint8Array.from(framed(resampler.finish(), placed, size).filter((_, i) => i % 3 === 0), insideFromHalf) };
}

/** A share of a half, less what adding weights up may have rounded off it, is inside. */
function insideFromHalf(share: number): number {
  return share >= 0.5 - 1e-6 ? 1 : 0;
}

/** Every pixel white or black, in place. */
export function writeInside(rgba: Uint8ClampedArray, byAlpha: boolean): void {
  for (let i = 0; i < rgba.length; i += 4) {
    const value = byAlpha ? rgba[i + 3]! : 0.2126 * rgba[i]! + 0.7152 * rgba[i + 1]! + 0.0722 * rgba[i + 2]!;
    rgba.fill(value >= HALF ? 255 : 0, i, i + 3);
  }
}
