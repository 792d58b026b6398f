/**
 * sigma_i proportional to s_i^(-1/2) is optimal where the layer is linear over the noise. So s_i is estimated by Hutchinson
 * probes at noisy points; at large budgets, where the Jacobian depends on the noise, the points follow the map and old
 * probes fade (re-weighting). What the layer does beyond its Jacobian is met by a search over mixtures with an earlier
 * layer's sensitivities (mixtureSearch.ts). No step size anywhere.
 */
import * as tf from '@tensorflow/tfjs';
import { sumOverCells, upsampleToPixels } from '../core/sigmaGrid';
import { mean } from '../core/stats';
import { sensitivityBatch } from '../metrics/sensitivity';
import {
  clearlyBetter, DESIGN_SAMPLES, designPoints, FINAL_SAMPLES, fittedPeak, LINEAR_POINT, logMixture, type MixturePoint,
  type Scored,
} from './mixtureSearch';
import type { DiscardingProblem, DiscardingSolver, LayerFeature, SolverStep } from './problem';
import { SensitivityEstimate } from './sensitivityEstimate';

const BATCH = 8;
const PASS_LIMIT = 128;
/** Passes on the layer itself before its map is good enough to search from, and on the earlier layer. */
const OWN_PASSES_FIRST = 64;
const EARLIER_PASSES = 24;
const ROUND_PASSES = 32;
/**
 * Probes are taken this much further out than the noise of the map. In a ReLU network E d(sigma) feels kinks that lie a little
 * off the picture, more than the Jacobian at its own noise does. Measured on ResNet-20: at 0.5, 1, 2, 4 times the noise the
 * last block's map has a gain of 0.09, 0.20, 0.25, 0.21 nats, and layers that are linear do not care.
 */
const POINT_SPREAD = 2;
/** Up to this budget the points stay those of the uniform map. */
const LARGEST_LINEAR_BUDGET = 3;
/** Settled when sampling noise is estimated to cost less than this share of the gain, or this many nats. */
const SETTLED_SHARE_OF_GAIN = 0.03;
const SETTLED_NATS = 0.004;
/** At the pass limit this much is still called settled: the scale's own interval is as wide. */
const SETTLED_NATS_AT_LIMIT = 0.0075;
/** Numbers in the probes kept for measuring: 8 MiB a layer at most. */
const PROBE_NUMBERS = 1 << 21;

type Phase = 'own' | 'earlier' | 'design' | 'final' | 'more';

export class FastSolver implements DiscardingSolver {
  readonly passLimit = PASS_LIMIT;
  passes = 0;
  private readonly problem: DiscardingProblem;
  private readonly batch: number;
  private readonly own: SensitivityEstimate;
  private readonly earlier: SensitivityEstimate;
  private readonly keptProbes: tf.Tensor2D[] = [];
  private phase: Phase = 'own';
  /** sigma of the points that probes are taken at. */
  private pointStdPerPixel: Float64Array | number;
  private point: MixturePoint = LINEAR_POINT;
  private waiting: MixturePoint[] = [];
  private scores: Scored[] = [];
  /** mean log sigma that candidates are compared at: near g = c. */
  private level: number;

  constructor(problem: DiscardingProblem) {
    this.problem = problem;
    this.batch = Math.min(BATCH, problem.network.maxBatch);
    const { rows, columns } = problem.grid;
    this.own = new SensitivityEstimate(rows, columns, this.batch);
    this.earlier = new SensitivityEstimate(rows, columns, this.batch);
    const uniform = problem.tau * Math.sqrt(problem.budget);
    this.pointStdPerPixel = POINT_SPREAD * uniform;
    this.level = Math.log(uniform);
  }

  async step(): Promise<SolverStep> {
    if (this.phase === 'own' || this.phase === 'more') await this.probeOwn();
    else if (this.phase === 'earlier') await this.probeEarlier();
    else await this.scoreNext();
    return this.report();
  }

  probes(): tf.Tensor2D {
    return tf.concat2d(this.keptProbes, 0);
  }

  dispose(): void {
    for (const probe of this.keptProbes) probe.dispose();
    this.keptProbes.length = 0;
  }

  private async probeOwn(): Promise<void> {
    const gradients = await this.probe(this.problem.layer, this.own);
    this.keptProbes.push(gradients);
    const room = Math.max(1, Math.floor(PROBE_NUMBERS / gradients.size));
    // The latest probes are the ones taken nearest the final map.
    while (this.keptProbes.length > room) this.keptProbes.shift()!.dispose();
    if (this.problem.budget > LARGEST_LINEAR_BUDGET && this.passes % ROUND_PASSES === 0) this.beginRound();
    if (this.phase === 'own' && this.passes >= OWN_PASSES_FIRST) {
      this.phase = this.problem.earlierLayer ? 'earlier' : 'design';
      if (this.phase === 'design') this.beginDesign();
    }
  }

