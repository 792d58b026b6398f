/**
 * Batches of contributions, each taken under the map of its time, carried over to the current one, and their moments: in WebAssembly where that
 * has SIMD, else in JavaScript. A solver does so after every batch with all that it has, on full maps ninety of 90,000 cells.
 */
import { ownAssembly, type OwnAssembly } from './assemblyKernels';

export interface ContributionBatch {
  /** q_i over its mean, each half of the batch's own. */
  readonly halves: readonly Float32Array[];
  /** log sigma it was taken under, mean 0. */
  readonly logStd: Float32Array;
}

export interface CarriedMoments {
  /** Weighted mean of all halves. */
  readonly mean: Float64Array;
  /** Of a half around it. */
  readonly variance: Float64Array;
  /** Weighted means of halves that follow each other, and the weight that each has in all. */
  readonly groups: readonly { readonly weight: number; readonly mean: Float64Array }[];
}

/** Batches are carried over by this factor of e at most. */
const MOST_LOG_CARRY = 2;
const [LEAST_SCALE, MOST_SCALE] = [0.5, 2];

/**
 * @param now log sigma, mean 0
 * @param exponent of contributions over sigma: 2 where the layer is linear
 * @param shares of each half of each batch, in their order; they add up to 1
 * @param groupSize of halves
 */
export function carriedMoments(batches: readonly ContributionBatch[], now: Float64Array, exponent: number, shares: readonly number[], groupSize: number): CarriedMoments {
  const assembly = ownAssembly();
  return momentsWith(assembly ? sumsInAssembly(assembly, now) : sumsInJavaScript(now), batches, now, exponent, shares, groupSize);
}

export function momentsWith(
  sums: Sums, batches: readonly ContributionBatch[], now: Float64Array, exponent: number, shares: readonly number[], groupSize: number,
): CarriedMoments {
  const mean = new Float64Array(now.length);
  const groups: { weight: number; mean: Float64Array }[] = [];
  let [half, weight] = [0, 0];
  const endGroup = () => {
    if (weight === 0) return;
    const group = sums.takeSum();
    for (let i = 0; i < mean.length; i++) mean[i]! += group[i]!;
    for (let i = 0; i < group.length; i++) group[i]! /= weight;
    groups.push({ weight, mean: group });
    weight = 0;
  };
  for (const batch of batches) {
    const sum = sums.carry(batch, exponent);
    // Noise can take the sum near zero or below; dividing by that would let one batch outweigh all others.
    const scale = 1 / Math.min(MOST_SCALE, Math.max(LEAST_SCALE, sum / (batch.halves.length * now.length)));
    for (let own = 0; own < batch.halves.length; own++, half++) {
      sums.add(own, scale, shares[half]!);
      weight += shares[half]!;
      if ((half + 1) % groupSize === 0) endGroup();
    }
  }
  endGroup();
  const variance = sums.squares();
  for (let i = 0; i < variance.length; i++) variance[i] = Math.max(0, variance[i]! - mean[i]! ** 2);
  return { mean, variance, groups };
}

/** One batch at a time. */
export interface Sums {
  /** @returns the sum over all halves of the batch, carried over */
  carry(batch: ContributionBatch, exponent: number): number;
  /** A half of that batch to the sum, by `share`, and its squares to theirs. */
  add(half: number, scale: number, share: number): void;
  /** The sum since it was taken last. */
  takeSum(): Float64Array;
  squares(): Float64Array;
}

export function sumsInAssembly({ kernels, room }: OwnAssembly, now: Float64Array): Sums {
  const cells = now.length;
  const stride = 4 * Math.ceil(cells / 4);
  const [NOW, BEFORE, FACTORS, SUM, SQUARES, HALVES] = [0, 1, 2, 3, 4, 5].map((place) => place * stride) as [number, number, number, number, number, number];
  let numbers = room(HALVES + 2 * stride);
  numbers.fill(0);
  numbers.set(now, NOW);
  return {
    carry({ halves, logStd }, exponent) {
      numbers = room(HALVES + halves.length * stride);
      numbers.set(logStd, BEFORE);
      kernels.carryFactors(4 * NOW, 4 * BEFORE, exponent, MOST_LOG_CARRY, stride, 4 * FACTORS);
      return halves.reduce((sum, half, own) => {
        numbers.set(half, HALVES + own * stride);
        return sum + kernels.scaleEach(4 * (HALVES + own * stride), 4 * FACTORS, stride);
      }, 0);
    },
    add: (half, scale, share) => kernels.addWeighted(4 * (HALVES + half * stride), scale, share, stride, 4 * SUM, 4 * SQUARES),
    takeSum() {
      const sum = Float64Array.from(numbers.subarray(SUM, SUM + cells));
      numbers.fill(0, SUM, SUM + cells);
      return sum;
    },
    squares: () => Float64Array.from(numbers.subarray(SQUARES, SQUARES + cells)),
  };
}

/** For browsers whose WebAssembly has no SIMD. */
export function sumsInJavaScript(now: Float64Array): Sums {
  let moved: Float64Array[] = [];
  let sum = new Float64Array(now.length);
  const squares = new Float64Array(now.length);
  return {
    carry({ halves, logStd }, exponent) {
      const factors = now.map((log, i) => Math.exp(Math.min(MOST_LOG_CARRY, Math.max(-MOST_LOG_CARRY, exponent * (log - logStd[i]!)))));
      moved = halves.map((half) => factors.map((factor, i) => factor * half[i]!));
      return moved.reduce((all, half) => half.reduce((total, value) => total + value, all), 0);
    },
    add(half, scale, share) {
      const values = moved[half]!;
      for (let i = 0; i < values.length; i++) {
        const value = scale * values[i]!;
        sum[i]! += share * value;
        squares[i]! += share * value * value;
      }
    },
    takeSum() {
      const taken = sum;
      sum = new Float64Array(now.length);
      return taken;
    },
    squares: () => squares,
  };
}
