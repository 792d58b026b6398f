/**
 * The noise of reconstruction uncertainty: sigma that maximises mean RU subject to g(sigma) = c.
 *
 * Where layer and decoder are linear over the noise the problem is concave in sigma^2 and its optimum sparse: noise goes where the
 * decoder answers to it most for what it costs in distortion. Late layers are not linear, there noise also moves what the
 * decoder gets wrong anyway, up or down, and maps from Jacobians alone end below the uniform one. So this climbs the exact
 * gradient (metrics/reconstructionGradient.ts) on log sigma by Adam, with a falling step, and averages late iterates. The
 * multiplier that weighs distortion against uncertainty is what both change by when all noise grows together. In the end
 * averages of several spans, and the uniform map, are compared on the same fresh noise, forward only.
 */
import * as tf from '@tensorflow/tfjs';
import { sumOverCells, upsampleToPixels } from '../core/sigmaGrid';
import { mean } from '../core/stats';
import {
  addErrors, type DecodedLayer, emptyErrorSums, type ErrorSums, LEAST_SQUARED_ERROR, uncertaintyOf,
} from '../metrics/reconstructionErrors';
import { lagrangianBatch } from '../metrics/reconstructionGradient';
import { sensitivityBatch } from '../metrics/sensitivity';
import type { DiscardingProblem, DiscardingSolver, SolverStep } from './problem';

export type ReconstructionProblem = DiscardingProblem & DecodedLayer;

/** Measured on ResNet-20, at the same passes: many small steps of few samples reach more than few of many. */
const PAIRS = 2;
const STEPS = 256;
const LARGEST_STEP = 0.09;
const GRADIENT_MEMORY = 0.9;
const SCALE_MEMORY = 0.95;
/** log sigma stays within this of the uniform level: what is further down no longer matters, further up nothing is linear. */
const LOG_RANGE = 6;
/** What a step's samples count in running estimates: much while steps are large, little in the end. */
const SHARE_OF_NEW = [0.5, 0.2] as const;
/** Share of the distortion's miss that a step corrects. */
const LEVEL_CORRECTION = 0.5;
/** Steps between two looks at how the distortion changes when all noise grows together, and by how much it grows then. */
const STEPS_PER_LOOK = 16;
const LOG_GROWTH = 0.1;
/** Samples at tau behind the distortion that steps are held to. */
const REFERENCE_SAMPLES = 64;
/** Batches that m starts from. */
const FIRST_BATCHES = 2;
/** Antithetic pairs that the last comparison gives each candidate. */
const TRIAL_PAIRS = 64;
/** Probes of the layer's Jacobian at the chosen map, for the distortion's control variate; 8 MiB of them at most. */
const PROBES = 64;
const PROBES_AT_ONCE = 8;
const PROBE_NUMBERS = 1 << 21;
/** Streams of the first batches, of probes and of trials; those of steps lie below. */
const FIRST_BATCH_STREAMS = 0x4000;
const PROBE_STREAMS = 0x6000;
const TRIAL_STREAMS = 0x8000;
/** Settled when the averages of the last two quarters differ by less than this, as a share of the gain or in nats. */
const SETTLED_SHARE_OF_GAIN = 0.05;
const SETTLED_NATS = 0.003;

interface Candidate {
  readonly isUniform: boolean;
  readonly logStd: Float64Array;
  score: number;
}

export class ReconstructionSolver implements DiscardingSolver {
  readonly passLimit: number;
  passes = 0;
  private readonly problem: ReconstructionProblem;
  private readonly pairs: number;
  /** log sigma of the constant map where a linear layer has g = c. */
  private readonly uniformLog: number;
  private logStd: Float64Array;
  private readonly gradientMean: Float64Array;
  private readonly gradientSquare: Float64Array;
  /** m of each pixel; null before the first step. */
  private meanSquaredError: Float64Array | null = null;
  /** E d(sigma) at g = c. */
  private targetMove = 0;
  /** By how much mean RU and log g grow with log of all noise. */
  private uncertaintySlope = 0;
  private distortionSlope = 2;
  private stepsDone = 0;
  private readonly probesWanted: number;
  private readonly keptProbes: tf.Tensor2D[] = [];
  private probesDone = 0;
  private readonly thirdQuarter: Float64Array[] = [];
  private readonly lastQuarter: Float64Array[] = [];
  private waiting: Candidate[] = [];
  private readonly scored: Candidate[] = [];
  private chosen: { readonly converged: boolean; readonly reason: string } | null = null;

  constructor(problem: ReconstructionProblem) {
    this.problem = problem;
    // A network that takes one picture at a time still makes pairs.
    this.pairs = Math.max(1, Math.min(PAIRS, Math.floor(problem.network.maxBatch / 2)));
    this.probesWanted = Math.min(PROBES, Math.max(1, Math.floor(PROBE_NUMBERS / problem.picture.rgb.length)));
    this.passLimit = STEPS * 2 * this.pairs + this.probesWanted;
    const cells = problem.grid.rows * problem.grid.columns;
    this.uniformLog = Math.log(problem.tau * Math.sqrt(problem.budget));
    this.logStd = new Float64Array(cells).fill(this.uniformLog);
    this.gradientMean = new Float64Array(cells);
    this.gradientSquare = new Float64Array(cells);
  }

