import { describe, expect, it } from 'vitest';
import { averageRanks, pearson, spearman } from './rankCorrelation';

describe('averageRanks', () => {
  it('gives equal values the mean of their ranks', () => {
    expect([...averageRanks([30, 10, 20, 20, 20])]).toEqual([5, 1, 3, 3, 3]);
    expect([...averageRanks([0, -0, 1])]).toEqual([1.5, 1.5, 3]);
    expect([...averageRanks([])]).toEqual([]);
  });
});

describe('pearson', () => {
  it('agrees with numpy.corrcoef, and asks for a straight line', () => {
    expect(pearson([106, 86, 100, 101, 99, 103, 97, 113, 112, 110], [7, 0, 27, 50, 28, 29, 20, 12, 6, 17])).toBeCloseTo(-0.03760147384687594, 12);
    expect(pearson([1, 2, 3], [5, 3, 1])).toBeCloseTo(-1, 12);
    expect(pearson([1, 2, 3], [1, 1, 1])).toBeNaN();
    expect(() => pearson([1, 2], [1])).toThrow('2 with 1');
  });
});

describe('spearman', () => {
  it('is 1 - 6 sum d^2 / (n (n^2 - 1)) where nothing is tied', () => {
    // Ranks 4, 2, 3, 1, 5 against 1 to 5: d = 3, 0, 0, -3, 0.
    expect(spearman([1, 2, 3, 4, 5], [30, 10, 20, 0.5, 1e9])).toBeCloseTo(1 - (6 * (9 + 9)) / (5 * 24), 12);
  });

  it.each([
    // From scipy 1.17.1, scipy.stats.spearmanr.
    [[106, 86, 100, 101, 99, 103, 97, 113, 112, 110], [7, 0, 27, 50, 28, 29, 20, 12, 6, 17], -0.17575757575757575],
    [[1, 2, 2, 3, 5, 5, 5, 8], [2, 1, 4, 4, 3, 9, 7, 7], 0.7144097497387378],
  ])('agrees with scipy on %j', (a, b, rho) => {
    expect(spearman(a, b)).toBeCloseTo(rho, 12);
  });

  it('agrees with scipy on 200 values, whole and rounded to many ties', () => {
    const a = Array.from({ length: 200 }, (_, i) => Math.sin(i * 1.3) + 0.01 * i);
    const b = Array.from({ length: 200 }, (_, i) => Math.cos(i * 0.7) - 0.004 * i);
    expect(spearman(a, b)).toBeCloseTo(-0.18609765244131107, 12);
    expect(spearman(a.map(Math.round), b.map(Math.round))).toBeCloseTo(-0.17062570021631984, 12);
  });

  it('asks for the order alone, and is symmetric', () => {
    const a = [3, 1, 4, 1.5, 9, 2.6];
    expect(spearman(a, a.map(Math.exp))).toBeCloseTo(1, 12);
    expect(spearman(a, a.map((v) => -(v ** 3)))).toBeCloseTo(-1, 12);
    const b = [2, 7, 1, 8, 2, 8];
    expect(spearman(a, b)).toBe(spearman(b, a));
  });

  it('has nothing to say of a constant, and refuses what it cannot compare', () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(() => spearman([1, 2], [1, 2, 3])).toThrow(/2 with 3/);
    expect(() => spearman([1, 2], [1, Number.NaN])).toThrow(/value 1 is not a number/);
  });
});
