/**
 * Strict information discarding at one layer: a solver's map, then its scale. The scale is found on one set of samples and
 * reported from another, fresh one, so that the reported distortion is not the one that was fitted.
 */
import type * as tf from '@tensorflow/tfjs';
import { entropyOfStd } from '../core/entropy';
import { upsampleToPixels } from '../core/sigmaGrid';
import { mean, quantiles, type RatioEstimate } from '../core/stats';
import type { EngineErrorData, LayerProgress, LayerStatus } from '../engine/protocol';
import type { DiscardingProblem, DiscardingSolver } from '../optim/problem';
import type { MoveSamples } from './distortion';

/** Relative half-widths of the 95% intervals that end calibration and verification. */
const CALIBRATION_CI95 = 0.009;
const VERIFICATION_CI95 = 0.012;
/** A fresh measurement further from the budget than this sends the map back to calibration. */
const ACCEPTED_DEVIATION = 0.014;
const LEAST_SAMPLES = 64;
/** Reached only by layers of a few units, whose distortion fluctuates by its own size. */
const MOST_SAMPLES = 8192;
const MOST_CALIBRATIONS = 8;
/** A scale that is off by more than this is corrected and then measured again before it counts as calibrated. */
const LARGE_CORRECTION = 0.1;

type Phase = 'solving' | 'calibrating' | 'verifying' | 'ended';

export class DiscardingLayerRun {
  readonly problem: DiscardingProblem;
  private readonly solver: DiscardingSolver;
  private phase: Phase = 'solving';
  private status: LayerStatus = 'queued';
  private reason = 'waiting for its first batch';
  private noiseStdPerCell: Float64Array | null = null;
  private uniformNoiseStd: number | null = null;
  private samples: MoveSamples | null = null;
  private probes: tf.Tensor2D | null = null;
  private freshFrom = 0;
  private calibrations = 0;
  private solverConverged = false;
  private solverReason = '';
  private measured: RatioEstimate | null = null;
  private recipeDistortion: number | null = null;
  private error: EngineErrorData | null = null;
  private milliseconds = 0;
  private readonly keepsRecipeDistortion: boolean;

  constructor(problem: DiscardingProblem, solver: DiscardingSolver, keepsRecipeDistortion: boolean) {
    this.problem = problem;
    this.solver = solver;
    this.keepsRecipeDistortion = keepsRecipeDistortion;
  }

  get ended(): boolean {
    return this.phase === 'ended';
  }

  get passes(): number {
    return this.solver.passes;
  }

  get passLimit(): number {
    return this.solver.passLimit;
  }

  /** The constant sigma with g = c, once the driver knows it. */
  setUniform(noiseStd: number): void {
    this.uniformNoiseStd = noiseStd;
  }

  /** One batch of whatever comes next. Must not be called again before it has settled. */
  async advance(): Promise<void> {
    const started = performance.now();
    try {
      if (this.phase === 'solving') await this.solve();
      else if (this.phase === 'calibrating') await this.calibrate();
      else if (this.phase === 'verifying') await this.verify();
    } finally {
      this.milliseconds += performance.now() - started;
    }
  }

  /** Ends the layer where it stands; what it has stays readable. */
  stop(status: 'cancelled' | 'failed', reason: string, error: EngineErrorData | null = null): void {
    if (this.ended) return;
    this.end(status, reason);
    this.error = error;
  }

  dispose(): void {
    this.solver.dispose();
    this.probes?.dispose();
    this.probes = null;
  }

  /** Entropy of each cell in nats, or null before the first batch. */
  entropyMap(): Float32Array<ArrayBuffer> | null {
    return this.noiseStdPerCell && Float32Array.from(this.noiseStdPerCell, entropyOfStd);
  }

  progress(): LayerProgress {
    const map = this.entropyMap();
    const [p10, p90] = map ? quantiles(map, [0.1, 0.9]) : [null, null];
    const meanEntropyNats = map ? mean(map) : null;
    const uniformEntropyNats = this.uniformNoiseStd === null ? null : entropyOfStd(this.uniformNoiseStd);
    return {
      layerId: this.problem.layerId,
      status: this.status,
      statusReason: this.reason,
      passes: this.passes,
      passLimit: this.passLimit,
      seconds: this.milliseconds / 1000,
      meanEntropyNats,
      entropyP10Nats: p10!,
      entropyP90Nats: p90!,
      uniformEntropyNats,
      gainNats: meanEntropyNats === null || uniformEntropyNats === null ? null : meanEntropyNats - uniformEntropyNats,
      distortion: this.measured?.ratio ?? null,
      distortionCi95: this.measured?.ci95 ?? null,
      recipeDistortion: this.recipeDistortion,
      error: this.error,
    };
  }

