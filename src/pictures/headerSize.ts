/** Reads a picture's size from its header, so that a far too large one is refused before it is decoded. */
import {
  asciiAt,
  int32LittleEndian,
  uint16BigEndian,
  uint16LittleEndian,
  uint24LittleEndian,
  uint32BigEndian,
  uint32LittleEndian,
} from './bytes';
import { isoBoxes } from './isoBoxes';
import { jpegSegments } from './jpegSegments';
import type { PictureFormat } from './sniffFormat';

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** The stored size in pixels, before EXIF orientation; null where the header does not say (SVG, damaged files). */
export function headerSize(bytes: Uint8Array, format: PictureFormat): PixelSize | null {
  const size = readSize(bytes, format);
  return size && size.width > 0 && size.height > 0 ? size : null;
}

function readSize(bytes: Uint8Array, format: PictureFormat): PixelSize | null {
  switch (format) {
    case 'jpeg':
      return jpegSize(bytes);
    case 'png':
      return { width: uint32BigEndian(bytes, 16), height: uint32BigEndian(bytes, 20) };
    case 'gif':
      return { width: uint16LittleEndian(bytes, 6), height: uint16LittleEndian(bytes, 8) };
    case 'webp':
      return webpSize(bytes);
    case 'bmp':
      return bmpSize(bytes);
    case 'avif':
    case 'heic':
      return isoSize(bytes);
    case 'svg':
      return null;
    default: {
      const unknown: never = format;
      throw new Error(`unknown format ${String(unknown)}`);
    }
  }
}

/** From the frame header, SOF0 to SOF15 (ITU-T T.81, B.2.2); C4, C8 and CC in that range are other segments. */
function jpegSize(bytes: Uint8Array): PixelSize | null {
  for (const { marker, offset } of jpegSegments(bytes)) {
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrameHeader) return { width: uint16BigEndian(bytes, offset + 7), height: uint16BigEndian(bytes, offset + 5) };
  }
  return null;
}

/** The three kinds of first chunk: lossy (RFC 6386, 9.1), lossless and extended (RFC 9649). */
function webpSize(bytes: Uint8Array): PixelSize | null {
  switch (asciiAt(bytes, 12, 4)) {
    case 'VP8 ':
      return { width: uint16LittleEndian(bytes, 26) & 0x3fff, height: uint16LittleEndian(bytes, 28) & 0x3fff };
    case 'VP8L': {
      const packed = uint32LittleEndian(bytes, 21);
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: uint24LittleEndian(bytes, 24) + 1, height: uint24LittleEndian(bytes, 27) + 1 };
    default:
      return null;
  }
}

/** 12-byte headers are OS/2's, with 16-bit sizes; a negative height means rows from the top. */
function bmpSize(bytes: Uint8Array): PixelSize {
  if (uint32LittleEndian(bytes, 14) === 12) {
    return { width: uint16LittleEndian(bytes, 18), height: uint16LittleEndian(bytes, 20) };
  }
  return { width: int32LittleEndian(bytes, 18), height: Math.abs(int32LittleEndian(bytes, 22)) };
}

/** The largest `ispe` property: smaller ones belong to tiles and thumbnails (ISO/IEC 23008-12, 6.5.3). */
function isoSize(bytes: Uint8Array): PixelSize | null {
  let largest: PixelSize | null = null;
  for (const box of isoBoxes(bytes)) {
    if (box.type !== 'ispe') continue;
    const size = { width: uint32BigEndian(bytes, box.contentStart + 4), height: uint32BigEndian(bytes, box.contentStart + 8) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
