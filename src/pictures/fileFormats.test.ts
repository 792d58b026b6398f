import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { headerSize } from './headerSize';
import { isTruncated } from './isTruncated';
import { mayBeTransparent } from './mayBeTransparent';
import type { PictureFormat } from './sniffFormat';
import { sniffFormat } from './sniffFormat';

/** Strings are Latin-1, numbers bytes. */
function bytes(...parts: readonly (string | number | readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : typeof part === 'number' ? [part] : [...part],
    ),
  );
}

const big16 = (value: number) => [value >> 8, value & 255];
const little16 = (value: number) => [value & 255, value >> 8];
const little24 = (value: number) => [...little16(value & 0xffff), value >> 16];
const big32 = (value: number) => [...big16(Math.floor(value / 65536)), ...big16(value & 0xffff)];
const little32 = (value: number) => [...little16(value & 0xffff), ...little16(Math.floor(value / 65536))];

const pngChunk = (type: string, data: Uint8Array) => bytes(big32(data.length), type, data, [0, 0, 0, 0]);

function png(width: number, height: number, colourType = 2, extra = bytes()): Uint8Array {
  const header = pngChunk('IHDR', bytes(big32(width), big32(height), 8, colourType, 0, 0, 0));
  return bytes('\x89PNG\r\n\x1a\n', header, extra, pngChunk('IDAT', deflateSync(bytes(0, 1, 2, 3))), pngChunk('IEND', bytes()));
}

const jpegSegment = (marker: number, data: Uint8Array) => bytes(0xff, marker, big16(data.length + 2), data);

function jpeg(width: number, height: number, frameMarker = 0xc0): Uint8Array {
  const thumbnail = bytes([0xff, 0xd8], jpegSegment(0xc0, bytes(8, big16(2), big16(3), 1, 1, 0x11, 0)), [0xff, 0xd9]);
  return bytes(
    [0xff, 0xd8],
    jpegSegment(0xe1, bytes('Exif\0\0', thumbnail)),
    jpegSegment(0xc4, bytes(0, 1, 2)),
    [0xff],
    jpegSegment(frameMarker, bytes(8, big16(height), big16(width), 1, 1, 0x11, 0)),
    jpegSegment(0xda, bytes(1, 1, 0, 0, 63, 0)),
    [1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 5],
    jpegSegment(0xc4, bytes(0, 1, 2)),
    jpegSegment(0xda, bytes(1, 1, 0, 0, 63, 0)),
    [9, 0xff, 0x00, 9],
    [0xff, 0xd9],
  );
}

function gif(width: number, height: number, trailer = true): Uint8Array {
  return bytes(
    'GIF89a', little16(width), little16(height), 0x80, 0, 0, [0, 0, 0, 255, 255, 255],
    [0x21, 0xf9, 4, 0, 0, 0, 0, 0],
    [0x2c, 0, 0, 0, 0], little16(width), little16(height), [0, 2, 2, 0x4c, 0x01, 0],
    trailer ? [0x3b] : [],
  );
}

const riff = (...chunks: readonly Uint8Array[]) => {
  const body = bytes('WEBP', ...chunks);
  return bytes('RIFF', little32(body.length), body);
};
const webpLossy = (width: number, height: number) =>
  riff(bytes('VP8 ', little32(10), [0, 0, 0, 0x9d, 0x01, 0x2a], little16(width | 0x4000), little16(height)));
const webpLossless = (width: number, height: number, alpha: boolean) =>
  riff(bytes('VP8L', little32(5), 0x2f, little32(width - 1 + (height - 1) * 2 ** 14 + (alpha ? 2 ** 28 : 0)), 0));
const webpExtended = (width: number, height: number, alpha: boolean) =>
  riff(bytes('VP8X', little32(10), alpha ? 0x10 : 0, [0, 0, 0], little24(width - 1), little24(height - 1)));

function bmp(width: number, height: number): Uint8Array {
  const rowBytes = Math.ceil((width * 24) / 32) * 4;
  const pixels = new Uint8Array(rowBytes * Math.abs(height));
  const info = bytes(little32(40), little32(width), little32(height >>> 0), little16(1), little16(24), new Uint8Array(24));
  return bytes('BM', little32(54 + pixels.length), [0, 0, 0, 0], little32(54), info, pixels);
}

const box = (type: string, ...content: readonly Uint8Array[]) => {
  const body = bytes(...content);
  return bytes(big32(body.length + 8), type, body);
};

function iso(width: number, height: number, ...brands: readonly string[]): Uint8Array {
  const ispe = (w: number, h: number) => box('ispe', bytes([0, 0, 0, 0], big32(w), big32(h)));
  const properties = box('iprp', box('ipco', ispe(64, 64), box('pixi', bytes(0)), ispe(width, height)));
  return bytes(
    box('ftyp', bytes(brands[0]!, [0, 0, 0, 0], ...brands)),
    box('meta', bytes([0, 0, 0, 0]), box('hdlr', bytes(0)), properties),
    box('mdat', bytes([1, 2, 3])),
  );
}

const svg = (text: string) => new TextEncoder().encode(text);
const PLAIN_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>';

