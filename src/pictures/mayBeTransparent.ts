/** Whether a format's header allows for transparent pixels: most pictures do not and can skip the compositing. */
import { asciiAt, uint32BigEndian, uint32LittleEndian } from './bytes';
import type { PictureFormat } from './sniffFormat';

export function mayBeTransparent(bytes: Uint8Array, format: PictureFormat): boolean {
  switch (format) {
    case 'jpeg':
      return false;
    case 'png':
      return pngMayBeTransparent(bytes);
    case 'webp':
      return webpMayBeTransparent(bytes);
    case 'gif':
    case 'bmp':
    case 'avif':
    case 'heic':
    case 'svg':
      return true;
    default: {
      const unknown: never = format;
      throw new Error(`unknown format ${String(unknown)}`);
    }
  }
}

/** Colour types 4 and 6 have alpha; the others may name transparent colours in a tRNS chunk before the data. */
function pngMayBeTransparent(bytes: Uint8Array): boolean {
  if (((bytes[25] ?? 0) & 4) !== 0) return true;
  for (let offset = 8; offset + 12 <= bytes.length; offset += 12 + uint32BigEndian(bytes, offset)) {
    const type = asciiAt(bytes, offset + 4, 4);
    if (type === 'tRNS') return true;
    if (type === 'IDAT') return false;
  }
  return false;
}

function webpMayBeTransparent(bytes: Uint8Array): boolean {
  const chunk = asciiAt(bytes, 12, 4);
  if (chunk === 'VP8X') return ((bytes[20] ?? 0) & 0x10) !== 0;
  return chunk === 'VP8L' && ((uint32LittleEndian(bytes, 21) >>> 28) & 1) === 1;
}
