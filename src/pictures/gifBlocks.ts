/** Walks the frames of a GIF (GIF89a, appendix A). */

const EXTENSION = 0x21;
const IMAGE = 0x2c;

export interface GifFrame {
  /** Past the frame's last block; beyond the file's length where the file is cut off. */
  readonly end: number;
}

/** Ends at the trailer, where the file ends, or where it stops making sense. */
export function* gifBlocks(bytes: Uint8Array): Generator<GifFrame> {
  let offset = 13 + colourTableBytes(bytes[10] ?? 0);
  while (offset < bytes.length) {
    if (bytes[offset] === EXTENSION) {
      offset = afterSubBlocks(bytes, offset + 2);
    } else if (bytes[offset] === IMAGE) {
      offset = afterSubBlocks(bytes, offset + 10 + colourTableBytes(bytes[offset + 9] ?? 0) + 1);
      yield { end: offset };
    } else {
      return;
    }
  }
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Past the zero-length block that ends a chain; beyond the file's length where there is none. */
function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let offset = start;
  while (offset < bytes.length && bytes[offset] !== 0) offset += bytes[offset]! + 1;
  return offset + 1;
}