  private async probeEarlier(): Promise<void> {
    (await this.probe(this.problem.earlierLayer!, this.earlier)).dispose();
    if (this.passes >= OWN_PASSES_FIRST + EARLIER_PASSES) this.beginDesign();
  }

  /** One batch of probes of a layer; gives J^T v of each. */
  private async probe(layer: LayerFeature, estimate: SensitivityEstimate): Promise<tf.Tensor2D> {
    const { network, picture, seed, firstStream, grid } = this.problem;
    const { perPixel, gradients } = await sensitivityBatch(
      network, layer.id, layer.size, picture, this.pointStdPerPixel, seed, firstStream + this.passes, this.batch,
    );
    estimate.add(sumOverCells(perPixel, grid));
    this.passes += this.batch;
    return gradients;
  }

  private beginRound(): void {
    const noiseStdPerCell = this.mapAt(this.point);
    if (!noiseStdPerCell) return;
    this.pointStdPerPixel = upsampleToPixels(noiseStdPerCell.map((std) => POINT_SPREAD * std), this.problem.grid);
    this.own.decay(1 / (1 + 0.1 * (this.problem.budget - 1)));
  }

  private beginDesign(): void {
    this.phase = 'design';
    this.scores = [];
    this.waiting = designPoints(this.problem.earlierLayer !== null);
  }

  /** Scores one candidate; after the design the few that matter again, on more and fresh samples. */
  private async scoreNext(): Promise<void> {
    const point = this.waiting.shift()!;
    const noiseStdPerCell = this.mapAt(point);
    if (noiseStdPerCell) {
      const isFinal = this.phase === 'final';
      const from = isFinal ? DESIGN_SAMPLES : 0;
      const moves = await this.problem.meter.trialMoves(
        this.problem.layer.id, upsampleToPixels(noiseStdPerCell, this.problem.grid),
        { from, to: from + (isFinal ? FINAL_SAMPLES : DESIGN_SAMPLES) },
      );
      this.scores.push({ point, meanLogStd: mean(noiseStdPerCell.map(Math.log)), moves });
    }
    if (this.waiting.length > 0) return;
    if (this.phase === 'design' && this.scores.length > 0) return this.beginFinal();
    this.choose();
  }

  private beginFinal(): void {
    this.waiting = [LINEAR_POINT, fittedPeak(this.scores)];
    this.phase = 'final';
    this.scores = [];
  }

  private choose(): void {
    const [linear, peak] = this.scores;
    if (linear && peak && clearlyBetter(peak, linear)) this.point = peak.point;
    this.phase = 'more';
    this.scores = [];
  }

  /** The mixture's map at the level that candidates are compared at; null before any probe has met an active unit. */
  private mapAt(point: MixturePoint): Float64Array | null {
    const own = this.own.logRelative();
    if (!own) return null;
    const earlier = this.problem.earlierLayer ? (this.earlier.logRelative()?.log ?? null) : null;
    const log = logMixture(own.log, earlier, point);
    const shift = this.levelOf(own.log) - mean(log);
    return log.map((value) => Math.exp(value + shift));
  }

  /** mean log sigma at g = c were the layer linear and its map sigma ~ s^(-1/2). */
  private levelOf(logOwn: Float64Array): number {
    return this.level + 0.5 * Math.log(mean(logOwn.map(Math.exp))) - 0.5 * mean(logOwn);
  }

  private report(): SolverStep {
    const own = this.own.logRelative();
    const cells = this.problem.grid.rows * this.problem.grid.columns;
    const noiseStdPerCell = this.mapAt(this.point) ?? new Float64Array(cells).fill(Math.exp(this.level));
    // A relative error of variance v in s costs v/4 in mean log sigma (second order, v = 2/degrees of freedom).
    const lossNats = own ? own.relativeVariance / 4 : Infinity;
    const gainNats = own ? this.levelOf(own.log) - this.level : 0;
    const isAtLimit = this.passes + this.batch > PASS_LIMIT;
    const leastNats = isAtLimit ? SETTLED_NATS_AT_LIMIT : SETTLED_NATS;
    const settled = this.phase === 'more' && lossNats <= Math.max(leastNats, SETTLED_SHARE_OF_GAIN * gainNats);
    return {
      noiseStdPerCell,
      done: this.phase === 'more' && (settled || isAtLimit),
      converged: settled,
      reason: this.reason(lossNats, settled),
    };
  }

  private reason(lossNats: number, settled: boolean): string {
    if (this.phase === 'design' || this.phase === 'final') return 'comparing candidate maps on the same noise';
    if (this.phase === 'earlier') return 'estimating an earlier layer, whose switching units move this one';
    const cost = `sampling noise is estimated to cost ${lossNats.toFixed(4)} nats of the map's mean`;
    return settled ? `settled: ${cost}` : cost;
  }
}
