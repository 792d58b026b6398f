import { describe, expect, it } from 'vitest';
import type { RegionPoint } from './regionScale';
import { lowerDomain, lowerScale, lowerTicks, upperHeight, upperScale } from './regionScale';

function point(concentrationNats: number | null, inside = 0, outside = 0): RegionPoint {
  return { id: '', foreground: null, background: null, limit: null, concentrationNats, inside, outside, isSettled: true };
}

describe('the lower part of the region curve', () => {
  it('has 0 on its axis and every value between its ends, in either unit', () => {
    for (const values of [[0.31, 0.74], [-0.4, -0.02], [-0.3, 0.9], [0, 0], [null, null]]) {
      for (const units of ['nats', 'bits'] as const) {
        const [low, high] = lowerDomain(values.map((value) => point(value)), 'concentration', units);
        expect(low).toBeLessThanOrEqual(Math.min(0, ...values.map(Number)));
        expect(high).toBeGreaterThanOrEqual(Math.max(0, ...values.map(Number)));
        // Noise alone is not stretched over the whole height.
        expect(high - low).toBeGreaterThanOrEqual(0.2 - 1e-12);
      }
    }
  });

  it('counts whole pixels from 0', () => {
    const points = [point(null, 3, 1), point(null, 0, 212)];
    const [low, high] = lowerDomain(points, 'knowledge', 'bits');
    expect(low).toBe(0);
    expect(high).toBeGreaterThanOrEqual(212);
    for (const { value } of lowerTicks([0, 4], 'knowledge', 'nats', 400)) expect(Number.isInteger(value)).toBe(true);
  });

  it('lies below the upper part, the two within the height', () => {
    for (const height of [160, 384, 640]) {
      const upper = upperScale([-5, -3], height);
      const lower = lowerScale([0, 1], height);
      expect(upper(-3)).toBeGreaterThan(0);
      expect(upper(-5)).toBeLessThan(upperHeight(height));
      expect(lower(1)).toBeGreaterThan(upperHeight(height));
      expect(lower(1)).toBeLessThan(lower(0));
      expect(lower(0)).toBeLessThan(height);
    }
  });
});
