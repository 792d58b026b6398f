import { describe, expect, it } from 'vitest';
import { spreadOf, studentT975 } from './spread';

describe('spreadOf', () => {
  it('is what the textbook says, without what is not known', () => {
    const spread = spreadOf([2, null, 4, 4, 4, 5, 5, 7, 9])!;
    expect(spread).toMatchObject({ count: 8, mean: 5, least: 2, most: 9 });
    expect(spread.std).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(spread.ci95).toBeCloseTo((2.364624 * Math.sqrt(32 / 7)) / Math.sqrt(8), 3);
  });

  it('has no spread for one, and nothing for none', () => {
    expect(spreadOf([null, -3])).toEqual({ count: 1, mean: -3, std: null, ci95: null, least: -3, most: -3 });
    expect(spreadOf([null])).toBeNull();
  });
});

// By scipy.stats.t.ppf(0.975, v).
it.each([[1, 12.706205], [5, 2.570582], [6, 2.446912], [7, 2.364624], [10, 2.228139], [30, 2.042272], [99, 1.984217]])('t with %i degrees of freedom', (v, t) => {
  expect(Math.abs(studentT975(v) - t)).toBeLessThan(1e-3);
});
