import { describe, expect, it } from 'vitest';
import { fillNormal } from '../core/random';
import { mean } from '../core/stats';
import { Bands } from './bands';
import { ContributionEstimate, type MapTarget } from './contributionEstimate';
import { SensitivityEstimate } from './sensitivityEstimate';

const [ROWS, COLUMNS] = [24, 24];
const CELLS = ROWS * COLUMNS;
const BANDS = new Bands(ROWS, COLUMNS);

function normals(stream: number): Float64Array {
  const values = new Float32Array(CELLS);
  fillNormal(values, 5, stream);
  return Float64Array.from(values);
}

/** log sigma at which a layer's contributions are equal: a wide bump, and grain of its own. */
const grain = normals(1);
const truth = centred(Float64Array.from({ length: CELLS }, (_, i) => {
  const [y, x] = [Math.floor(i / COLUMNS) - 11.5, (i % COLUMNS) - 11.5];
  return 0.5 * Math.exp(-(x * x + y * y) / 40) + 0.15 * grain[i]!;
}));

function centred(values: Float64Array): Float64Array {
  const centre = mean(values);
  return values.map((value) => value - centre);
}

const errorOf = (map: Float64Array) => mean(map.map((value, i) => (value - truth[i]!) ** 2));

/** Probes of a linear layer with this optimum: s = exp(-2 log sigma), in halves of relative noise `spread`. */
function probed(batches: number, spread: number, optimum = truth): SensitivityEstimate {
  const estimate = new SensitivityEstimate(BANDS);
  for (let i = 0; i < 2 * batches; i++) {
    const noise = normals(100 + i);
    estimate.add(optimum.map((log, cell) => Math.exp(-2 * log) * Math.max(0.01, 1 + spread * noise[cell]!)));
  }
  return estimate;
}

const isWild = (cell: number) => cell % 97 === 5;

/** Batches of contributions at a map: q = exp(2 (map - optimum)), with noise added, to every 97th cell so many times more. */
function contributed(batches: number, spread: number, wildness = 1): ContributionEstimate {
  const estimate = new ContributionEstimate(BANDS);
  const at = new Float64Array(CELLS);
  for (let i = 0; i < batches; i++) {
    const halves = [0, 1].map((half) => {
      const noise = normals(200 + 2 * i + half);
      return truth.map((log, cell) => Math.exp(-2 * log) + (isWild(cell) ? wildness : 1) * spread * noise[cell]!);
    });
    estimate.add(halves, mean(halves.map((half) => half.reduce((sum, q) => sum + q, 0))), at);
  }
  return estimate;
}

describe('ContributionEstimate', () => {
  it('knows the variance of what it is given', () => {
    const { noise, logStd } = probed(4, 0.2).linear();
    const total = noise.reduce((sum, variance) => sum + variance, 0);
    // The bands of a white map are not independent: their variances add up to more than half of it and to no more than all.
    expect(errorOf(logStd)).toBeGreaterThan(total);
    expect(errorOf(logStd)).toBeLessThan(2.5 * total);
  });

  it('is better than either kind of evidence alone, and says about how good', () => {
    const linear = probed(2, 0.5).linear();
    const both = contributed(4, 1).target(linear, 2);
    const sensitivitiesAlone = new ContributionEstimate(BANDS).target(linear, 2);
    const contributionsAlone = contributed(4, 1).target({ logStd: new Float64Array(CELLS), noise: [0, 0, 0, 0, 0] }, 2);
    expect(errorOf(both.logStd)).toBeLessThan(errorOf(sensitivitiesAlone.logStd));
    expect(errorOf(both.logStd)).toBeLessThan(errorOf(contributionsAlone.logStd));
    expect(both.lossNats).toBeGreaterThan(0.5 * errorOf(both.logStd));
    expect(both.lossNats).toBeLessThan(6 * errorOf(both.logStd));
  });

  it('lets contributions correct sensitivities of another map', () => {
    const wrong = probed(4, 0.1, centred(normals(7).map((value) => 0.3 * value))).linear();
    const target = contributed(16, 1).target(wrong, 2);
    expect(errorOf(target.logStd)).toBeLessThan(0.4 * errorOf(new Float64Array(CELLS)));
  });

  it('is not misled by a few cells whose contributions are all but noise, and counts what they may cost', () => {
    const linear = probed(2, 0.5).linear();
    const ofOthers = (map: Float64Array) => mean([...map].flatMap((value, i) => (isWild(i) ? [] : (value - truth[i]!) ** 2)));
    const [tame, wild] = [contributed(8, 1), contributed(8, 1, 40)].map((estimate) => estimate.target(linear, 2)) as [MapTarget, MapTarget];
    expect(ofOthers(wild.logStd)).toBeLessThan(1.05 * ofOthers(tame.logStd));
    expect(wild.lossNats).toBeGreaterThan(tame.lossNats);
    // One cell in 97 cannot cost more than it has.
    expect(wild.lossNats).toBeLessThan(1.5 * tame.lossNats);
  });

  it('tells which of the two is worth more of: the noisier one', () => {
    const gains = (linearSpread: number, spread: number) => {
      const { lossWith } = contributed(4, spread).target(probed(4, linearSpread).linear(), 2);
      return { probe: lossWith!(1, 1) - lossWith!(0.5, 1), contribution: lossWith!(1, 1) - lossWith!(1, 0.5) };
    };
    const noisyProbes = gains(0.8, 2);
    expect(noisyProbes.probe).toBeGreaterThan(noisyProbes.contribution);
    const noisyContributions = gains(0.02, 0.5);
    expect(noisyContributions.contribution).toBeGreaterThanOrEqual(noisyContributions.probe);
  });
});