  private async solve(): Promise<void> {
    this.status = 'running';
    const step = await this.solver.step();
    this.noiseStdPerCell = step.noiseStdPerCell;
    this.reason = step.reason;
    if (!step.done) return;
    this.solverConverged = step.converged;
    this.solverReason = step.reason;
    this.probes = this.solver.probes();
    this.solver.dispose();
    this.status = 'measuring';
    this.phase = 'calibrating';
  }

  private async calibrate(): Promise<void> {
    const estimate = await this.measure();
    this.measured = estimate;
    if (!this.isPrecise(estimate, CALIBRATION_CI95)) return;
    if (this.keepsRecipeDistortion) this.recipeDistortion ??= estimate.ratio;
    this.calibrations++;
    const deviation = estimate.ratio / this.problem.budget - 1;
    this.rescale(estimate);
    if (Math.abs(deviation) < LARGE_CORRECTION || this.calibrations >= MOST_CALIBRATIONS) this.phase = 'verifying';
  }

  private async verify(): Promise<void> {
    const estimate = await this.measure();
    this.measured = estimate;
    if (!this.isPrecise(estimate, VERIFICATION_CI95)) return;
    if (this.isBelowUniform()) return this.flatten();
    const accepted = Math.abs(estimate.ratio / this.problem.budget - 1) <= ACCEPTED_DEVIATION;
    if (accepted) return this.end(this.solverConverged ? 'converged' : 'pass-limit', this.solverReason);
    if (this.calibrations >= MOST_CALIBRATIONS) {
      return this.end('pass-limit', `the distortion could not be brought within 2% of the budget: it is ${estimate.ratio.toPrecision(4)}`);
    }
    this.calibrations++;
    this.rescale(estimate);
  }

  /** One more batch of samples of the current map. */
  private async measure(): Promise<RatioEstimate> {
    const { meter, layerId, grid } = this.problem;
    this.samples ??= await meter.startSamples(
      layerId, upsampleToPixels(this.noiseStdPerCell!, grid), this.freshFrom, this.probes,
    );
    await meter.growSamples(this.samples, this.probes);
    return meter.relative(this.samples);
  }

  private isPrecise(estimate: RatioEstimate, relativeCi95: number): boolean {
    const count = this.samples!.atSigma.length;
    this.reason = `measuring its distortion: ${count} samples so far`;
    if (count < LEAST_SAMPLES) return false;
    return estimate.ci95 <= relativeCi95 * estimate.ratio || count >= MOST_SAMPLES;
  }

  /** To g = c by g ~ sigma^2, which the caller checks on fresh samples. */
  private rescale(estimate: RatioEstimate): void {
    const factor = Math.sqrt(this.problem.budget / estimate.ratio);
    this.replaceMap(this.noiseStdPerCell!.map((std) => std * factor));
  }

  private replaceMap(noiseStdPerCell: Float64Array): void {
    this.noiseStdPerCell = noiseStdPerCell;
    this.freshFrom += this.samples?.atSigma.length ?? 0;
    this.samples = null;
  }

  private isBelowUniform(): boolean {
    if (this.uniformNoiseStd === null) return false;
    const gain = mean(this.noiseStdPerCell!.map(Math.log)) - Math.log(this.uniformNoiseStd);
    return gain < -VERIFICATION_CI95 && this.calibrations < MOST_CALIBRATIONS - 2;
  }

  /** Where the layer is far from linear the map can lose to a constant one: half its contrast, and measured again. */
  private flatten(): void {
    const centre = mean(this.noiseStdPerCell!.map(Math.log));
    this.replaceMap(this.noiseStdPerCell!.map((std) => Math.exp(centre + 0.5 * (Math.log(std) - centre))));
    this.phase = 'calibrating';
  }

  private end(status: LayerStatus, reason: string): void {
    this.phase = 'ended';
    this.status = status;
    this.reason = reason;
  }
}