  /** m of each pixel as the steps have seen it lately; null before the first. */
  get recentSquaredError(): Float64Array | null {
    return this.meanSquaredError;
  }

  async step(): Promise<SolverStep> {
    if (!this.meanSquaredError) await this.begin();
    if (this.stepsDone < STEPS) await this.climb();
    else if (!this.chosen) await this.scoreNext();
    else await this.probe();
    const { chosen } = this;
    const isDone = chosen !== null && this.probesDone >= this.probesWanted;
    return {
      noiseStdPerCell: this.logStd.map(Math.exp),
      done: isDone,
      converged: chosen?.converged ?? false,
      distortionSlope: this.distortionSlope,
      reason: chosen?.reason ?? (this.waiting.length > 0 ? 'comparing candidate maps on the same noise' : `step ${this.stepsDone} of ${STEPS}`),
    };
  }

  probes(): tf.Tensor2D | null {
    return this.keptProbes.length > 0 ? tf.tidy(() => tf.concat2d(this.keptProbes, 0).transpose()) : null;
  }

  dispose(): void {
    tf.dispose(this.keptProbes);
    this.keptProbes.length = 0;
  }

  /** m under uniform noise, and from what the clean error is of it a first idea of how uncertainty grows with noise. */
  private async begin(): Promise<void> {
    const { meter, layer, budget, grid } = this.problem;
    // Every layer of a run begins before any of them measures, so that this does not depend on which others there are.
    while (meter.samplesAtTau < REFERENCE_SAMPLES) await meter.extendAtTau();
    this.targetMove = budget * meter.delta2(layer.id);
    const pixels = grid.cellOfPixel.length;
    const clean = await this.measure(emptyErrorSums(pixels), 0, 0, 1);
    let noisy = emptyErrorSums(pixels);
    for (let batch = 0; batch < FIRST_BATCHES; batch++) {
      noisy = await this.measure(noisy, Math.exp(this.uniformLog), FIRST_BATCH_STREAMS + noisy.pairs, this.pairsAtOnce());
    }
    const meanSquaredError = noisy.sum.map((sum) => Math.max(sum / noisy.pairs, LEAST_SQUARED_ERROR));
    this.meanSquaredError = meanSquaredError;
    this.uncertaintySlope = Math.max(0, 1 - mean(clean.sum.map((sum, i) => sum / meanSquaredError[i]!)));
  }

  private async climb(): Promise<void> {
    if (this.stepsDone % STEPS_PER_LOOK === 0) await this.lookAtDistortion();
    const { problem, pairs } = this;
    const multiplier = Math.max(0, this.uncertaintySlope / this.distortionSlope);
    const done = this.stepsDone / STEPS;
    const share = (1 - done) * SHARE_OF_NEW[0] + done * SHARE_OF_NEW[1];
    const { gradient, squaredError, move } = await lagrangianBatch(
      problem, this.reference(), upsampleToPixels(this.logStd.map(Math.exp), problem.grid), this.meanSquaredError!,
      share, multiplier, problem.firstStream + this.stepsDone * pairs, pairs,
    );
    this.passes += 2 * pairs;
    this.stepsDone++;
    this.remember(share, squaredError, mean(gradient) + multiplier * this.distortionSlope);
    // What all cells have in common is the level's, which is held apart.
    const perCell = sumOverCells(gradient, problem.grid);
    const common = mean(perCell);
    this.adamStep(perCell.map((value) => value - common));
    this.correctLevel(move);
    if (this.stepsDone > STEPS / 2) (this.stepsDone > (3 * STEPS) / 4 ? this.lastQuarter : this.thirdQuarter).push(this.logStd);
    if (this.stepsDone === STEPS) this.waiting = this.candidates();
  }

  private remember(share: number, squaredError: Float64Array, uncertaintySlope: number): void {
    const blend = (old: number, fresh: number) => (1 - share) * old + share * fresh;
    this.meanSquaredError = this.meanSquaredError!.map((old, i) => blend(old, squaredError[i]!));
    this.uncertaintySlope = blend(this.uncertaintySlope, uncertaintySlope);
  }

