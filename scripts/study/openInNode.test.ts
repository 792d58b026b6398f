import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { fitToNetwork } from '../../src/pictures/fitToNetwork';
import { chunk, pngOf } from '../../src/testing/pngFiles';
import { openInNode, whyNotInNode } from './openInNode';

const SIDE = 16;
const RGBA = Uint8Array.from({ length: SIDE * SIDE * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 7) % 256));

const png = (rgba: Uint8Array, chunks: readonly Uint8Array[] = []) => pngOf(SIDE, SIDE, 8, 4, rgba, chunks);

/** A JPEG of one grey, with this in a segment after its start. */
function greyJpeg(segment: readonly number[] = []): Uint8Array {
  const { data } = jpeg.encode({ width: SIDE, height: SIDE, data: Buffer.alloc(SIDE * SIDE * 4, 128) }, 95);
  return Uint8Array.from([...data.subarray(0, 2), ...segment, ...data.subarray(2)]);
}

/** APP1 with one entry: Orientation, in either order of bytes. */
function exif(orientation: number, isLittle: boolean): number[] {
  const short = (value: number) => (isLittle ? [value, 0] : [0, value]);
  const long = (value: number) => (isLittle ? [value, 0, 0, 0] : [0, 0, 0, value]);
  const name = isLittle ? [0x12, 0x01] : [0x01, 0x12];
  const tiff = [...(isLittle ? [0x49, 0x49] : [0x4d, 0x4d]), ...short(42), ...long(8), ...short(1), ...name, ...short(3), ...long(1), ...short(orientation), 0, 0, ...long(0)];
  const content = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return [0xff, 0xe1, 0, content.length + 2, ...content];
}

describe('a picture opened in Node', () => {
  it('reaches a network of its own size as byte / 255, exactly', async () => {
    const deep = await openInNode(png(RGBA), 'a.png');
    const { picture, crop } = await fitToNetwork({ width: SIDE, height: SIDE, deep }, { width: SIDE, height: SIDE });
    const expected = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => RGBA[Math.floor(i / 3) * 4 + (i % 3)]! / 255);
    expect(picture.rgb).toEqual(expected);
    expect(crop).toEqual({ x: 0, y: 0, width: SIDE, height: SIDE });
  });

  it('is cut and resampled for a network of another size, as the page does', async () => {
    const deep = await openInNode(png(RGBA), 'a.png');
    const { picture, crop } = await fitToNetwork({ width: SIDE, height: SIDE, deep }, { width: 4, height: 2 });
    expect(picture.rgb).toHaveLength(4 * 2 * 3);
    expect(crop).toEqual({ x: 0, y: 4, width: 16, height: 8 });
  });

  it('is laid on white where it is transparent', async () => {
    const rgba = RGBA.slice();
    rgba.set([10, 20, 30, 0, 0, 100, 255, 51]);
    const { rgb } = await openInNode(png(rgba), 'a.png');
    expect([...rgb.subarray(0, 6)].map((value) => value / 257)).toEqual([255, 255, 255, 204, 224, 255]);
  });

  it('is brought to sRGB', async () => {
    const linear = chunk('gAMA', Uint8Array.of(0, 1, 0x86, 0xa0));
    const { rgb } = await openInNode(png(RGBA.map((value, i) => (i % 4 === 3 ? 255 : value)).fill(55, 0, 3), [linear]), 'a.png');
    // 55 / 255 of full light under the curve of sRGB (IEC 61966-2-1).
    expect(rgb[0]! / 65_535).toBeCloseTo(1.055 * (55 / 255) ** (1 / 2.4) - 0.055, 3);
  });

  it('may be a JPEG', async () => {
    const { width, height, rgb } = await openInNode(greyJpeg(), 'a.jpg');
    expect([width, height]).toEqual([SIDE, SIDE]);
    for (const value of rgb) expect(Math.abs(value / 257 - 128)).toBeLessThanOrEqual(1);
    expect(await whyNotInNode(greyJpeg(exif(1, true)))).toBeNull();
  });

  it.each([
    ['GIF', new TextEncoder().encode('GIF89a\x01\x00\x01\x00'), /is GIF, and only PNG and JPEG/],
    ['text', new TextEncoder().encode('hello'), /is no picture/],
    ['half a file', png(RGBA).subarray(0, 60), /is cut off/],
    ['a turned JPEG, little-endian', greyJpeg(exif(6, true)), /EXIF orientation 6/],
    ['a turned JPEG, big-endian', greyJpeg(exif(8, false)), /EXIF orientation 8/],
    ['a PNG with HDR curves', png(RGBA, [chunk('cICP', Uint8Array.of(9, 16, 0, 1))]), /colours that only a browser converts/],
    ['a PNG with EXIF', png(RGBA, [chunk('eXIf', Uint8Array.of(0x49, 0x49, 42, 0))]), /has EXIF/],
  ])('is refused as %s', async (_what, bytes, why) => {
    expect(await whyNotInNode(bytes)).toMatch(why);
    await expect(openInNode(bytes, 'mine')).rejects.toThrow(/^mine /);
  });
});
