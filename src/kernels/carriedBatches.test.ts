import { describe, expect, it } from 'vitest';
import { largestDifference } from '../testing/backends';
import { seededNumbers } from '../testing/linearNetwork';
import { ownAssembly } from './assemblyKernels';
import { carriedMoments, type ContributionBatch, momentsWith, sumsInAssembly, sumsInJavaScript } from './carriedBatches';

const CELLS = 203;
const COUNT = 5;
/** Far enough apart that some factors are held at their limits. */
const spread = (seed: number) => Float64Array.from(seededNumbers(CELLS, seed), (value) => 1.2 * value);
const batches: ContributionBatch[] = Array.from({ length: COUNT }, (_, i) => ({
  halves: [2 * i, 2 * i + 1].map((seed) => Float32Array.from(seededNumbers(CELLS, 20 + seed), (value) => 1 + (i === 2 ? 9 : 1) * value)),
  logStd: Float32Array.from(spread(i)),
}));
const now = spread(COUNT - 1);
const weights = batches.flatMap((_, i) => [i + 1, i + 1]);
const shares = weights.map((weight) => weight / weights.reduce((a, b) => a + b, 0));
const EXPONENT = 1.7;
const GROUP = 3;

/** By the definition, map by map. */
function byDefinition() {
  const carried = batches.flatMap(({ halves, logStd }) => {
    const factors = Array.from(now, (log, i) => Math.exp(Math.min(2, Math.max(-2, EXPONENT * (log - logStd[i]!)))));
    const moved = halves.map((half) => factors.map((factor, i) => factor * half[i]!));
    const mean = moved.flat().reduce((a, b) => a + b, 0) / (2 * CELLS);
    return moved.map((half) => half.map((value) => value / Math.min(2, Math.max(0.5, mean))));
  });
  const average = (indices: readonly number[]) => {
    const weight = indices.reduce((sum, k) => sum + shares[k]!, 0);
    return { weight, mean: Array.from({ length: CELLS }, (_, i) => indices.reduce((sum, k) => sum + (shares[k]! / weight) * carried[k]![i]!, 0)) };
  };
  const { mean } = average(carried.map((_, k) => k));
  const variance = mean.map((centre, i) => carried.reduce((sum, map, k) => sum + shares[k]! * (map[i]! - centre) ** 2, 0));
  const groups = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]].map(average);
  return { mean, variance, groups };
}

describe.each([['WebAssembly', () => sumsInAssembly(ownAssembly()!, now), 3e-6], ['JavaScript', () => sumsInJavaScript(now), 1e-9]] as const)('batches carried over to another map in %s', (_, sums, tolerance) => {
  it('have the moments of the definition', () => {
    const expected = byDefinition();
    const found = momentsWith(sums(), batches, now, EXPONENT, shares, GROUP);
    const least = Math.max(1, ...expected.variance);
    expect(largestDifference(found.mean, expected.mean)).toBeLessThan(tolerance * Math.sqrt(least));
    expect(largestDifference(found.variance, expected.variance)).toBeLessThan(tolerance * least);
    expect(found.groups.map(({ weight }) => weight)).toEqual(expected.groups.map(({ weight }) => expect.closeTo(weight, 12)));
    found.groups.forEach(({ mean }, i) => expect(largestDifference(mean, expected.groups[i]!.mean)).toBeLessThan(tolerance * Math.sqrt(least)));
  });
});

it('gives the same numbers each time, whatever was computed between', () => {
  const first = carriedMoments(batches, now, EXPONENT, shares, GROUP);
  carriedMoments(batches.slice(2), spread(9), 2, shares.slice(4), 2);
  expect(carriedMoments(batches, now, EXPONENT, shares, GROUP)).toEqual(first);
});