  private adamStep(gradient: Float64Array): void {
    const { gradientMean, gradientSquare, stepsDone } = this;
    const size = LARGEST_STEP * (1 - (stepsDone - 1) / STEPS);
    const meanBias = 1 - GRADIENT_MEMORY ** stepsDone;
    const squareBias = 1 - SCALE_MEMORY ** stepsDone;
    this.logStd = this.logStd.map((log, i) => {
      gradientMean[i] = GRADIENT_MEMORY * gradientMean[i]! + (1 - GRADIENT_MEMORY) * gradient[i]!;
      gradientSquare[i] = SCALE_MEMORY * gradientSquare[i]! + (1 - SCALE_MEMORY) * gradient[i]! ** 2;
      // A cell that moves nothing has no gradient, and no scale to divide by.
      const scale = Math.sqrt(gradientSquare[i]! / squareBias);
      return scale > 0 ? log + (size * gradientMean[i]!) / meanBias / scale : log;
    });
  }

  /** All noise together towards g = c, by what this step's samples say; within the range around the uniform level. */
  private correctLevel(move: number): void {
    const shift = (LEVEL_CORRECTION * Math.log(this.targetMove / move)) / this.distortionSlope;
    this.logStd = this.logStd.map((log) =>
      Math.min(this.uniformLog + LOG_RANGE, Math.max(this.uniformLog - LOG_RANGE, log + shift)),
    );
  }

  /** From the same noise a little smaller and a little larger. */
  private async lookAtDistortion(): Promise<void> {
    const { meter, layer, grid } = this.problem;
    const from = this.stepsDone * meter.batch;
    const movesAt = (growth: number) =>
      meter.trialMoves(layer.id, upsampleToPixels(this.logStd.map((log) => Math.exp(log + growth)), grid), { from, to: from + meter.batch });
    const slope = Math.log(mean(await movesAt(LOG_GROWTH)) / mean(await movesAt(-LOG_GROWTH))) / (2 * LOG_GROWTH);
    if (Number.isFinite(slope) && slope > 0.2) this.distortionSlope = slope;
  }

  private candidates(): Candidate[] {
    const { thirdQuarter, lastQuarter } = this;
    const average = (maps: Float64Array[]) => this.logStd.map((_, i) => mean(maps.map((map) => map[i]!)));
    const uniform = new Float64Array(this.logStd.length).fill(this.uniformLog);
    return [uniform, average(thirdQuarter), average(lastQuarter), average([...thirdQuarter, ...lastQuarter])].map(
      (logStd, index) => ({ isUniform: index === 0, logStd, score: 0 }),
    );
  }

  /** Mean RU on fresh noise, the same for all candidates, as if scaled to g = c. */
  private async scoreNext(): Promise<void> {
    const candidate = this.waiting.shift()!;
    const { grid } = this.problem;
    let sums: ErrorSums = emptyErrorSums(grid.cellOfPixel.length);
    while (sums.pairs < TRIAL_PAIRS) {
      const noiseStdPerPixel = upsampleToPixels(candidate.logStd.map(Math.exp), grid);
      sums = await this.measure(sums, noiseStdPerPixel, TRIAL_STREAMS + sums.pairs, this.pairsAtOnce());
    }
    const logMiss = Math.log(this.targetMove / mean(sums.moves));
    const multiplier = Math.max(0, this.uncertaintySlope / this.distortionSlope);
    candidate.score = mean(uncertaintyOf(sums)) + multiplier * logMiss;
    this.scored.push({ ...candidate, logStd: candidate.logStd.map((log) => log + logMiss / this.distortionSlope) });
    if (this.waiting.length === 0) this.choose();
  }

  private choose(): void {
    const [uniform, third, last] = this.scored;
    const best = this.scored.reduce((a, b) => (b.score > a.score ? b : a));
    this.logStd = best.logStd;
    const change = Math.abs(last!.score - third!.score);
    const converged = change <= Math.max(SETTLED_NATS, SETTLED_SHARE_OF_GAIN * (best.score - uniform!.score));
    const words = best.isUniform
      ? 'no map found is better than the same noise everywhere'
      : `the last quarter of its steps changed the mean by ${change.toFixed(4)} nats`;
    this.chosen = { converged, reason: converged ? `settled: ${words}` : words };
  }

  private async probe(): Promise<void> {
    const { network, layer, picture, seed, firstStream, grid } = this.problem;
    const count = Math.min(PROBES_AT_ONCE, network.maxBatch, this.probesWanted - this.probesDone);
    const { gradients } = await sensitivityBatch(
      network, layer.id, layer.size, picture, upsampleToPixels(this.logStd.map(Math.exp), grid), seed,
      firstStream + PROBE_STREAMS + this.probesDone, count,
    );
    this.keptProbes.push(gradients);
    this.probesDone += count;
    this.passes += count;
  }

  private measure(before: ErrorSums, noiseStdPerPixel: Float64Array | number, stream: number, pairs: number): Promise<ErrorSums> {
    return addErrors(before, this.problem, this.reference(), noiseStdPerPixel, this.problem.firstStream + stream, pairs);
  }

  private pairsAtOnce(): number {
    return Math.max(1, Math.floor(this.problem.meter.batch / 2));
  }

  private reference(): tf.Tensor {
    return this.problem.meter.reference(this.problem.layer.id);
  }
}
