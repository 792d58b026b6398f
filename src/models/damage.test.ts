import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import type { Damage, DamageWay } from '../core/spec';
import { variance } from '../core/stats';
import { seededNumbers } from '../testing/linearNetwork';
import { damageOf, type FilterBank } from './damage';

const COUNT = 32;
const PER_FILTER = 400;
const card = { title: 'Net', layers: [{ id: 'conv', title: 'Conv' }] } as unknown as ModelCard;
const kernel = seededNumbers(COUNT * PER_FILTER, 3);
const bias = seededNumbers(COUNT, 4);

/** Filters last, as TensorFlow has them, or first, as ONNX. */
const bankOf = (inner: number): FilterBank => ({
  kernel: 'k', layout: { count: COUNT, inner }, stream: 5,
  vectors: [{ name: 'b', role: 'bias' }, { name: 'g', role: 'gain' }],
});

const damageBy = (way: DamageWay, share: number, inner = 1, seed = 1) => damageOf([bankOf(inner)], card, { layerId: 'conv', way, share, seed });

function filtersOf(values: Float32Array, inner: number): string[] {
  const filters = Array.from({ length: COUNT }, (): number[] => []);
  values.forEach((value, i) => filters[Math.floor(i / inner) % COUNT]!.push(value));
  return filters.map((filter) => filter.join());
}

const changed = (before: Float32Array, after: Float32Array, inner: number) => {
  const [old, now] = [filtersOf(before, inner), filtersOf(after, inner)];
  return now.flatMap((filter, i) => (filter === old[i] ? [] : [i]));
};

describe.each([1, PER_FILTER])('damageOf, filters %i numbers long in one piece', (inner) => {
  it.each(['zeroed', 'shuffled', 'noised', 'randomised'] as const)('%s: the asked share of the filters, the same ones for a seed', (way) => {
    for (const [share, expected] of [[0, 0], [0.25, 8], [0.5, 16], [1, 32]] as const) {
      const now = damageBy(way, share, inner)('k', kernel)!;
      expect(changed(kernel, now, inner)).toHaveLength(expected);
      expect(damageBy(way, share, inner)('k', kernel)).toEqual(now);
    }
    expect(changed(kernel, damageBy(way, 0.5, inner, 1)('k', kernel)!, inner)).not.toEqual(changed(kernel, damageBy(way, 0.5, inner, 2)('k', kernel)!, inner));
  });

  it('shuffled: the same filters in other places, their biases with them', () => {
    const [filters, shuffled] = [filtersOf(kernel, inner), filtersOf(damageBy('shuffled', 0.5, inner)('k', kernel)!, inner)];
    expect([...shuffled].sort()).toEqual([...filters].sort());
    const moved = damageBy('shuffled', 0.5, inner)('b', bias)!;
    shuffled.forEach((filter, i) => expect(moved[i]).toBe(bias[filters.indexOf(filter)]));
  });

  it('noised: by as much as the filter itself', () => {
    const now = damageBy('noised', 1, inner)('k', kernel)!;
    const noise = now.map((value, i) => value - kernel[i]!);
    // The variance of n normals has relative standard deviation sqrt(2 / n).
    expect(Math.abs(variance(noise) / variance(kernel) - 1)).toBeLessThan(4 * Math.sqrt(2 / kernel.length) * 2);
  });

  it('randomised: N(0, 2 / fan-in), no bias, gain 1', () => {
    const change = damageBy('randomised', 1, inner);
    expect(Math.abs((variance(change('k', kernel)!) * PER_FILTER) / 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / kernel.length));
    expect([...change('b', bias)!]).toEqual(Array(COUNT).fill(0));
    expect([...change('g', bias)!]).toEqual(Array(COUNT).fill(1));
  });
});

describe('damageOf', () => {
  it('damages one filter at least, and two where they change places', () => {
    expect(changed(kernel, damageBy('zeroed', 0.001)('k', kernel)!, 1)).toHaveLength(1);
    expect(changed(kernel, damageBy('shuffled', 0.001)('k', kernel)!, 1)).toHaveLength(2);
  });

  it('leaves kernels of zeros and ones, and weights of other layers', () => {
    expect(damageBy('zeroed', 1)('k', Float32Array.from({ length: COUNT }, (_, i) => i % 2))).toBeNull();
    expect(damageBy('zeroed', 1)('another', kernel)).toBeNull();
  });

  it('refuses what cannot be, by name', () => {
    const damage: Damage = { layerId: 'conv', way: 'zeroed', share: 1.5, seed: 1 };
    expect(() => damageOf([bankOf(1)], card, damage)).toThrow('from 0 to 1; it is 1.5');
    expect(() => damageOf([], card, { ...damage, share: 1 })).toThrow(/Conv of Net has no filters/);
    expect(() => damageOf([bankOf(1)], card, { ...damage, share: 1, layerId: 'nowhere' })).toThrow(/no layer "nowhere".*It has conv/);
  });
});
