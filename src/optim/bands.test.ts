import { describe, expect, it } from 'vitest';
import { mean } from '../core/stats';
import { Bands, meanSquare, noiseGroups } from './bands';

const [ROWS, COLUMNS] = [60, 84];
const mapOf = (value: (row: number, column: number) => number) =>
  Float64Array.from({ length: ROWS * COLUMNS }, (_, i) => value(Math.floor(i / COLUMNS), i % COLUMNS));

it('bands add up to the map but for a constant, edges included', () => {
  const map = mapOf((row, column) => Math.sin(row * 1.3) * column + Math.cos(column * 0.2) * row);
  const bands = new Bands(ROWS, COLUMNS).split(map);
  const missing = map.map((value, i) => value - bands.reduce((sum, band) => sum + band[i]!, 0));
  const centre = mean(missing);
  for (const value of missing) expect(value).toBeCloseTo(centre, 9);
});

it.each([
  ['along rows', (_row: number, column: number) => Math.cos(0.4 * column)],
  ['down columns', (row: number) => Math.cos(0.4 * row)],
])('a wave loses to each blur what a Gaussian takes of it, %s', (_, wave) => {
  const [, , band] = new Bands(ROWS, COLUMNS).split(mapOf(wave));
  // The third band is what the blur of 2.4 cells takes of what that of 1.2 has left.
  const expected = Math.exp(-0.5 * (1.2 * 0.4) ** 2) - Math.exp(-0.5 * (2.4 * 0.4) ** 2);
  const [row, column] = [30, 42];
  expect(band![row * COLUMNS + column]! / wave(row, column)).toBeCloseTo(expected, 2);
});

it('what is the same everywhere is in no band', () => {
  for (const band of new Bands(ROWS, COLUMNS).split(mapOf(() => 3))) expect(meanSquare(band)).toBeLessThan(1e-20);
});

it('judges noise by fewer groups on large maps, and by as many as before on small ones', () => {
  expect(noiseGroups(16 * 16, 12)).toBe(12);
  expect(noiseGroups(32 * 32, 12)).toBe(12);
  expect(noiseGroups(64 * 64, 12)).toBe(4);
  expect(noiseGroups(300 * 300, 12)).toBe(3);
});

describe('patterns', () => {
  const edge = mapOf((row) => Number(row === 0));
  const slope = mapOf((row, column) => Math.sin(row / 5) + Math.cos(column / 3));
  const bands = new Bands(ROWS, COLUMNS, { maps: [edge, slope, edge.map((value) => 2 * value), mapOf(() => 1)], lattice: 2 });
  const grain = mapOf((row, column) => Math.sin(row * 78.233 + column * 12.9898) * 43758.5453 % 1);

  it('take of the fine bands what follows them, and leave the rest', () => {
    const map = mapOf((row, column) => 0.3 * edge[row * COLUMNS + column]! - 0.7 * slope[row * COLUMNS + column]! + 0.2 * (row % 2) - 0.1 * (column % 2));
    const [onLattice, first, firstRest, second, secondRest, third, thirdRest] = bands.split(map).map(meanSquare);
    for (const followed of [onLattice, first, second, third]) expect(followed).toBeGreaterThan(1e-6);
    // What is left is the lattice at the edges, where blurs take more of it.
    for (const rest of [firstRest, secondRest, thirdRest]) expect(rest).toBeLessThan(0.03 * onLattice!);
  });

  it('add up with the others to the map but for a constant', () => {
    const whole = bands.split(grain).reduce((sum, band) => sum.map((value, i) => value + band[i]!));
    const missing = grain.map((value, i) => value - whole[i]!);
    const centre = mean(missing);
    for (const value of missing) expect(value).toBeCloseTo(centre, 9);
  });

  it('have the mean squares that their bands have, and of noise as much as they have freedoms', () => {
    const squares = bands.meanSquares(grain);
    bands.split(grain).forEach((band, index) => expect(squares[index]).toBeCloseTo(meanSquare(band), 12));
    // Two maps at each of three scales, and three kinds of place less one: the others repeat these or are the same everywhere.
    expect(bands.freedoms.filter((own) => own <= 3)).toEqual([3, 2, 2, 2]);
    const total = bands.freedoms.reduce((sum, own) => sum + own, 0);
    expect(squares[0]! / meanSquare(grain)).toBeLessThan(20 / total);
    expect(squares[1]! / meanSquare(grain)).toBeLessThan(20 / total);
  });
});
