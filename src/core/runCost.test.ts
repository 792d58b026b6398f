import { describe, expect, it } from 'vitest';
import { expectedSeconds } from './runCost';

const layer = (secondsPerPass: number, relativeDepth = 0.5) => ({ secondsPerPass, relativeDepth });
const USUAL_CELLS = 32 * 32;
const ALL_PIXELS = 300 * 300;

describe('what a run is expected to take', () => {
  it('grows with the layers, and is shared by threads, of which a layer can use two', () => {
    const one = expectedSeconds([layer(0.1)], 'fast', USUAL_CELLS, 1);
    const four = Array.from({ length: 4 }, () => layer(0.1));
    expect(expectedSeconds(four, 'fast', USUAL_CELLS, 1)).toBeCloseTo(4 * one, 9);
    expect(expectedSeconds(four, 'fast', USUAL_CELLS, 2)).toBeCloseTo(2 * one, 9);
    expect(expectedSeconds([layer(0.1)], 'fast', USUAL_CELLS, 2)).toBeCloseTo(one / 2, 9);
    expect(expectedSeconds([layer(0.1)], 'fast', USUAL_CELLS, 8)).toBeCloseTo(one / 2, 9);
  });

  it('is more for the recipe with its 800 passes', () => {
    expect(expectedSeconds([layer(0.1)], 'reference', USUAL_CELLS, 1)).toBeGreaterThan(80);
    expect(expectedSeconds([layer(0.1)], 'fast', USUAL_CELLS, 1)).toBeLessThan(40);
  });

  it('grows with depth where there is a cell a pixel, up to 800 passes, and not where there are few cells', () => {
    const at = (depth: number, cells: number) => expectedSeconds([layer(0.1, depth)], 'fast', cells, 1);
    expect(at(0, USUAL_CELLS)).toBe(at(1, USUAL_CELLS));
    expect(at(0, ALL_PIXELS)).toBeLessThan(at(0.2, ALL_PIXELS));
    expect(at(0.2, ALL_PIXELS)).toBeLessThan(at(0.45, ALL_PIXELS));
    expect(at(0.45, ALL_PIXELS)).toBe(at(1, ALL_PIXELS));
    expect(at(1, ALL_PIXELS)).toBeGreaterThan(3 * at(1, USUAL_CELLS));
  });
});
