/**
 * Picture files where there is no browser to decode them: PNG and JPEG, upright and in sRGB. What a browser would turn or
 * convert is refused, so that no network is ever shown another picture than the page would show it.
 */
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { asciiAt, uint16BigEndian, uint16LittleEndian, uint32BigEndian, uint32LittleEndian } from '../../src/pictures/bytes';
import { embeddedColour } from '../../src/pictures/colour/embeddedColour';
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
  // Deep ones are brought to sRGB by their own colours, as on the page.
  const colour = await embeddedColour(bytes, format);
  if (colour && (format === 'jpeg' || !isDeepPng(bytes) || !colour.space)) return `has other colours than sRGB (${colour.name})`;
  if (format === 'png') return [...pngChunks(bytes)].some(({ type }) => type === 'eXIf') ? 'has EXIF, which may turn it' : null;
  if (jpegChannels(bytes) === 4) return 'has four colour channels (CMYK)';
  const orientation = jpegOrientation(bytes);
  return orientation === 1 ? null : `is to be turned (EXIF orientation ${orientation})`;
}

/**
 * 8 bits are given in 16, of the same value. Transparent pixels are laid on white.
 * @throws Error naming the file
 */
export async function openInNode(bytes: Uint8Array, name: string): Promise<DeepPixels> {
  const why = await whyNotInNode(bytes);
  if (why !== null) throw new Error(`${name} ${why}.`);
  if (asciiAt(bytes, 1, 3) !== 'PNG') return inDepth(jpeg.decode(bytes, { useTArray: true, maxResolutionInMP: MEGAPIXELS_MOST, maxMemoryUsageInMB: 2048 }));
  if (!isDeepPng(bytes)) return inDepth(PNG.sync.read(Buffer.from(bytes)));
  const deep = await decodeDeepPng(bytes);
  if (!deep) throw new Error(`${name} has colours that only a browser reads.`);
  return deep.pixels;
}

function inDepth({ width, height, data }: { readonly width: number; readonly height: number; readonly data: Uint8Array }): DeepPixels {
  const rgb = new Uint16Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = data[4 * pixel + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) {
      rgb[3 * pixel + channel] = BYTE_TO_16_BITS * Math.round(data[4 * pixel + channel]! * alpha + 255 * (1 - alpha));
    }
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
