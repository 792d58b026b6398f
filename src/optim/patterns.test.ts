import { describe, expect, it } from 'vitest';
import { createSigmaGrid } from '../core/sigmaGrid';
import type { NetworkPicture } from '../engine/protocol';
import { meanSquare } from './bands';
import { patternsOf } from './patterns';

const pictureOf = (width: number, height: number, value: (x: number, y: number) => number): NetworkPicture => ({
  width, height, rgb: Float32Array.from({ length: 3 * width * height }, (_, i) => value(Math.floor(i / 3) % width, Math.floor(i / 3 / width))),
});
const halfGrey = pictureOf(40, 32, (x, y) => (x < 20 ? 0.5 : 0.5 + 0.4 * ((x + y) % 2)));

describe('patterns of maps', () => {
  it('are the edges and what goes on in the picture; with a cell a pixel also the place under strides', () => {
    const { maps, lattice } = patternsOf(halfGrey, createSigmaGrid(32, 40, 'full'));
    expect(lattice).toBe(4);
    expect(maps).toHaveLength(16);
    const [topAndBottom, leftAndRight] = maps;
    expect([topAndBottom![5], topAndBottom![40 + 5], topAndBottom![31 * 40]]).toEqual([1, 0, 1]);
    expect([leftAndRight![0], leftAndRight![40], leftAndRight![41]]).toEqual([1, 1, 0]);
    const energy = maps[13]!;
    expect(energy[16 * 40 + 30]! - energy[16 * 40 + 5]!).toBeGreaterThan(2);
  });

  it('are fewer where cells are many pixels, maps are small, or have many cells', () => {
    expect(patternsOf(halfGrey, createSigmaGrid(32, 40, 16))).toMatchObject({ lattice: 1, maps: { length: 16 } });
    expect(patternsOf(halfGrey, createSigmaGrid(32, 40, 8))).toEqual({ lattice: 1, maps: [] });
    const large = pictureOf(80, 80, (x) => x / 80);
    expect(patternsOf(large, createSigmaGrid(80, 80, 'full'))).toEqual({ lattice: 4, maps: [] });
  });

  it('are numbers also of a picture of one colour', () => {
    for (const map of patternsOf(pictureOf(20, 20, () => 0.3), createSigmaGrid(20, 20, 'full')).maps) expect(Number.isFinite(meanSquare(map))).toBe(true);
  });
});
