import { describe, expect, it } from 'vitest';
import { expectedSeconds } from './runCost';

describe('what a run is expected to take', () => {
  it('grows with the layers, and is shared by threads as far as layers go', () => {
    const one = expectedSeconds([0.1], 'fast', 1);
    expect(expectedSeconds([0.1, 0.1, 0.1, 0.1], 'fast', 1)).toBeCloseTo(4 * one, 9);
    expect(expectedSeconds([0.1, 0.1, 0.1, 0.1], 'fast', 2)).toBeCloseTo(2 * one, 9);
    expect(expectedSeconds([0.1], 'fast', 2)).toBe(one);
    expect(expectedSeconds([0.1, 0.02], 'fast', 8)).toBe(one);
  });

  it('is more for the recipe with its 800 passes', () => {
    expect(expectedSeconds([0.1], 'reference', 1)).toBeGreaterThan(80);
    expect(expectedSeconds([0.1], 'fast', 1)).toBeLessThan(40);
  });
});
