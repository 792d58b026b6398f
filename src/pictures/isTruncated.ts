/**
 * Whether a picture's file stops before its own end. Browsers show the upper half of such a picture without a word;
 * here the lower half would be given numbers.
 */
import { asciiAt, int32LittleEndian, uint16LittleEndian, uint32BigEndian, uint32LittleEndian } from './bytes';
import { gifBlocks } from './gifBlocks';
import { isoBoxes } from './isoBoxes';
import { END_OF_IMAGE, jpegSegments } from './jpegSegments';
import type { PictureFormat } from './sniffFormat';

export function isTruncated(bytes: Uint8Array, format: PictureFormat): boolean {
  switch (format) {
    case 'jpeg':
      return !endsAsJpeg(bytes);
    case 'png':
      return !endsAsPng(bytes);
    case 'gif':
      return !endsAsGif(bytes);
    case 'webp':
      // The RIFF header's size does not count itself; a missing padding byte at the end is forgiven.
      return bytes.length + 1 < uint32LittleEndian(bytes, 4) + 8;
    case 'bmp':
      return bytes.length < bmpBytesNeeded(bytes);
    case 'avif':
    case 'heic':
      return !endsAsIso(bytes);
    case 'svg':
      return !/<\/svg\s*>|<svg[^>]*\/>/i.test(new TextDecoder().decode(bytes));
    default: {
      const unknown: never = format;
      throw new Error(`unknown format ${String(unknown)}`);
    }
  }
}

/** Bytes after EOI are fine: cameras append previews and more there. */
function endsAsJpeg(bytes: Uint8Array): boolean {
  let last = 0;
  for (const { marker } of jpegSegments(bytes)) last = marker;
  return last === END_OF_IMAGE;
}

/** Chunk by chunk to IEND: length, type, data, checksum (PNG specification, 5.3). */
function endsAsPng(bytes: Uint8Array): boolean {
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const end = offset + 12 + uint32BigEndian(bytes, offset);
    if (asciiAt(bytes, offset + 4, 4) === 'IEND') return end <= bytes.length;
    offset = end;
  }
  return false;
}

/** Every outer box is there to its end, and one of them holds picture data. */
function endsAsIso(bytes: Uint8Array): boolean {
  const boxes = [...isoBoxes(bytes)];
  return boxes.every((box) => box.end <= bytes.length) && boxes.some(({ type }) => type === 'mdat' || type === 'idat');
}

/** Many writers leave out the trailer: one whole frame is enough. */
function endsAsGif(bytes: Uint8Array): boolean {
  for (const { end } of gifBlocks(bytes)) return end <= bytes.length;
  return false;
}

/** Only uncompressed pictures have a size that can be told beforehand; the others are left to the decoder. */
function bmpBytesNeeded(bytes: Uint8Array): number {
  const dataStart = uint32LittleEndian(bytes, 10);
  const isUncompressed = uint32LittleEndian(bytes, 14) >= 40 && uint32LittleEndian(bytes, 30) === 0;
  if (!isUncompressed) return dataStart;
  const rowBytes = Math.ceil((int32LittleEndian(bytes, 18) * uint16LittleEndian(bytes, 28)) / 32) * 4;
  return dataStart + rowBytes * Math.abs(int32LittleEndian(bytes, 22));
}