const PICTURES: readonly [name: string, format: PictureFormat, whole: Uint8Array][] = [
  ['JPEG', 'jpeg', jpeg(640, 480)],
  ['progressive JPEG', 'jpeg', jpeg(640, 480, 0xc2)],
  ['PNG', 'png', png(640, 480)],
  ['GIF', 'gif', gif(640, 480)],
  ['lossy WebP', 'webp', webpLossy(640, 480)],
  ['lossless WebP', 'webp', webpLossless(640, 480, false)],
  ['extended WebP', 'webp', webpExtended(640, 480, true)],
  ['BMP', 'bmp', bmp(640, 480)],
  ['BMP from the top', 'bmp', bmp(640, -480)],
  ['AVIF', 'avif', iso(640, 480, 'avif', 'mif1')],
  ['HEIC', 'heic', iso(640, 480, 'heic', 'mif1')],
];

describe.each(PICTURES)('%s', (_, format, whole) => {
  it('is recognised by its first bytes', () => {
    expect(sniffFormat(whole)).toEqual({ kind: 'picture', format });
  });

  it('tells its size before it is decoded', () => {
    expect(headerSize(whole, format)).toEqual({ width: 640, height: 480 });
  });

  it('is whole, also with something behind it', () => {
    expect(isTruncated(whole, format)).toBe(false);
    if (format !== 'avif' && format !== 'heic') expect(isTruncated(bytes(whole, 'appended'), format)).toBe(false);
  });

  it('is truncated wherever it is cut', () => {
    // The last byte is a GIF's optional trailer, or a WebP's padding.
    for (let length = Math.ceil(whole.length / 2); length < whole.length - 1; length += Math.ceil(whole.length / 200)) {
      expect(isTruncated(whole.subarray(0, length), format), `${length} of ${whole.length}`).toBe(true);
    }
  });

  it('survives being cut anywhere without an exception', () => {
    for (let length = 0; length < Math.min(whole.length, 300); length++) {
      const cut = whole.subarray(0, length);
      sniffFormat(cut);
      headerSize(cut, format);
      isTruncated(cut, format);
      mayBeTransparent(cut, format);
    }
  });
});

describe('truncation', () => {
  it('forgives a GIF without its trailer and a WebP without its padding', () => {
    expect(isTruncated(gif(2, 2, false), 'gif')).toBe(false);
    expect(isTruncated(webpLossless(2, 2, false).subarray(0, -1), 'webp')).toBe(false);
  });

  it('does not take the end of the EXIF thumbnail for the end of the picture', () => {
    const whole = jpeg(64, 64);
    expect(isTruncated(whole.subarray(0, whole.length - 2), 'jpeg')).toBe(true);
  });

  it('wants an SVG closed', () => {
    expect(isTruncated(svg(PLAIN_SVG), 'svg')).toBe(false);
    expect(isTruncated(svg('<svg width="4" height="4"/>'), 'svg')).toBe(false);
    expect(isTruncated(svg('<svg width="4"><rect '), 'svg')).toBe(true);
  });
});

describe('sniffFormat', () => {
  it.each([
    ['plain', PLAIN_SVG],
    ['with declaration', `<?xml version="1.0"?>\n${PLAIN_SVG}`],
    ['with comment and doctype', `<?xml version="1.0"?><!-- by hand --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">${PLAIN_SVG}`],
    ['with byte order mark', `\ufeff${PLAIN_SVG}`],
  ])('takes SVG %s', (_, text) => {
    expect(sniffFormat(svg(text))).toEqual({ kind: 'picture', format: 'svg' });
  });

  it.each([
    ['%PDF-1.7', /PDF/],
    ['PK\x03\x04', /ZIP/],
    ['II*\0', /TIFF/],
    ['8BPS\0\x01', /Photoshop/],
    ['\0\0\0\x18ftypmp42\0\0\0\0mp42', /video/],
    ['RIFF\0\0\0\0WAVE', /sound/],
    ['<!DOCTYPE html><title>x', /web page/],
    ['just words', /text file/],
    ['\x89HDF\r\n', /HDF5/],
  ])('says what %j is', (start, what) => {
    const sniffed = sniffFormat(bytes(start, ' '.repeat(20)));
    expect(sniffed.kind).toBe('other');
    expect('what' in sniffed && sniffed.what).toMatch(what);
  });

  it('does not guess at noise', () => {
    expect(sniffFormat(bytes([0x00, 0xfe, 0x81, 0x99, 0x00]))).toEqual({ kind: 'unknown' });
  });
});

describe('mayBeTransparent', () => {
  it.each([
    ['PNG with alpha', png(2, 2, 6), 'png', true],
    ['PNG of greys with alpha', png(2, 2, 4), 'png', true],
    ['PNG without', png(2, 2, 2), 'png', false],
    ['PNG with a transparent colour', png(2, 2, 2, pngChunk('tRNS', bytes(0, 0, 0, 0, 0, 0))), 'png', true],
    ['lossless WebP with alpha', webpLossless(9, 9, true), 'webp', true],
    ['lossless WebP without', webpLossless(9, 9, false), 'webp', false],
    ['extended WebP with alpha', webpExtended(9, 9, true), 'webp', true],
    ['extended WebP without', webpExtended(9, 9, false), 'webp', false],
    ['lossy WebP', webpLossy(9, 9), 'webp', false],
    ['JPEG', jpeg(9, 9), 'jpeg', false],
  ] as const)('%s', (_, whole, format, expected) => {
    expect(mayBeTransparent(whole, format)).toBe(expected);
  });
});
