/**
 * At the optimum every pixel's noise contributes equally to the distortion. Sensitivities s_i, from Hutchinson's probes, say where
 * that is for a linear layer, sigma_i proportional to s_i^(-1/2), with little sampling noise; contributions themselves
 * (metrics/contributions.ts) are exact at any noise and far noisier. A batch of the former starts, then whichever batch
 * promises more follows, and after each the map moves part of the way to what both say together (contributionEstimate.ts). Their noise is
 * of signs that keep neighbours from disturbing each other (core/orthogonalSigns.ts). At
 * larger budgets, where a batch of contributions says nothing of any map but its own, they are taken one at a time and
 * the maps averaged (averagedDescent.ts).
 */
import * as tf from '@tensorflow/tfjs';
import { sumOverCells, upsampleToPixels } from '../core/sigmaGrid';
import { mean } from '../core/stats';
import { batchSize } from '../metrics/batchSize';
import { contributions, sensitivities } from '../metrics/batchWork';
import { AveragedDescent } from './averagedDescent';
import { ContributionEstimate, type MapTarget } from './contributionEstimate';
import type { DiscardingProblem, DiscardingSolver, SolverStep } from './problem';
import { bandsOn } from './patterns';
import { type NoisyMap, SensitivityEstimate } from './sensitivityEstimate';

const BATCH = 8;
/** On a GPU, where the pictures are small. */
const GPU_BATCH = 64;
const PASS_LIMIT = 800;
/**
 * Before the first contributions. Measured after 16 passes against 16, on 5 layers of ResNet-20 and 4 of the VGG, 3 pictures each: 85.1% of the
 * attainable gain in place of 82.9%, and 16% more of it on the VGG.
 */
const LEAST_PROBED = 8;
/** Passes that sensitivities get at larger budgets, before contributions. */
const PROBE_PASSES = 32;
/**
 * Probes are taken this much further out than the noise of the map. In a ReLU network E d(sigma) feels kinks that lie a little
 * off the picture, more than the Jacobian at its own noise does. Measured on ResNet-20: at 0.5, 1, 2, 4 times the noise the
 * last block's map has a gain of 0.09, 0.20, 0.25, 0.21 nats, and layers that are linear do not care.
 */
const POINT_SPREAD = 2;
const TYPICAL_PASSES = 250;
/** Part of the way to the target that a step goes; the first, whose batch can hardly tell its own noise; and the most that a step moves a cell. */
const STEP_SHARE = 0.7;
const FIRST_STEP_SHARE = 0.5;
const MOST_STEP = 0.6;
/** How much of the level and slope that were known stays after a batch of 8, and the share of the level's miss that a step corrects. */
const LEVEL_MEMORY = 0.7;
const SLOPE_MEMORY = 0.85;
const LEVEL_CORRECTION = 0.3;
const MOST_LEVEL_STEP = 0.7;
/** Below this exponent a step of the level would be a leap. */
const LEAST_EXPONENT = 0.5;
const LINEAR_EXPONENT = 2;
const LEAST_SLOPE = 0.2;
/** Up to this budget layers are near enough to linear for the level that sensitivities give, and for pooling batches. */
const LARGEST_LINEAR_BUDGET = 3;
/** Settled when sampling noise is estimated to cost less than this share of the gain, or this many nats. */
const SETTLED_SHARE_OF_GAIN = 0.0175;
const SETTLED_NATS = 0.002;
/** At the pass limit this much is still called settled: holding g to 2% leaves the mean entropy open by 0.01 nats. */
const SETTLED_NATS_AT_LIMIT = 0.0075;
/** At large budgets the attainable gain itself can be a few hundredths. */
const SETTLED_NATS_FAR_OUT = 0.0003;
/** Passes after which contributions can tell their own noise. */
const LEAST_CONTRIBUTED = 48;
/** Where the slope has stayed this small for so long, more noise leads nowhere. */
const SATURATED_SLOPE = 0.4;
const SATURATED_PASSES = 96;
/** Batches of probes kept for measuring on a GPU: for each number of them it records anew. */
const GPU_PROBE_BATCHES = 2;
/** Numbers in the probes kept for measuring: 8 MiB a layer at most. */
const PROBE_NUMBERS = 1 << 21;

export class FastSolver implements DiscardingSolver {
  readonly passLimit = PASS_LIMIT;
  passes = 0;
  private readonly problem: DiscardingProblem;
  private readonly batch: number;
  private readonly sensitivities: SensitivityEstimate;
  private readonly keptProbes: tf.Tensor2D[] = [];
  private readonly contributions: ContributionEstimate;
  private probed = 0;
  private target: MapTarget | null = null;
  /** In place of pooled contributions at larger budgets. */
  private readonly descent: AveragedDescent | null;
  private linear: NoisyMap | null = null;
  /** log sigma of each cell. */
  private logStd: Float64Array;
  /** Running log(g / c); null before the first batch of contributions. */
  private logMiss: number | null = null;
  /** Running d log g / d log sigma along the map's scale. */
  private slope = LINEAR_EXPONENT;
  private contributed = 0;
  private saturatedPasses = 0;

