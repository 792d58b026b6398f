/** International text in a PNG (iTXt, PNG specification 11.3.3.4): keyword, then UTF-8, not compressed. */
import { pngChunks } from '../../pictures/pngChunks';

type Bytes = Uint8Array<ArrayBuffer>;

/** Behind the header, which comes first in every PNG: 8 bytes of signature, then the chunk of 13 with its frame of 12. */
const BEHIND_HEADER = 8 + 12 + 13;

/** @param texts by keyword: 1 to 79 Latin letters each */
export function withPngText(png: Bytes, texts: Readonly<Record<string, string>>): Bytes {
  const chunks = Object.entries(texts).map(([keyword, text]) => chunk('iTXt', textData(keyword, text)));
  const bytes = new Uint8Array(png.length + chunks.reduce((sum, { length }) => sum + length, 0));
  bytes.set(png.subarray(0, BEHIND_HEADER));
  let offset = BEHIND_HEADER;
  for (const each of chunks) {
    bytes.set(each, offset);
    offset += each.length;
  }
  bytes.set(png.subarray(BEHIND_HEADER), offset);
  return bytes;
}

/** null where the file has no such text; compressed ones are not ours. */
export function pngText(png: Uint8Array, keyword: string): string | null {
  const start = [...keyword].map((letter) => letter.charCodeAt(0));
  for (const { type, data } of pngChunks(png)) {
    if (type === 'IDAT') return null;
    if (type !== 'iTXt' || !start.every((code, i) => data[i] === code) || data[start.length] !== 0 || data[start.length + 1] !== 0) continue;
    // Keyword, 0, compression flag and method, language tag, 0, translated keyword, 0.
    const language = data.indexOf(0, start.length + 3);
    const translated = data.indexOf(0, language + 1);
    return new TextDecoder().decode(data.subarray(translated + 1));
  }
  return null;
}

function textData(keyword: string, text: string): Bytes {
  const head = [...keyword].map((letter) => letter.charCodeAt(0));
  const body = new TextEncoder().encode(text);
  return Uint8Array.from([...head, 0, 0, 0, 0, 0, ...body]);
}

function chunk(type: string, data: Bytes): Bytes {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** CRC-32 of the PNG specification, annex D. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
