import { describe, expect, it } from 'vitest';
import { cropOfWindow } from '../core/cropWindow';
import { createResampler, triangleTaps } from './resample';

type Size = { width: number; height: number };

/** RGBA bytes from a function of the pixel. */
function picture({ width, height }: Size, value: (x: number, y: number, channel: number) => number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < rgba.length; i++) rgba[i] = value((i >> 2) % width, Math.floor((i >> 2) / width), i & 3);
  return rgba;
}

/** In bands of differing heights, as a caller may. */
function resample(source: Size, target: Size, rgba: Uint8ClampedArray): Float32Array {
  const resampler = createResampler(source, target);
  const rowBytes = source.width * 4;
  for (let top = 0, rows = 1; top < source.height; top += rows, rows = Math.min(rows + 1, source.height - top)) {
    resampler.addRows(rgba.subarray(top * rowBytes, (top + rows) * rowBytes), rows);
  }
  return resampler.finish();
}

const hash = (x: number, y: number, channel: number) => (x * 73 + y * 151 + channel * 37 + x * y * 7) % 256;

describe('createResampler', () => {
  it('is the exact identity at the same size', () => {
    const size = { width: 32, height: 32 };
    const rgba = picture(size, hash);
    const rgb = resample(size, size, rgba);
    for (let i = 0; i < 1024; i++) {
      for (let c = 0; c < 3; c++) expect(rgb[3 * i + c]).toBe(Math.fround(rgba[4 * i + c]! / 255));
    }
  });

  it.each([
    [{ width: 1000, height: 700 }, { width: 32, height: 32 }],
    [{ width: 33, height: 31 }, { width: 32, height: 32 }],
    [{ width: 3, height: 5 }, { width: 32, height: 32 }],
    [{ width: 1, height: 1 }, { width: 8, height: 8 }],
  ])('keeps a constant constant, %o to %o', (source, target) => {
    const rgb = resample(source, target, picture(source, (_x, _y, channel) => 50 * channel + 17));
    for (let i = 0; i < rgb.length; i++) expect(rgb[i]).toBeCloseTo((50 * (i % 3) + 17) / 255, 6);
  });

  it('keeps a ramp a ramp, with pixel centres where they belong', () => {
    const source = { width: 256, height: 8 };
    const rgb = resample(source, { width: 32, height: 4 }, picture(source, (x) => x));
    // Away from the edges, target x stands for the source pixels around 8 x + 3.5.
    for (let x = 1; x < 31; x++) expect(rgb[3 * x]! * 255).toBeCloseTo(8 * x + 3.5, 3);
  });

  it('averages a fine pattern away instead of folding it into a coarse one', () => {
    const source = { width: 640, height: 640 };
    const rgb = resample(source, { width: 32, height: 32 }, picture(source, (x, y) => ((x + y) & 1) * 255));
    for (const value of rgb) expect(Math.abs(value - 0.5)).toBeLessThan(0.01);
  });

  it('agrees with the plain double sum', () => {
    const source = { width: 23, height: 37 };
    const target = { width: 7, height: 11 };
    const rgba = picture(source, hash);
    const rgb = resample(source, target, rgba);
    const weight = (length: number, count: number, t: number) => {
      const scale = length / count;
      const raw = Array.from({ length }, (_, s) => Math.max(0, 1 - Math.abs(s - ((t + 0.5) * scale - 0.5)) / Math.max(1, scale)));
      const sum = raw.reduce((total, value) => total + value, 0);
      return raw.map((value) => value / sum);
    };
    for (let y = 0; y < target.height; y++) {
      for (let x = 0; x < target.width; x++) {
        const across = weight(source.width, target.width, x);
        let expected = 0;
        weight(source.height, target.height, y).forEach((down, sy) =>
          across.forEach((side, sx) => (expected += down * side * rgba[4 * (sy * source.width + sx) + 1]!)),
        );
        expect(rgb[3 * (y * target.width + x) + 1]).toBeCloseTo(expected / 255, 5);
      }
    }
  });
});

describe('triangleTaps', () => {
  it('has weights that sum to one and starts that never go back', () => {
    for (const [source, target] of [[1, 9], [9, 1], [1000, 32], [32, 1000], [224, 225]] as const) {
      const { starts, weights, width } = triangleTaps(source, target);
      for (let t = 0; t < target; t++) {
        const sum = weights.subarray(t * width, (t + 1) * width).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(1, 5);
        expect(starts[t]).toBeGreaterThanOrEqual(starts[Math.max(0, t - 1)]!);
      }
    }
  });
});

describe('the centred crop', () => {
  it.each([
    [{ width: 640, height: 480 }, { width: 32, height: 32 }, { x: 80, y: 0, width: 480, height: 480 }],
    [{ width: 480, height: 640 }, { width: 32, height: 32 }, { x: 0, y: 80, width: 480, height: 480 }],
    [{ width: 32, height: 32 }, { width: 32, height: 32 }, { x: 0, y: 0, width: 32, height: 32 }],
    [{ width: 5, height: 4 }, { width: 1, height: 1 }, { x: 0, y: 0, width: 4, height: 4 }],
    [{ width: 1, height: 900 }, { width: 32, height: 32 }, { x: 0, y: 449, width: 1, height: 1 }],
    [{ width: 400, height: 300 }, { width: 200, height: 100 }, { x: 0, y: 50, width: 400, height: 200 }],
    [{ width: 1, height: 1 }, { width: 300, height: 100 }, { x: 0, y: 0, width: 1, height: 1 }],
  ])('of %o for %o', (size, network, expected) => {
    expect(cropOfWindow(null, size, network)).toEqual(expected);
  });
});