  /** A typical layer's, until its own noise tells. */
  private expected = TYPICAL_PASSES;

  constructor(problem: DiscardingProblem) {
    this.problem = problem;
    const isFarOut = problem.budget > LARGEST_LINEAR_BUDGET;
    // Far out a map is made of many steps, each of few samples.
    const batch = isFarOut ? BATCH : batchSize(problem.picture, BATCH, GPU_BATCH);
    this.batch = Math.min(batch, problem.network.maxBatch);
    const { rows, columns } = problem.grid;
    const bands = bandsOn(problem.grid, problem.picture);
    this.sensitivities = new SensitivityEstimate(bands);
    this.contributions = new ContributionEstimate(bands);
    this.logStd = new Float64Array(rows * columns).fill(this.uniformLog);
    this.descent = isFarOut ? new AveragedDescent(rows * columns) : null;
  }

  get expectedPasses(): number {
    return this.descent ? PASS_LIMIT : Math.min(PASS_LIMIT, Math.max(this.passes, this.expected));
  }

  async step(): Promise<SolverStep> {
    if (this.wantsProbe()) await this.probe();
    else await this.contribute();
    return this.report();
  }

  probes(): tf.Tensor2D | null {
    return this.keptProbes.length > 0 ? tf.tidy(() => tf.concat2d(this.keptProbes, 0).transpose()) : null;
  }

  dispose(): void {
    for (const probe of this.keptProbes) probe.dispose();
    this.keptProbes.length = 0;
  }

  /** log sigma of the constant map where a linear layer has g = c. */
  private get uniformLog(): number {
    return Math.log(this.problem.tau * Math.sqrt(this.problem.budget));
  }

  private async probe(): Promise<void> {
    const { layer, seed, firstStream, grid, budget, meter } = this.problem;
    const { means, gradients } = await sensitivities(
      {
        kind: 'sensitivities', layerId: layer.id, featureSize: layer.size, noiseStd: POINT_SPREAD * Math.exp(this.uniformLog), seed,
        firstStream: firstStream + this.passes, samples: this.batch,
      },
      meter,
    );
    this.sensitivities.add(...means.map((half) => sumOverCells(half, grid)));
    this.passes += this.batch;
    this.probed += this.batch;
    this.keptProbes.push(gradients);
    const room = Math.max(1, Math.min(Math.floor(PROBE_NUMBERS / gradients.size), this.batch > BATCH ? GPU_PROBE_BATCHES : Infinity));
    while (this.keptProbes.length > room) this.keptProbes.shift()!.dispose();
    // Far out the linear law promises far too much noise, and a batch of contributions says nothing of any map but its own.
    const isFarOut = budget > LARGEST_LINEAR_BUDGET;
    this.linear = this.sensitivities.linear();
    this.target = this.contributions.target(this.linear, Math.min(LINEAR_EXPONENT, this.slope));
    if (this.contributed > 0) return this.moveTowards(this.target.logStd);
    const gain = isFarOut ? 0 : linearGain(this.target.logStd);
    this.logStd = this.target.logStd.map((log) => log + this.uniformLog + gain);
  }

  /** One batch of either kind, then the one that takes more off the loss: a second of a kind halves its noise, a tenth hardly changes it. */
  private wantsProbe(): boolean {
    const { probed, batch, contributed, target } = this;
    if (this.descent) return this.passes < PROBE_PASSES;
    if (contributed === 0) return probed < LEAST_PROBED;
    // Where what is seen is settled, only contributions find what may hide in their own noise.
    if (!target?.lossWith || target.lossWith(1, 1) <= this.settledNats()) return false;
    return target.lossWith(probed / (probed + batch), 1) < target.lossWith(1, contributed / (contributed + batch));
  }

