/** PNG files put together chunk by chunk, for what no encoder at hand writes: 16 bits with colours of their own. */
import { zlibSync } from 'fflate';

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

export function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** RGB (3 channels), RGBA (4), grey (1) or grey with alpha (2), `bits` 8 or 16, from values in rows from the top. */
export function pngOf(width: number, height: number, bits: 8 | 16, channels: 1 | 2 | 3 | 4, values: ArrayLike<number>, chunks: readonly Uint8Array[] = []): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = bits;
  header[9] = { 1: 0, 2: 4, 3: 2, 4: 6 }[channels];
  const sampleBytes = bits / 8;
  const rowBytes = 1 + width * channels * sampleBytes;
  const rows = new Uint8Array(rowBytes * height);
  for (let i = 0; i < width * height * channels; i++) {
    const row = Math.floor(i / (width * channels));
    const at = row * rowBytes + 1 + (i - row * width * channels) * sampleBytes;
    if (bits === 16) rows[at] = values[i]! >> 8;
    rows[at + sampleBytes - 1] = values[i]! & 0xff;
  }
  const parts = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), chunk('IHDR', header), ...chunks, chunk('IDAT', zlibSync(rows)), chunk('IEND', new Uint8Array())];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (file.set(part, at), at + part.length), 0);
  return file;
}

/** Display P3 as a version 4 profile: primaries under D50 as its registration gives them, sRGB's curve as a parametric one. */
export function displayP3Profile(): Uint8Array {
  const fixed = (value: number) => Math.round(value * 65536);
  const xyz = (...values: number[]) => tag('XYZ ', values.map(fixed));
  const curve = tag('para', [0x00030000, ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(fixed)]);
  const name = 'Display P3';
  const text = new Uint8Array(28 + 2 * name.length);
  text.set([0x6d, 0x6c, 0x75, 0x63]);
  const words = new DataView(text.buffer);
  words.setUint32(8, 1);
  words.setUint32(12, 12);
  words.setUint32(16, 0x656e5553);
  words.setUint32(20, 2 * name.length);
  words.setUint32(24, 28);
  for (let i = 0; i < name.length; i++) words.setUint16(28 + 2 * i, name.charCodeAt(i));
  const tags: [string, Uint8Array][] = [
    ['desc', text],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ['rXYZ', xyz(0.51512, 0.2412, -0.00105)],
    ['gXYZ', xyz(0.29198, 0.69225, 0.04189)],
    ['bXYZ', xyz(0.1571, 0.06657, 0.78407)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  return profileOf(tags);
}

function tag(type: string, words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * words.length);
  for (let i = 0; i < 4; i++) bytes[i] = type.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setInt32(8 + 4 * i, word);
  return bytes;
}

function profileOf(tags: readonly [string, Uint8Array][]): Uint8Array {
  const pad = (length: number) => Math.ceil(length / 4) * 4;
  const length = tags.reduce((sum, [, bytes]) => sum + pad(bytes.length), 132 + 12 * tags.length);
  const profile = new Uint8Array(length);
  const view = new DataView(profile.buffer);
  const write = (text: string, at: number) => profile.set(Array.from(text, (letter) => letter.charCodeAt(0)), at);
  view.setUint32(0, length);
  view.setUint32(8, 0x04300000);
  write('mntrRGB XYZ ', 12);
  write('acsp', 36);
  view.setInt32(68, Math.round(0.9642 * 65536));
  view.setInt32(72, 65536);
  view.setInt32(76, Math.round(0.8249 * 65536));
  view.setUint32(128, tags.length);
  let at = 132 + 12 * tags.length;
  for (const [i, [name, bytes]] of tags.entries()) {
    write(name, 132 + 12 * i);
    view.setUint32(136 + 12 * i, at);
    view.setUint32(140 + 12 * i, bytes.length);
    profile.set(bytes, at);
    at += pad(bytes.length);
  }
  return profile;
}

export function profileChunk(profile: Uint8Array): Uint8Array {
  const packed = zlibSync(profile);
  const data = new Uint8Array(4 + packed.length);
  data.set([0x50, 0x33, 0, 0]);
  data.set(packed, 4);
  return chunk('iCCP', data);
}

/**
 * Stored Display P3 (0 to 1) to stored sRGB, clipped: both share white point and curve, so that one published matrix of lights is
 * all of it (CSS Color 4, the product of its sample code's matrices). Independent of the product's own arithmetic.
 */
export function displayP3ToSrgb(stored: readonly [number, number, number]): [number, number, number] {
  const light = stored.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const rows = [
    [1.2249401762805598, -0.2249401762805597, 0],
    [-0.04205695470968816, 1.0420569547096881, 0],
    [-0.01963755459033443, -0.07863604555063188, 1.0982736001409665],
  ];
  return rows.map((row) => {
    const value = Math.min(1, Math.max(0, row.reduce((sum, factor, i) => sum + factor * light[i]!, 0)));
    return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  }) as [number, number, number];
}
