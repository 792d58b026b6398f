import { expect, it } from 'vitest';
import { fillNormal } from '../core/random';
import { mean } from '../core/stats';
import { fillNormalNoise } from './normalNoise';

it.each([1, 2, 7, 8, 3072, 100_001])('gives %d numbers as JavaScript does', (length) => {
  for (const [seed, stream] of [[1, 0], [7, 0x40000000], [-3, 123456789]] as const) {
    const [fast, exact] = [new Float32Array(length), new Float32Array(length)];
    fillNormalNoise(fast, seed, stream);
    fillNormal(exact, seed, stream);
    expect(Math.max(...fast.map((value, i) => Math.abs(value - exact[i]!) / Math.max(0.001, Math.abs(exact[i]!))))).toBeLessThan(2e-6);
  }
});

it('has the moments of N(0, 1)', () => {
  const values = new Float32Array(1_000_000);
  fillNormalNoise(values, 5, 9);
  const moment = (power: number) => mean(values.map((value) => value ** power));
  // Five standard errors of each.
  expect(Math.abs(moment(1))).toBeLessThan(0.005);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0071);
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.05);
});