  private async contribute(): Promise<void> {
    const { layer, seed, firstStream, grid, meter, budget } = this.problem;
    const { means, move } = await contributions(
      {
        kind: 'contributions', layerId: layer.id, noiseStdPerPixel: upsampleToPixels(this.logStd.map(Math.exp), grid), seed,
        // Signs stand in for normal noise where a layer is near enough to linear that their products are what disturbs.
        ...(this.descent
          ? { distribution: 'normal', firstStream: firstStream + this.passes }
          : { distribution: 'orthogonal-signs', firstStream: firstStream + this.contributed }),
        samples: this.batch,
      },
      meter,
    );
    this.passes += this.batch;
    this.contributed += this.batch;
    if (!(move > 0)) return;
    const relative = means.map((half) => sumOverCells(half, grid).map((q) => q / move));
    const total = mean(relative.map((half) => half.reduce((sum, q) => sum + q, 0)));
    const blended = (memory: number, known: number, own: number) => {
      const stays = memory ** (this.batch / BATCH);
      return stays * known + (1 - stays) * own;
    };
    const logMiss = Math.log(move / meter.delta2(layer.id) / budget);
    this.logMiss = this.logMiss === null ? logMiss : blended(LEVEL_MEMORY, this.logMiss, logMiss);
    this.slope = blended(SLOPE_MEMORY, this.slope, Math.max(LEAST_SLOPE, total));
    this.saturatedPasses = this.slope < SATURATED_SLOPE && this.logMiss < 0 ? this.saturatedPasses + this.batch : 0;
    if (this.descent) return this.descend(this.descent, relative[0]!.map((_, i) => mean(relative.map((half) => half[i]!))));
    // A batch whose sum is far below what is usual would be blown up by dividing by it.
    this.contributions.add(relative, total > 0.5 * this.slope ? total : this.slope, this.logStd);
    this.target = this.contributions.target(this.linear!, Math.min(LINEAR_EXPONENT, this.slope));
    this.moveTowards(this.target.logStd);
  }

  private descend(descent: AveragedDescent, contributions: Float64Array): void {
    this.moveBy(descent.stepFor(contributions, this.slope));
    descent.add(this.logStd);
    this.target = { logStd: descent.average(), lossNats: descent.lossNats(), lossWith: null };
  }

  private moveTowards(target: Float64Array): void {
    const centre = mean(this.logStd);
    const share = this.contributed === this.batch ? FIRST_STEP_SHARE : STEP_SHARE;
    const steps = this.logStd.map((log, i) => clamp(share * (target[i]! - (log - centre)), MOST_STEP));
    const drift = mean(steps);
    this.moveBy(steps.map((step) => step - drift));
  }

  /** @param steps of log sigma, mean 0; the level follows what is known of g / c */
  private moveBy(steps: Float64Array): void {
    const miss = this.logMiss ?? 0;
    const level = clamp((-LEVEL_CORRECTION * miss) / Math.max(this.slope, LEAST_EXPONENT), MOST_LEVEL_STEP);
    this.logMiss = (1 - LEVEL_CORRECTION) * miss;
    this.logStd = this.logStd.map((log, i) => log + steps[i]! + level);
  }

  private get isAtLimit(): boolean {
    return this.passes + this.batch > PASS_LIMIT;
  }

  /** log sigma of the map so far: of maps on the way to be averaged, the average, not their latest member. */
  private answer(): Float64Array {
    if (!this.descent || !this.target) return this.logStd;
    const centre = mean(this.logStd);
    return this.target.logStd.map((log) => log + centre);
  }

  /** What sampling noise may cost of a map that counts as settled. */
  private settledNats(): number {
    const answer = this.answer();
    const centre = mean(answer);
    // By its contrast: its level says little where the layer is far from linear.
    const gainNats = linearGain(answer.map((log) => log - centre));
    const leastNats = this.descent ? SETTLED_NATS_FAR_OUT : this.isAtLimit ? SETTLED_NATS_AT_LIMIT : SETTLED_NATS;
    return Math.max(leastNats, SETTLED_SHARE_OF_GAIN * gainNats);
  }

  private report(): SolverStep {
    const lossNats = this.contributed > 0 ? (this.target?.lossNats ?? Infinity) : Infinity;
    const logStd = this.answer();
    const isSaturated = this.saturatedPasses >= SATURATED_PASSES;
    const { isAtLimit } = this;
    const settledNats = this.settledNats();
    const isQuiet = this.contributed >= LEAST_CONTRIBUTED && lossNats <= settledNats;
    // Noise falls as one over the passes.
    if (lossNats < Infinity) this.expected = (this.passes * lossNats) / settledNats;
    // Maps that are averaged approach the optimum as long as they go on, however small their noise.
    const settled = isQuiet && (!this.descent || isAtLimit);
    return {
      noiseStdPerCell: logStd.map(Math.exp),
      done: settled || isAtLimit || isSaturated,
      converged: settled,
      distortionSlope: this.slope,
      reason: reasonOf(lossNats, settled),
    };
  }
}

function reasonOf(lossNats: number, settled: boolean): string {
  if (lossNats === Infinity) return 'estimating how sensitive the layer is to each pixel';
  const cost = `sampling noise is estimated to cost ${lossNats.toFixed(4)} nats of the map's mean`;
  return settled ? `settled: ${cost}` : cost;
}

/** mean log sigma above the uniform level at equal distortion, of a map of mean 0 on a linear layer with s = sigma^-2. */
function linearGain(logStd: Float64Array): number {
  return 0.5 * Math.log(mean(logStd.map((log) => Math.exp(-2 * log))));
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
