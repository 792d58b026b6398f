import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { chunk, displayP3Profile, displayP3ToSrgb, pngOf, profileChunk } from '../testing/pngFiles';
import { decodeDeepPng } from './decodeDeepPng';
import type { DeepPng } from './deepPng';

/** Levels that 8 bits cannot tell apart among them, and corners of the cube. */
const COLOURS = Uint16Array.from({ length: 3 * 500 }, (_, i) => (i < 24 ? [0, 65535][(i >> (i % 3)) & 1]! : (i * 40_503 + 17) % 65536));
const SIZE = [50, 10] as const;

function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value);
  return bytes;
}

function expectWithin(values: Uint16Array, expected: (i: number) => number, levels: number): void {
  let worst = 0;
  for (const [i, value] of values.entries()) worst = Math.max(worst, Math.abs(value - expected(i)));
  expect(worst).toBeLessThanOrEqual(levels);
}

const srgbFromP3 = (i: number) => displayP3ToSrgb(Array.from(COLOURS.subarray(i - (i % 3), i - (i % 3) + 3), (value) => value / 65535) as [number, number, number])[i % 3]! * 65535;

/** Of a file that is read here. */
async function deepOf(...file: Parameters<typeof pngOf>): Promise<DeepPng> {
  return (await decodeDeepPng(pngOf(...file)))!;
}

describe('decodeDeepPng', () => {
  it('gives every level of an sRGB picture as it is stored, whether it says sRGB or nothing', async () => {
    for (const chunks of [[], [chunk('sRGB', Uint8Array.of(0))], [chunk('gAMA', words(45_455))]]) {
      const { pixels, converted } = await deepOf(...SIZE, 16, 3, COLOURS, chunks);
      expect(pixels.rgb).toEqual(COLOURS);
      expect(converted).toBeNull();
    }
  });

  it('brings Display P3 to sRGB with clipping, by code points, exactly', async () => {
    const { pixels, converted } = await deepOf(...SIZE, 16, 3, COLOURS, [chunk('cICP', Uint8Array.of(12, 13, 0, 1))]);
    expect(converted).toBe('Display P3');
    // Half a level of rounding, the white of D65 in four digits, and the steep start of the curve.
    expectWithin(pixels.rgb, srgbFromP3, 12);
  });

  it('brings Display P3 to sRGB by an embedded profile, as exactly as its fifteen bits allow', async () => {
    const { pixels, converted } = await deepOf(...SIZE, 16, 3, COLOURS, [profileChunk(displayP3Profile())]);
    expect(converted).toBe('Display P3');
    // The profile's primaries have five digits, which the curve's start multiplies by 12.92: within a fifth of an 8-bit level.
    expectWithin(pixels.rgb, srgbFromP3, 50);
  });

  it('lets the code points win over the profile, and the profile over a gamma', async () => {
    const profile = profileChunk(displayP3Profile());
    expect((await deepOf(...SIZE, 16, 3, COLOURS, [chunk('cICP', Uint8Array.of(1, 13, 0, 1)), profile])).converted).toBeNull();
    expect((await deepOf(...SIZE, 16, 3, COLOURS, [chunk('gAMA', words(100_000)), profile])).converted).toBe('Display P3');
  });

  it('encodes what is stored as light, such as a renderer writes', async () => {
    const { pixels } = await deepOf(...SIZE, 16, 3, COLOURS, [chunk('gAMA', words(100_000))]);
    const encoded = (level: number) => (level / 65535 <= 0.0031308 ? 12.92 * (level / 65535) : 1.055 * (level / 65535) ** (1 / 2.4) - 0.055) * 65535;
    expectWithin(pixels.rgb, (i) => encoded(COLOURS[i]!), 1);
  });

  it('takes primaries of its own from cHRM', async () => {
    const p3 = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000];
    const { pixels } = await deepOf(...SIZE, 16, 3, COLOURS, [chunk('gAMA', words(45_455)), chunk('cHRM', words(...p3))]);
    expectWithin(pixels.rgb, srgbFromP3, 12);
  });

  it('lays alpha on white in 16 bits, and spreads grey', async () => {
    const grey = (await deepOf(2, 1, 16, 2, [1000, 65535, 1000, 32_768])).pixels.rgb;
    const mixed = Math.round(1000 * (32_768 / 65535) + 65535 * (1 - 32_768 / 65535));
    expect([...grey]).toEqual([1000, 1000, 1000, mixed, mixed, mixed]);
    const colour = (await deepOf(2, 1, 16, 4, [1, 2, 3, 65535, 9, 9, 9, 0])).pixels.rgb;
    expect([...colour]).toEqual([1, 2, 3, 65535, 65535, 65535]);
    // One colour may be declared transparent instead: all 16 bits of it must agree.
    const named = (await deepOf(3, 1, 16, 3, [256, 2, 3, 257, 2, 3, 256, 2, 4], [chunk('tRNS', Uint8Array.of(1, 0, 0, 2, 0, 3))])).pixels.rgb;
    expect([...named]).toEqual([65535, 65535, 65535, 257, 2, 3, 256, 2, 4]);
  });

  it('leaves to the browser what it does not read: HDR, tables, a turned picture, 8 bits', async () => {
    const file = (chunks: readonly Uint8Array[]) => decodeDeepPng(pngOf(...SIZE, 16, 3, COLOURS, chunks));
    expect(await file([chunk('cICP', Uint8Array.of(9, 16, 0, 1))])).toBeNull();
    const withTables = displayP3Profile();
    withTables.set([0x41, 0x32, 0x42, 0x30], 132 + 12);
    expect(await file([profileChunk(withTables)])).toBeNull();
    expect(await file([chunk('eXIf', new Uint8Array(8))])).toBeNull();
    expect(await decodeDeepPng(pngOf(2, 1, 8, 3, [1, 2, 3, 4, 5, 6]))).toBeNull();
  });

  it('takes a broken profile for none', async () => {
    const broken = chunk('iCCP', Uint8Array.of(0x78, 0, 0, ...zlibSync(new Uint8Array(40))));
    expect((await deepOf(...SIZE, 16, 3, COLOURS, [broken])).pixels.rgb).toEqual(COLOURS);
  });
});
