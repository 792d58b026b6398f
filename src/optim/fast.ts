/**
 * The re-weighted scheme: sigma_i proportional to s_i^(-1/2) is optimal where the layer is linear over the noise; s_i is
 * estimated by Hutchinson probes at points drawn with the current map, round after round, so that the sensitivities are
 * those of the Jacobian averaged over the very noise that they prescribe. No step size.
 */
import * as tf from '@tensorflow/tfjs';
import { sumOverCells, upsampleToPixels } from '../core/sigmaGrid';
import { mean } from '../core/stats';
import { sensitivityBatch } from '../metrics/sensitivity';
import type { DiscardingProblem, DiscardingSolver, SolverStep } from './problem';
import { shrinkToNeighbours } from './smoothing';

const BATCH = 8;
const BATCHES_PER_ROUND = 4;
const ROUNDS = 4;
/** A pixel that the layer ignores would get unbounded noise; no cell counts as less sensitive than this share of the mean. */
const LEAST_SHARE_OF_MEAN = 1e-6;
/** Settled when sampling noise is estimated to cost less than this share of the gain, or this many nats. */
const SETTLED_SHARE_OF_GAIN = 0.03;
const SETTLED_NATS = 0.004;
/** At the pass limit this much is still called settled: the scale's own interval is as wide. */
const SETTLED_NATS_AT_LIMIT = 0.0075;
/** Numbers in the probes kept for measuring: 32 MiB a layer at most. */
const PROBE_NUMBERS = 1 << 21;

/**
 * What older rounds weigh when a new one begins. At small budgets the layer is linear over the noise and every probe
 * stays true; at large ones the Jacobian depends on the map that it was taken under, and old probes mislead.
 */
function roundDecay(budget: number): number {
  return 1 / (1 + 0.1 * Math.max(0, budget - 1));
}

export class FastSolver implements DiscardingSolver {
  readonly passLimit: number;
  passes = 0;
  private readonly problem: DiscardingProblem;
  private readonly batch: number;
  /** Weighted batch estimates of the summed sensitivity of each cell. */
  private readonly batches: { perCell: Float64Array; weight: number }[] = [];
  private noiseStdPerPixel: Float64Array | number;
  private readonly keptProbes: tf.Tensor2D[] = [];

  constructor(problem: DiscardingProblem) {
    this.problem = problem;
    this.batch = Math.min(BATCH, problem.network.maxBatch);
    this.passLimit = BATCH * BATCHES_PER_ROUND * ROUNDS;
    this.noiseStdPerPixel = problem.tau * Math.sqrt(problem.budget);
  }

  async step(): Promise<SolverStep> {
    const { problem } = this;
    const { perPixel, gradients } = await sensitivityBatch(
      problem.network, problem.layerId, problem.featureSize, problem.picture, this.noiseStdPerPixel, problem.seed,
      problem.firstStream + this.passes, this.batch,
    );
    this.keepProbes(gradients);
    this.batches.push({ perCell: sumOverCells(perPixel, problem.grid), weight: 1 });
    this.passes += this.batch;

    const { noiseStdPerCell, lossNats, gainNats } = this.currentMap();
    const roundPasses = BATCH * BATCHES_PER_ROUND;
    const roundEnds = this.passes % roundPasses === 0;
    if (roundEnds) this.beginRound(noiseStdPerCell);
    const isAtLimit = this.passes >= this.passLimit;
    const leastNats = isAtLimit ? SETTLED_NATS_AT_LIMIT : SETTLED_NATS;
    const mayEnd = isAtLimit || (roundEnds && this.passes > roundPasses);
    const settled = mayEnd && lossNats <= Math.max(leastNats, SETTLED_SHARE_OF_GAIN * gainNats);
    return {
      noiseStdPerCell,
      done: settled || isAtLimit,
      converged: settled,
      reason: settled
        ? `sampling noise is estimated to cost ${lossNats.toFixed(4)} nats of the map's mean`
        : `after ${this.passes} passes sampling noise still costs about ${lossNats.toFixed(4)} nats of the map's mean`,
    };
  }

  /** Probes J^T v for the control variate, [probes, height * width * 3]; the caller disposes of it. */
  probes(): tf.Tensor2D {
    return tf.concat2d(this.keptProbes, 0);
  }

  dispose(): void {
    for (const probe of this.keptProbes) probe.dispose();
    this.keptProbes.length = 0;
  }

  private keepProbes(gradients: tf.Tensor2D): void {
    this.keptProbes.push(gradients);
    const room = Math.max(1, Math.floor(PROBE_NUMBERS / gradients.size));
    // The latest probes are the ones taken nearest the final map.
    while (this.keptProbes.length > room) this.keptProbes.shift()!.dispose();
  }

  private beginRound(noiseStdPerCell: Float64Array): void {
    this.noiseStdPerPixel = upsampleToPixels(noiseStdPerCell, this.problem.grid);
    const decay = roundDecay(this.problem.budget);
    for (const batch of this.batches) batch.weight *= decay;
  }

  private currentMap(): { noiseStdPerCell: Float64Array; lossNats: number; gainNats: number } {
    const { tau, budget, grid } = this.problem;
    const { sensitivity, relativeVariance } = this.pooledSensitivity();
    const average = mean(sensitivity);
    // No probe has met an active unit yet: nothing is known of the pixels, so they are treated alike.
    if (!(average > 0)) {
      const uniform = sensitivity.map(() => tau * Math.sqrt(budget));
      return { noiseStdPerCell: uniform, lossNats: Infinity, gainNats: 0 };
    }
    const floor = LEAST_SHARE_OF_MEAN * average;
    const logSensitivity = sensitivity.map((value) => Math.log(Math.max(value, floor)));
    const smooth = shrinkToNeighbours(logSensitivity, grid.rows, grid.columns, relativeVariance);
    const kept = smooth.map(Math.exp);
    const total = mean(kept);
    const noiseStdPerCell = kept.map((value) => Math.sqrt((budget * tau ** 2 * total) / value));
    return {
      noiseStdPerCell,
      // A relative error of variance v in s costs v/4 in mean log sigma (second order, v = 2/degrees of freedom).
      lossNats: relativeVariance / 4,
      gainNats: 0.5 * Math.log(total) - 0.5 * mean(smooth),
    };
  }

  /** Weighted mean of the batches, and the mean over cells of the squared relative standard error. */
  private pooledSensitivity(): { sensitivity: Float64Array; relativeVariance: number } {
    const { batches } = this;
    const weightSum = batches.reduce((sum, { weight }) => sum + weight, 0);
    const squareSum = batches.reduce((sum, { weight }) => sum + weight ** 2, 0);
    const cells = batches[0]!.perCell.length;
    const sensitivity = new Float64Array(cells);
    for (const { perCell, weight } of batches) {
      for (let cell = 0; cell < cells; cell++) sensitivity[cell]! += (weight / weightSum) * perCell[cell]!;
    }
    if (batches.length < 2) return { sensitivity, relativeVariance: 1 / this.batch };
    let relative = 0;
    for (let cell = 0; cell < cells; cell++) {
      let spread = 0;
      for (const { perCell } of batches) spread += (perCell[cell]! - sensitivity[cell]!) ** 2;
      const centre = sensitivity[cell]! || Number.MIN_VALUE;
      relative += spread / (batches.length - 1) / centre ** 2 / cells;
    }
    return { sensitivity, relativeVariance: (relative * squareSum) / weightSum ** 2 };
  }
}
