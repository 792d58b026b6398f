/** Walks the boxes of an ISO base media file (ISO/IEC 14496-12, 4.2), which AVIF and HEIC are. */
import { asciiAt, uint32BigEndian } from './bytes';

export interface IsoBox {
  readonly type: string;
  readonly contentStart: number;
  /** As declared; beyond the file's length where the file is cut off. */
  readonly end: number;
  readonly nesting: number;
}

/** How many bytes of its own a container has before its boxes: `meta` carries a version and flags. */
const CONTAINERS: ReadonlyMap<string, number> = new Map([['meta', 4], ['iprp', 0], ['ipco', 0]]);

/** Outer boxes before the ones inside them; stops at a box that is cut off, after giving it. */
export function* isoBoxes(bytes: Uint8Array, start = 0, end = bytes.length, nesting = 0): Generator<IsoBox> {
  let offset = start;
  while (offset + 8 <= end) {
    const type = asciiAt(bytes, offset + 4, 4);
    let size = uint32BigEndian(bytes, offset);
    let header = 8;
    if (size === 1) {
      size = uint32BigEndian(bytes, offset + 8) * 2 ** 32 + uint32BigEndian(bytes, offset + 12);
      header = 16;
    } else if (size === 0) {
      size = end - offset;
    }
    if (size < header) return;
    const box = { type, contentStart: offset + header, end: offset + size, nesting };
    yield box;
    const inside = CONTAINERS.get(type);
    if (inside !== undefined) yield* isoBoxes(bytes, box.contentStart + inside, Math.min(box.end, end), nesting + 1);
    offset = box.end;
  }
}
