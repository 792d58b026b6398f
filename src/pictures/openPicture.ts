/** Opens a picture file of any common format: checked, decoded, upright and opaque. */
import { decodePicture } from './decodePicture';
import type { DeepPixels } from './deepPng';
import { isDeepPng, readDeepPng } from './deepPng';
import type { PixelSize } from './headerSize';
import { headerSize } from './headerSize';
import { isTruncated } from './isTruncated';
import { mayBeTransparent } from './mayBeTransparent';
import { onWhite } from './onWhite';
import { PictureError } from './pictureError';
import { pictureNotes } from './pictureNotes';
import { sha256Hex } from './sha256';
import type { PictureFormat } from './sniffFormat';
import { SNIFFED_BYTES, sniffFormat } from './sniffFormat';

export interface OpenedPicture {
  readonly name: string;
  /** Of the file's bytes, lower-case hex. */
  readonly sha256: string;
  /** Upright, that is after EXIF orientation; the bitmap's own size. */
  readonly width: number;
  readonly height: number;
  /** sRGB, opaque: transparent pixels have been laid on white. The holder closes it. */
  readonly bitmap: ImageBitmap;
  /** The same picture in 16 bits, where the file has them; the network is shown these. */
  readonly deep: DeepPixels | null;
  /** What was done to it on the way in, ready to show. */
  readonly notes: readonly string[];
}

const MEGAPIXELS_MOST = 50;
/** What every browser's canvas can hold. */
const SIDE_MOST = 32_767;

/** A file as it was decoded, before anything is done to its pixels. */
export interface DecodedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: PictureFormat;
  /** sRGB, upright, transparent where the file is. */
  readonly bitmap: ImageBitmap;
}

/**
 * @param name how messages and the export call the picture, usually the file's name.
 * @throws PictureError with a message that is ready to show.
 */
export async function openPicture(blob: Blob, name: string): Promise<OpenedPicture> {
  const { bytes, format, bitmap: decoded } = await decodeFile(blob, name);
  const sha256 = await sha256Hex(bytes);
  const bitmap = mayBeTransparent(bytes, format) ? await onWhite(decoded) : decoded;
  const deep = format === 'png' && isDeepPng(bytes) ? await readDeepPng(bytes).catch(() => null) : null;
  const fits = deep?.pixels.width === bitmap.width && deep.pixels.height === bitmap.height;
  const notes = await pictureNotes(bytes, format, fits ? deep : null);
  return { name, sha256, width: bitmap.width, height: bitmap.height, bitmap, deep: fits ? deep.pixels : null, notes };
}

/**
 * Checks and decodes a picture file.
 * @throws PictureError with a message that is ready to show.
 */
export async function decodeFile(blob: Blob, name: string): Promise<DecodedFile> {
  if (blob.size === 0) {
    throw new PictureError('empty', `“${name}” is empty (0 bytes). Copy or download the file again.`);
  }
  const format = await recogniseFormat(blob, name);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const declared = headerSize(bytes, format);
  if (declared) refuseTooLarge(declared, name);
  if (isTruncated(bytes, format)) {
    throw new PictureError(
      'truncated',
      `“${name}” is cut off: the file ends before the picture does. Copy or download it again.`,
    );
  }
  const bitmap = await decodePicture(blob, format, name);
  refuseTooLarge(bitmap, name);
  return { bytes, format, bitmap };
}

async function recogniseFormat(blob: Blob, name: string): Promise<PictureFormat> {
  const sniffed = sniffFormat(new Uint8Array(await blob.slice(0, SNIFFED_BYTES).arrayBuffer()));
  switch (sniffed.kind) {
    case 'picture':
      return sniffed.format;
    case 'other':
      throw new PictureError('not-a-picture', `“${name}” is ${sniffed.what}, not a picture that can be used. ${sniffed.remedy}`);
    case 'unknown':
      throw new PictureError(
        'not-a-picture',
        `“${name}” is not a picture of a known format. Drop a JPEG, PNG, WebP, GIF, BMP, AVIF or SVG picture.`,
      );
    default: {
      const unknown: never = sniffed;
      throw new Error(`unknown kind ${JSON.stringify(unknown)}`);
    }
  }
}

/** Also asked of pictures whose header said nothing, after decoding. */
function refuseTooLarge({ width, height }: PixelSize, name: string): void {
  const megapixels = (width * height) / 1e6;
  if (megapixels > MEGAPIXELS_MOST) {
    throw new PictureError(
      'too-large',
      `“${name}” has ${megapixels.toFixed(megapixels < 100 ? 1 : 0)} megapixels (${width} × ${height}); at most ` +
        `${MEGAPIXELS_MOST} are opened. Scale it down, or crop it, and drop it again.`,
    );
  }
  if (Math.max(width, height) > SIDE_MOST) {
    throw new PictureError(
      'too-large',
      `“${name}” is ${width} × ${height} pixels; at most ${SIDE_MOST} on a side are opened. Crop it and drop it again.`,
    );
  }
}
