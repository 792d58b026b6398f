import { describe, expect, it } from 'vitest';
import { gainAfterPasses, gainWanted, medianOf, thinned, whenAllReached, whenReached } from './trajectory';

const maps = [
  { passes: 8, seconds: 0.5, gainNats: 0.1 },
  { passes: 16, seconds: 1.5, gainNats: 0.2 },
  { passes: 32, seconds: 2.5, gainNats: 0.15 },
  { passes: 64, seconds: 4.5, gainNats: 0.25 },
];

describe('whenReached', () => {
  it('is linear between the map before and the first at or above', () => {
    const { passes, seconds } = whenReached(maps, 0.15)!;
    expect(passes).toBeCloseTo(12, 9);
    expect(seconds).toBeCloseTo(1, 9);
  });

  it('waits for the first map: there is nothing to look at before it', () => {
    expect(whenReached(maps, 0.05)).toEqual({ passes: 8, seconds: 0.5 });
    expect(whenReached(maps, -1)).toEqual({ passes: 8, seconds: 0.5 });
  });

  it('takes the map before a rise, not the best so far, as where the rise begins', () => {
    const { passes } = whenReached(maps, 0.2 + 1e-9)!;
    expect(passes).toBeCloseTo(48, 5);
  });

  it('is null where no map gets there', () => {
    expect(whenReached(maps, 0.26)).toBeNull();
    expect(whenReached([], 0)).toBeNull();
  });
});

it('gainAfterPasses is that of the last map up to there', () => {
  expect(gainAfterPasses(maps, 7)).toBeNull();
  expect(gainAfterPasses(maps, 31)).toBe(0.2);
  expect(gainAfterPasses(maps, 32)).toBe(0.15);
});

it('gainWanted lets layers with little to gain miss a part of 0.05 nats', () => {
  expect(gainWanted(0.2, 0.95)).toBeCloseTo(0.19, 12);
  expect(gainWanted(0.01, 0.95)).toBeCloseTo(0.0075, 12);
  expect(gainWanted(0.001, 0.95)).toBeLessThan(0);
});

it('whenAllReached is the latest, or null', () => {
  expect(whenAllReached([{ passes: 1, seconds: 3 }, { passes: 9, seconds: 2 }])).toBe(3);
  expect(whenAllReached([{ passes: 1, seconds: 3 }, null])).toBeNull();
  expect(whenAllReached([])).toBeNull();
});

it('thinned keeps first and last, in order, even in log passes', () => {
  const all = Array.from({ length: 64 }, (_, i) => ({ passes: 8 * (i + 1) }));
  const passes = thinned(all, 7).map((map) => map.passes);
  expect(passes).toEqual([8, 16, 32, 64, 128, 256, 512]);
  expect(thinned(all, 7, [100, 4]).map((map) => map.passes)).toEqual([8, 16, 32, 64, 96, 128, 256, 512]);
  expect(thinned(all.slice(0, 3), 7)).toHaveLength(3);
  const repeated = [{ passes: 8, id: 1 }, { passes: 16, id: 2 }, { passes: 16, id: 3 }, { passes: 16, id: 4 }];
  expect(thinned(repeated, 2).map(({ id }) => id)).toEqual([1, 2, 4]);
});

it('medianOf', () => {
  expect(medianOf([3, 1, 2])).toBe(2);
  expect(medianOf([4, 1, 2, 3])).toBe(2.5);
  expect(medianOf([])).toBeNull();
});
