/** Walks the marker segments of a JPEG (ITU-T T.81, annex B). */
import { uint16BigEndian } from './bytes';

export interface JpegSegment {
  /** The marker's second byte: 0xd8 is SOI, 0xd9 EOI, 0xda SOS. */
  readonly marker: number;
  /** Of the marker's 0xff byte. */
  readonly offset: number;
}

export const END_OF_IMAGE = 0xd9;
const START_OF_IMAGE = 0xd8;
const START_OF_SCAN = 0xda;
const TEMPORARY = 0x01;

/**
 * Ends after EOI, or where the data ends or stops making sense. Segments are skipped by their length, so that the
 * thumbnail inside an EXIF segment, a JPEG of its own, is not taken for the picture.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  let offset = 0;
  while (offset + 1 < bytes.length && bytes[offset] === 0xff) {
    const marker = bytes[offset + 1]!;
    if (marker === 0xff) {
      offset += 1; // Fill bytes may precede a marker.
      continue;
    }
    yield { marker, offset };
    if (marker === END_OF_IMAGE) return;
    if (marker === START_OF_IMAGE || marker === TEMPORARY || isRestart(marker)) {
      offset += 2;
      continue;
    }
    offset += 2 + uint16BigEndian(bytes, offset + 2);
    if (marker === START_OF_SCAN) offset = endOfScan(bytes, offset);
  }
}

/** Entropy-coded data runs to the next marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let offset = bytes.indexOf(0xff, start);
  while (offset >= 0 && offset + 1 < bytes.length) {
    const next = bytes[offset + 1]!;
    if (next !== 0 && !isRestart(next)) return offset;
    offset = bytes.indexOf(0xff, offset + 2);
  }
  return bytes.length;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}
