import { expect, it } from 'vitest';
import { mean } from '../core/stats';
import { bandsOf, meanSquare, noiseGroups } from './bands';

const [ROWS, COLUMNS] = [60, 84];
const mapOf = (value: (row: number, column: number) => number) =>
  Float64Array.from({ length: ROWS * COLUMNS }, (_, i) => value(Math.floor(i / COLUMNS), i % COLUMNS));

it('bands add up to the map but for a constant, edges included', () => {
  const map = mapOf((row, column) => Math.sin(row * 1.3) * column + Math.cos(column * 0.2) * row);
  const bands = bandsOf(map, ROWS, COLUMNS);
  const missing = map.map((value, i) => value - bands.reduce((sum, band) => sum + band[i]!, 0));
  const centre = mean(missing);
  for (const value of missing) expect(value).toBeCloseTo(centre, 9);
});

it.each([
  ['along rows', (_row: number, column: number) => Math.cos(0.4 * column)],
  ['down columns', (row: number) => Math.cos(0.4 * row)],
])('a wave loses to each blur what a Gaussian takes of it, %s', (_, wave) => {
  const [, , band] = bandsOf(mapOf(wave), ROWS, COLUMNS);
  // The third band is what the blur of 2.4 cells takes of what that of 1.2 has left.
  const expected = Math.exp(-0.5 * (1.2 * 0.4) ** 2) - Math.exp(-0.5 * (2.4 * 0.4) ** 2);
  const [row, column] = [30, 42];
  expect(band![row * COLUMNS + column]! / wave(row, column)).toBeCloseTo(expected, 2);
});

it('what is the same everywhere is in no band', () => {
  for (const band of bandsOf(mapOf(() => 3), ROWS, COLUMNS)) expect(meanSquare(band)).toBeLessThan(1e-20);
});

it('judges noise by fewer groups on large maps, and by as many as before on small ones', () => {
  expect(noiseGroups(16 * 16, 12)).toBe(12);
  expect(noiseGroups(32 * 32, 12)).toBe(12);
  expect(noiseGroups(64 * 64, 12)).toBe(4);
  expect(noiseGroups(300 * 300, 12)).toBe(3);
});
