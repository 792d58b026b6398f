import { expect, it } from 'vitest';
import { mean } from '../core/stats';
import { seededNumbers } from '../testing/linearNetwork';
import { AveragedDescent } from './averagedDescent';

const CELLS = 400;

/** Contributions q_i = a_i exp(exponent u_i) with multiplicative noise, from u = 0; the optimum is u = -log(a) / exponent. */
function descend(exponent: number, noise: number, batches: number, seed: number) {
  const logWeights = Float64Array.from(seededNumbers(CELLS, 7), (value) => 0.8 * value);
  const descent = new AveragedDescent(CELLS);
  let logStd = new Float64Array(CELLS);
  for (let batch = 0; batch < batches; batch++) {
    const errors = seededNumbers(CELLS, seed * 1000 + batch);
    const contributions = logStd.map((log, i) => Math.exp(logWeights[i]! + exponent * log) * (1 + noise * errors[i]!));
    const steps = descent.stepFor(contributions, contributions.reduce((sum, q) => sum + q, 0));
    expect(Math.abs(mean(steps))).toBeLessThan(1e-12);
    logStd = logStd.map((log, i) => log + steps[i]!);
    descent.add(logStd);
  }
  const optimum = logWeights.map((log) => -log / exponent);
  const centre = mean(optimum);
  const squares = descent.average().map((log, i) => (log - optimum[i]! + centre) ** 2);
  return { error: mean(squares), lossNats: descent.lossNats() };
}

it('ends where all contributions are equal', () => {
  expect(descend(2, 0, 300, 1).error).toBeLessThan(1e-5);
  // A layer that saturates grows more slowly: what is left of the start falls more slowly too.
  expect(descend(1, 0, 300, 1).error).toBeLessThan(0.002);
});

it('knows what its sampling noise costs', () => {
  const runs = [1, 2, 3, 4].map((seed) => descend(2, 0.7, 100, seed));
  const bias = descend(2, 0, 100, 1).error;
  const cost = mean(runs.map(({ error }) => error)) - bias;
  expect(mean(runs.map(({ lossNats }) => lossNats)) / cost).toBeGreaterThan(0.6);
  expect(mean(runs.map(({ lossNats }) => lossNats)) / cost).toBeLessThan(1.6);
});

it('cannot tell its noise from one batch', () => {
  const descent = new AveragedDescent(4);
  expect(descent.lossNats()).toBe(Infinity);
  descent.stepFor(Float64Array.of(1, 2, 3, 4), 10);
  descent.add(Float64Array.of(0.2, 0.1, -0.1, -0.2));
  expect(descent.lossNats()).toBe(Infinity);
  expect([...descent.average()]).toEqual([0.2, 0.1, -0.1, -0.2]);
});
