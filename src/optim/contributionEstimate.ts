/**
 * From batches of contributions q_i, each taken under the map of its time, to the log sigma at which all would be equal.
 *
 * Where the layer is linear around the current map, q_i grows as sigma_i^2, so that u_i - 0.5 log(q_i / mean q) is the answer in
 * one step; to first order u_i - 0.5 (q_i / mean q - 1), which bears estimates that are noisy and even negative. Old batches are
 * carried over to the current map by the same law, with the measured exponent in place of 2. What is left is a noisy map, and
 * its noise is known from how batches differ: it is split into bands of scale, and each is shrunk by its own ratio of noise
 * to signal (empirical Bayes; James & Stein 1961), about the map that sensitivities gave.
 */
import { mean } from '../core/stats';
import { bandFreedoms, bandsOf } from './bands';

interface Batch {
  /** q_i over its mean. */
  readonly relative: Float64Array;
  /** log sigma it was taken under, mean 0. */
  readonly logStd: Float64Array;
}

export interface ContributionTarget {
  /** log sigma, mean 0. */
  readonly logStd: Float64Array;
  /** What its error is estimated to cost of the map's mean at equal distortion, nats; Infinity while there is no telling. */
  readonly lossNats: number;
}

/** Of q_i over its mean, less one, as far as a step believes it. */
const RANGE_OF_EXCESS = [-1.9, 3] as const;
/** Batches are carried over by this factor of e at most. */
const MOST_LOG_CARRY = 2;
const [LEAST_SCALE, MOST_SCALE] = [0.5, 2];
/** Noise is judged by how this many groups of batches differ. */
const GROUPS = 12;
const LEAST_VARIANCE = 1e-12;
/** Standard deviations of a band's measured variance that its signal may hide in. */
const HIDDEN_DEVIATIONS = 2;

export class ContributionEstimate {
  private readonly rows: number;
  private readonly columns: number;
  /** log sigma from sensitivities, mean 0: what the answer is shrunk towards. */
  private readonly prior: Float64Array;
  private readonly batches: Batch[] = [];

  constructor(rows: number, columns: number, prior: Float64Array) {
    this.rows = rows;
    this.columns = columns;
    this.prior = prior;
  }

  /**
   * @param contributions q_i, any common unit
   * @param total what they add up to, as far as it can be told
   */
  add(contributions: Float64Array, total: number, logStd: Float64Array): void {
    const scale = contributions.length / total;
    const centre = mean(logStd);
    this.batches.push({ relative: contributions.map((q) => q * scale), logStd: logStd.map((log) => log - centre) });
  }

  /**
   * @param exponent d log g / d log sigma: 2 where the layer is linear
   * @returns the current map itself before there are two batches
   */
  target(exponent: number): ContributionTarget {
    const { batches, prior } = this;
    const now = batches.at(-1)?.logStd ?? prior;
    if (batches.length < 2) return { logStd: now, lossNats: Infinity };
    const carried = batches.map((batch) => carry(batch, now, exponent));
    const weightSum = (batches.length * (batches.length + 1)) / 2;
    const weights = batches.map((_, index) => (index + 1) / weightSum);
    const excess = weighted(carried, weights).map((value) => value - 1);
    const [low, high] = RANGE_OF_EXCESS;
    const offset = now.map((log, i) => log - prior[i]! - 0.5 * Math.min(high, Math.max(low, excess[i]!)));
    const centre = mean(offset);
    for (let i = 0; i < offset.length; i++) offset[i]! -= centre;
    // The share of it that is more or less contrast of the prior is one number, and no noise to speak of.
    const stretch = regression(offset, prior);
    const { signal, lossNats } = this.shrink(offset.map((value, i) => value - stretch * prior[i]!), this.noise(carried, weights, excess));
    return { logStd: prior.map((log, i) => (1 + stretch) * log + signal[i]!), lossNats };
  }

  private shrink(values: Float64Array, noise: readonly number[]): { signal: Float64Array; lossNats: number } {
    const signal = new Float64Array(values.length);
    const freedoms = bandFreedoms(values.length);
    let lossNats = 0;
    bandsOf(values, this.rows, this.columns).forEach((band, index) => {
      const kept = Math.min(1, Math.max(0, 1 - noise[index]! / Math.max(meanSquare(band), LEAST_VARIANCE)));
      lossNats += expectedLoss(Math.max(0, meanSquare(band) - noise[index]!), noise[index]!, freedoms[index]!);
      for (let i = 0; i < band.length; i++) signal[i]! += kept * band[i]!;
    });
    return { signal, lossNats };
  }

  /** Variance of each band's sampling noise. */
  private noise(carried: readonly Float64Array[], weights: readonly number[], excess: Float64Array): number[] {
    const size = Math.ceil(carried.length / GROUPS);
    const variances: number[] = [];
    let groups = 0;
    for (let start = 0; start < carried.length; start += size, groups++) {
      const own = weights.slice(start, start + size);
      const weight = own.reduce((sum, value) => sum + value, 0);
      const average = weighted(carried.slice(start, start + size), own.map((value) => value / weight));
      const deviation = average.map((value, i) => -0.5 * (value - 1 - excess[i]!));
      bandsOf(deviation, this.rows, this.columns).forEach((band, index) => {
        variances[index] = (variances[index] ?? 0) + weight ** 2 * meanSquare(band);
      });
    }
    return variances.map((variance) => (variance * groups) / Math.max(1, groups - 1));
  }
}

/**
 * What shrinking leaves of noise and takes of signal, together, were the signal as large as it could be and still hide so:
 * where noise is all that can be seen, there may be as much signal as the noise's own fluctuation.
 */
function expectedLoss(signal: number, noise: number, freedom: number): number {
  const hidden = HIDDEN_DEVIATIONS * noise * Math.sqrt(2 / freedom);
  const most = signal + hidden;
  return most + noise > 0 ? (most * noise) / (most + noise) : 0;
}

/** What the batch would have said under the current map, over its mean. */
function carry({ relative, logStd }: Batch, now: Float64Array, exponent: number): Float64Array {
  const moved = relative.map((q, i) => {
    const log = Math.min(MOST_LOG_CARRY, Math.max(-MOST_LOG_CARRY, exponent * (now[i]! - logStd[i]!)));
    return q * Math.exp(log);
  });
  // Noise can take the sum near zero or below; dividing by that would let one batch outweigh all others.
  const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, mean(moved)));
  return moved.map((q) => q / scale);
}

function weighted(maps: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const sum = new Float64Array(maps[0]!.length);
  maps.forEach((map, index) => {
    for (let i = 0; i < sum.length; i++) sum[i]! += weights[index]! * map[i]!;
  });
  return sum;
}

const meanSquare = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0) / values.length;

function regression(values: Float64Array, on: Float64Array): number {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    products += values[i]! * on[i]!;
    squares += on[i]! * on[i]!;
  }
  return squares > LEAST_VARIANCE ? products / squares : 0;
}
