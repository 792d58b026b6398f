import { describe, expect, it } from 'vitest';
import { fillNormal } from './random';
import { spearman } from './rankCorrelation';
import { spearmanInterval } from './spearmanInterval';

describe('the interval of a rank correlation', () => {
  it('is that of Fisher’s z, by hand for rho = 0 and 0.5', () => {
    // tanh(1.96 / sqrt(9)) and z = 0.549306 ± 1.96 sqrt(1.125 / 25)
    const [low, high] = spearmanInterval(0, 12)!;
    expect(high).toBeCloseTo(0.5739, 4);
    expect(low).toBeCloseTo(-high, 12);
    const [lowHalf, highHalf] = spearmanInterval(0.5, 28)!;
    expect(lowHalf).toBeCloseTo(Math.tanh(0.549306 - 0.415769), 4);
    expect(highHalf).toBeCloseTo(Math.tanh(0.549306 + 0.415769), 4);
  });

  it('covers the true correlation in about 95 of 100 samples', () => {
    const trials = 1500;
    const pairs = 20;
    const r = 0.6;
    // Of a bivariate normal with Pearson correlation r.
    const truth = (6 / Math.PI) * Math.asin(r / 2);
    const noise = new Float32Array(2 * pairs);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      fillNormal(noise, 1, trial);
      const a = noise.slice(0, pairs);
      const b = noise.slice(pairs).map((value, i) => r * a[i]! + Math.sqrt(1 - r * r) * value);
      const [low, high] = spearmanInterval(spearman(a, b), pairs)!;
      if (low <= truth && truth <= high) covered++;
    }
    // Four standard errors of a share of 0.95 over 1500 trials are 0.0225.
    expect(Math.abs(covered / trials - 0.95)).toBeLessThan(0.0225);
  });

  it('is not given where it would say nothing', () => {
    expect(spearmanInterval(0.3, 4)).toBeNull();
    expect(spearmanInterval(1, 20)).toBeNull();
    expect(spearmanInterval(Number.NaN, 20)).toBeNull();
  });
});
