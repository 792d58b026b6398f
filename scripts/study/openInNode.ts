/**
 * Picture files where there is no browser to decode them: PNG and JPEG, upright. What a browser would turn, or convert
 * by tables, is refused, so that no network is ever shown another picture than the page would show it.
 */
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { asciiAt, uint16BigEndian, uint16LittleEndian, uint32BigEndian, uint32LittleEndian } from '../../src/pictures/bytes';
import { embeddedColour } from '../../src/pictures/colour/embeddedColour';
import { convertToSrgb, type RgbSpace } from '../../src/pictures/colour/rgbSpace';
import { decodeDeepPng } from '../../src/pictures/decodeDeepPng';
import { type DeepPixels, isDeepPng } from '../../src/pictures/deepPng';
import { isTruncated } from '../../src/pictures/isTruncated';
import { jpegSegments } from '../../src/pictures/jpegSegments';
import { pngChunks } from '../../src/pictures/pngChunks';
import { SNIFFED_BYTES, sniffFormat } from '../../src/pictures/sniffFormat';

const MEGAPIXELS_MOST = 50;
/** From a byte to 16 bits, so that all of a byte's values stay what they are of 1. */
const BYTE_TO_16_BITS = 257;

/**
 * Cheap: looks at the header alone.
 * @returns why the file cannot be read here, to follow its name; null where it can
 */
export async function whyNotInNode(bytes: Uint8Array): Promise<string | null> {
  const sniffed = sniffFormat(bytes.subarray(0, SNIFFED_BYTES));
  if (sniffed.kind !== 'picture') return 'is no picture';
  const { format } = sniffed;
  if (format !== 'png' && format !== 'jpeg') return `is ${format.toUpperCase()}, and only PNG and JPEG are read`;
  if (isTruncated(bytes, format)) return 'is cut off';
  const colour = await embeddedColour(bytes, format);
  if (colour && !colour.space) return `has colours that only a browser converts (${colour.name})`;
  if (format === 'png') return [...pngChunks(bytes)].some(({ type }) => type === 'eXIf') ? 'has EXIF, which may turn it' : null;
  if (jpegChannels(bytes) === 4) return 'has four colour channels (CMYK)';
  const orientation = jpegOrientation(bytes);
  return orientation === 1 ? null : `is to be turned (EXIF orientation ${orientation})`;
}

/**
 * 8 bits are given in 16, of the same value; other colours are brought to sRGB, and transparent pixels laid on white.
 * @throws Error naming the file
 */
export async function openInNode(bytes: Uint8Array, name: string): Promise<DeepPixels> {
  const why = await whyNotInNode(bytes);
  if (why !== null) throw new Error(`${name} ${why}.`);
  const isPng = asciiAt(bytes, 1, 3) === 'PNG';
  const deep = isPng && isDeepPng(bytes) ? await decodeDeepPng(bytes) : null;
  if (deep) return deep.pixels;
  const decoded = isPng ? PNG.sync.read(Buffer.from(bytes)) : jpeg.decode(bytes, { useTArray: true, maxResolutionInMP: MEGAPIXELS_MOST, maxMemoryUsageInMB: 2048 });
  return inDepth(decoded, (await embeddedColour(bytes, isPng ? 'png' : 'jpeg'))?.space ?? null);
}

interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

function inDepth({ width, height, data }: Rgba, space: RgbSpace | null): DeepPixels {
  const rgb = Uint16Array.from({ length: width * height * 3 }, (_, i) => BYTE_TO_16_BITS * data[4 * Math.floor(i / 3) + (i % 3)]!);
  if (space) convertToSrgb(rgb, space);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = data[4 * pixel + 3]! / 255;
    if (alpha === 1) continue;
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++) rgb[at] = Math.round(rgb[at]! * alpha + 65_535 * (1 - alpha));
  }
  return { width, height, rgb };
}

const isFrameHeader = (marker: number) => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Of the frame header (ITU-T T.81, B.2.2). */
function jpegChannels(bytes: Uint8Array): number | null {
  for (const { marker, offset } of jpegSegments(bytes)) if (isFrameHeader(marker)) return bytes[offset + 9] ?? null;
  return null;
}

const APP1 = 0xe1;
const ORIENTATION = 0x0112;

/** Of the first EXIF segment's first directory (EXIF 2.32, 4.6.4); 1, upright, where it does not say. */
function jpegOrientation(bytes: Uint8Array): number {
  for (const { marker, offset } of jpegSegments(bytes)) {
    if (marker !== APP1 || asciiAt(bytes, offset + 4, 4) !== 'Exif') continue;
    const start = offset + 10;
    const isLittle = asciiAt(bytes, start, 2) === 'II';
    const short = isLittle ? uint16LittleEndian : uint16BigEndian;
    const directory = start + (isLittle ? uint32LittleEndian : uint32BigEndian)(bytes, start + 4);
    for (let entry = 0; entry < short(bytes, directory); entry++) {
      const at = directory + 2 + 12 * entry;
      if (short(bytes, at) === ORIENTATION) return short(bytes, at + 8);
    }
    return 1;
  }
  return 1;
}
