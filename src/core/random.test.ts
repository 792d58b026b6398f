import { describe, expect, it } from 'vitest';
import { fillNormal, fillSigns } from './random';
import { mean, variance } from './stats';

const COUNT = 200_001;

describe('fillNormal', () => {
  const noise = new Float32Array(COUNT);
  fillNormal(noise, 1, 7);

  it('has the moments of N(0, 1) to sampling error', () => {
    const fourth = mean(noise.map((x) => x ** 4));
    expect(Math.abs(mean(noise))).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(variance(noise) - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT));
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / COUNT));
  });

  it('is the same for the same seed and stream, whatever the length, and unrelated for others', () => {
    const again = new Float32Array(101);
    fillNormal(again, 1, 7);
    expect([...again.subarray(0, 100)]).toEqual([...noise.subarray(0, 100)]);
    for (const [seed, stream] of [[1, 8], [2, 7], [7, 1]] as const) {
      const other = new Float32Array(COUNT);
      fillNormal(other, seed, stream);
      const correlation = mean(other.map((x, i) => x * noise[i]!));
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(COUNT));
    }
  });

  it('has neighbours that do not correlate', () => {
    for (const lag of [1, 2, 3]) {
      const products = noise.slice(lag).map((x, i) => x * noise[i]!);
      expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(COUNT));
    }
  });
});

describe('fillSigns', () => {
  it('gives +1 and -1 equally often, uncorrelated between streams', () => {
    const a = new Float32Array(COUNT);
    const b = new Float32Array(COUNT);
    fillSigns(a, 1, 1);
    fillSigns(b, 1, 2);
    expect(a.every((x) => x === 1 || x === -1)).toBe(true);
    expect(Math.abs(mean(a))).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(mean(a.map((x, i) => x * b[i]!)))).toBeLessThan(4 / Math.sqrt(COUNT));
  });
});
