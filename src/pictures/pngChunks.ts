/** Walks the chunks of a PNG: length, type, data, checksum (PNG specification, 5.3). */
import { asciiAt, uint32BigEndian } from './bytes';

export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Ends where the file does. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  for (let offset = 8; offset + 12 <= bytes.length; ) {
    const length = uint32BigEndian(bytes, offset);
    yield { type: asciiAt(bytes, offset + 4, 4), data: bytes.subarray(offset + 8, Math.min(bytes.length, offset + 8 + length)) };
    offset += 12 + length;
  }
}
