import { describe, expect, it } from 'vitest';
import { mean } from './stats';
import { linearDistortion, linearOptimum } from './linearOptimum';

const TAU = 0.0025;

/** The best mean log sigma on the ellipse g = c of two pixels, by trying angles: nothing of the closed form is used. */
function bestByTrying([s1, s2]: readonly [number, number], budget: number): { noiseStd: readonly [number, number]; meanLog: number } {
  const reach = TAU * Math.sqrt(budget * (s1 + s2));
  let best = { noiseStd: [0, 0] as readonly [number, number], meanLog: -Infinity };
  for (let i = 1; i < 200_000; i++) {
    const angle = ((Math.PI / 2) * i) / 200_000;
    const noiseStd = [(reach * Math.cos(angle)) / Math.sqrt(s1), (reach * Math.sin(angle)) / Math.sqrt(s2)] as const;
    const meanLog = (Math.log(noiseStd[0]) + Math.log(noiseStd[1])) / 2;
    if (meanLog > best.meanLog) best = { noiseStd, meanLog };
  }
  return best;
}

describe('the optimum of a linear layer', () => {
  it.each([
    [[4, 1], 1.5],
    [[0.1, 10], 0.3],
    [[2, 2], 15],
  ] as const)('is the best of all maps with g = c, sensitivities %j, c = %d', (sensitivities, budget) => {
    const { noiseStd, uniformStd, gainNats } = linearOptimum(sensitivities, TAU, budget);
    const tried = bestByTrying(sensitivities, budget);
    // The angles are 8e-6 apart, and the maximum is flat: its place is good to that, its height to the square.
    expect(noiseStd[0]! / tried.noiseStd[0]).toBeCloseTo(1, 3);
    expect(noiseStd[1]! / tried.noiseStd[1]).toBeCloseTo(1, 3);
    expect(mean(noiseStd.map(Math.log))).toBeCloseTo(tried.meanLog, 8);
    expect(tried.meanLog - Math.log(uniformStd)).toBeCloseTo(gainNats, 8);
  });

  it('uses up the budget, and as much of it on every pixel', () => {
    const sensitivities = [3, 0.2, 7, 1.1];
    const { noiseStd, entropiesNats, meanEntropyNats, uniformEntropyNats, uniformStd, gainNats } = linearOptimum(sensitivities, TAU, 1.5);
    expect(linearDistortion(noiseStd, sensitivities, TAU)).toBeCloseTo(1.5, 12);
    expect(linearDistortion(sensitivities.map(() => uniformStd), sensitivities, TAU)).toBeCloseTo(1.5, 12);
    const shares = noiseStd.map((std, i) => std ** 2 * sensitivities[i]!);
    for (const share of shares) expect(share / shares[0]!).toBeCloseTo(1, 12);
    expect(meanEntropyNats - uniformEntropyNats).toBeCloseTo(gainNats, 12);
    expect(mean(entropiesNats)).toBeCloseTo(meanEntropyNats, 12);
  });

  it('gains nothing where every pixel counts the same, and the gain knows neither scale nor budget', () => {
    expect(linearOptimum([2, 2, 2], TAU, 1.5).gainNats).toBeCloseTo(0, 12);
    const { gainNats } = linearOptimum([4, 1], TAU, 1.5);
    expect(gainNats).toBeCloseTo(0.5 * Math.log(2.5 / 2), 12);
    expect(linearOptimum([400, 100], 1, 15).gainNats).toBeCloseTo(gainNats, 12);
  });

  it('is not defined for a pixel that does not count', () => {
    expect(() => linearOptimum([1, 0], TAU, 1.5)).toThrow(RangeError);
  });
});
