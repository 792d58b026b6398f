/** Whether a picture's file holds more than one frame. Of those, the network is shown the first. */
import { asciiAt, uint32BigEndian, uint32LittleEndian } from './bytes';
import { gifBlocks } from './gifBlocks';
import { pngChunks } from './pngChunks';
import type { PictureFormat } from './sniffFormat';

export function isAnimated(bytes: Uint8Array, format: PictureFormat): boolean {
  switch (format) {
    case 'gif':
      return [...gifBlocks(bytes)].length > 1;
    case 'png':
      return isAnimatedPng(bytes);
    case 'webp':
      return isAnimatedWebp(bytes);
    case 'avif':
    case 'heic':
      return isSequence(bytes);
    case 'jpeg':
    case 'bmp':
    case 'svg':
      return false;
    default: {
      const unknown: never = format;
      throw new Error(`unknown format ${String(unknown)}`);
    }
  }
}

/** acTL, before the data, says how many frames there are (PNG specification, 11.3.6.1). */
function isAnimatedPng(bytes: Uint8Array): boolean {
  for (const { type, data } of pngChunks(bytes)) {
    if (type === 'IDAT') return false;
    if (type === 'acTL') return uint32BigEndian(data, 0) > 1;
  }
  return false;
}

/** Frames are ANMF chunks (RFC 9649, 2.7.1.1). */
function isAnimatedWebp(bytes: Uint8Array): boolean {
  if (asciiAt(bytes, 12, 4) !== 'VP8X' || ((bytes[20] ?? 0) & 0x02) === 0) return false;
  let frames = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = uint32LittleEndian(bytes, at + 4);
    if (asciiAt(bytes, at, 4) === 'ANMF') frames++;
    at += 8 + length + (length % 2);
  }
  return frames > 1;
}

/** Image sequences say so among their brands: avis, hevc, msf1 (ISO/IEC 23008-12, 10). */
function isSequence(bytes: Uint8Array): boolean {
  const end = Math.min(uint32BigEndian(bytes, 0), bytes.length, 256);
  for (let at = 8; at + 4 <= end; at += 4) if (/^(avis|hevc|hevx|msf1)$/.test(asciiAt(bytes, at, 4))) return true;
  return false;
}
