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

/**
 * Relative half-widths of the 95% intervals that end calibration and verification. A rough scale is cheaper: the one map in five that
 * fails verification for it is rescaled by all samples so far, the verification's among them.
 */
const CALIBRATION_CI95 = 0.02;
const VERIFICATION_CI95 = 0.015;
/** A fresh measurement further from the budget than this sends the map back to calibration. */
const ACCEPTED_DEVIATION = 0.016;
const LEAST_SAMPLES = 64;
/** Reached only by layers of a few units, whose distortion fluctuates by its own size. */
const MOST_SAMPLES = 8192;
const MOST_CALIBRATIONS = 8;
/** A scale that is off by more than this is corrected and then measured again before it counts as calibrated. */
const LARGE_CORRECTION = 0.1;

/** Until measured: a layer's distortion takes about as long as this many passes. */
const MEASURING_IN_PASSES = 40;

/** Where the solver's own slope is below this, it is measured before the map is brought to g = c. */
const SUSPECT_SLOPE = 1;
/** Up to here, in budget and intensity, no layer was seen to saturate, and the slope at g = c is not measured. */
const LARGEST_SAFE_BUDGET = 3;
const LARGEST_SAFE_TAU = 0.02;
/** Slope of log g over log sigma below which the entropy is about to have no bound. */
const UNBOUNDED_SLOPE = 0.5;
/** The map's scale is moved up and down by this much, in log, to measure the slope; on as many samples. */
const SLOPE_REACH = 0.15;
const SLOPE_SAMPLES = 64;
/** What the slope may be taken for when the scale is corrected. */
const SLOPE_RANGE = [0.5, 3] as const;

type Phase = 'solving' | 'sloping' | 'calibrating' | 'verifying' | 'ended';

/** What one set of samples says of the factor that takes the map to g = c, by the slope of log g over log sigma. */
interface ScaleEstimate {
  readonly logFactor: number;
  readonly variance: number;
}

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
  /** Of the map's shape, whatever its scale was when each was taken; relative to the scale of the first. */
  private scales: ScaleEstimate[] = [];
  private logScale = 0;
  private solvingMilliseconds = 0;
  private batchMilliseconds = 0;
  private solverConverged = false;
  private solverReason = '';
  private slope = 2;
  /** How the layer ends unless its slope says otherwise. */
  private pendingEnd: { readonly status: LayerStatus; readonly reason: string } | null = null;
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
    const { phase } = this;
    try {
      if (phase === 'solving') await this.solve();
      else if (phase === 'sloping') await this.measureSlope();
      else if (phase === 'calibrating') await this.calibrate();
      else if (phase === 'verifying') await this.verify();
    } finally {
      this.batchMilliseconds = performance.now() - started;
      this.milliseconds += this.batchMilliseconds;
      if (phase === 'solving') this.solvingMilliseconds += this.batchMilliseconds;
    }
  }

  /** By the layer's own pace, and while measuring by how fast its interval narrows; null before its first batch. */
  secondsLeft(): number | null {
    if (this.ended) return 0;
    if (this.passes === 0) return null;
    const perPass = this.solvingMilliseconds / this.passes;
    if (this.phase === 'solving') {
      const passes = this.solver.expectedPasses ?? this.passLimit;
      return (perPass * (Math.max(0, passes - this.passes) + MEASURING_IN_PASSES)) / 1000;
    }
    if (!this.measured || !this.samples) return (perPass * MEASURING_IN_PASSES) / 1000;
    const { batch } = this.problem.meter;
    const samplesFor = (ci95: number) =>
      this.samples!.atSigma.length * (this.measured!.ci95 / this.measured!.ratio / ci95) ** 2;
    const verifying = samplesFor(VERIFICATION_CI95);
    const needed = this.phase === 'verifying' ? verifying : samplesFor(CALIBRATION_CI95) + verifying;
    return (Math.max(1, (needed - this.samples.atSigma.length) / batch) * this.batchMilliseconds) / 1000;
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

  /** sigma of each cell, intensity units, or null before the first batch. */
  noiseMap(): Float64Array | null {
    return this.noiseStdPerCell;
  }

  /** Entropy of each cell in nats, or null before the first batch. */
  entropyMap(): Float32Array<ArrayBuffer> | null {
    return this.noiseStdPerCell && Float32Array.from(this.noiseStdPerCell, entropyOfStd);
  }

  progress(): LayerProgress {
    const map = this.entropyMap();
    const [p10, p90] = map && this.status !== 'unbounded' ? quantiles(map, [0.1, 0.9]) : [null, null];
    const meanValue = map && this.status !== 'unbounded' ? mean(map) : null;
    const uniformValue = this.uniformNoiseStd === null ? null : entropyOfStd(this.uniformNoiseStd);
    return {
      layerId: this.problem.layer.id,
      status: this.status,
      statusReason: this.reason,
      passes: this.passes,
      passLimit: this.passLimit,
      seconds: this.milliseconds / 1000,
      meanValue,
      p10Value: p10!,
      p90Value: p90!,
      uniformValue,
      gain: meanValue === null || uniformValue === null ? null : meanValue - uniformValue,
      distortion: this.status === 'unbounded' ? null : (this.measured?.ratio ?? null),
      distortionCi95: this.status === 'unbounded' ? null : (this.measured?.ci95 ?? null),
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
    this.slope = Math.min(SLOPE_RANGE[1], Math.max(SLOPE_RANGE[0], step.distortionSlope));
    this.probes = this.solver.probes();
    this.solver.dispose();
    this.status = 'measuring';
    this.phase = step.distortionSlope < SUSPECT_SLOPE ? 'sloping' : 'calibrating';
  }

  /** log g over log sigma along the map's scale, on the same noise a little smaller and a little larger. */
  private async measureSlope(): Promise<void> {
    const { meter, layer, grid } = this.problem;
    const movesAt = async (logFactor: number) =>
      mean(await meter.trialMoves(
        layer.id, upsampleToPixels(this.noiseStdPerCell!.map((std) => std * Math.exp(logFactor)), grid), { from: 0, to: SLOPE_SAMPLES },
      ));
    const [smaller, larger] = [await movesAt(-SLOPE_REACH), await movesAt(SLOPE_REACH)];
    const slope = Math.log(larger / smaller) / (2 * SLOPE_REACH);
    if (!(slope >= UNBOUNDED_SLOPE)) return this.endUnbounded(slope, smaller / meter.delta2(layer.id));
    this.slope = Math.min(SLOPE_RANGE[1], slope);
    if (this.pendingEnd) return this.end(this.pendingEnd.status, this.pendingEnd.reason);
    this.phase = 'calibrating';
  }

  private async calibrate(): Promise<void> {
    const estimate = await this.measure();
    this.measured = estimate;
    const deviation = Math.abs(estimate.ratio / this.problem.budget - 1);
    const isFar = deviation > LARGE_CORRECTION;
    // The recipe's own distortion is worth a precise number; else a map that is plainly off is corrected at once.
    const isFirstOfRecipe = this.keepsRecipeDistortion && this.recipeDistortion === null;
    const wanted = isFar && !isFirstOfRecipe ? deviation / 3 : CALIBRATION_CI95;
    if (!this.isPrecise(estimate, wanted)) return;
    if (isFirstOfRecipe) this.recipeDistortion = estimate.ratio;
    this.calibrations++;
    this.rescale(estimate);
    // So far off, the slope is a guess: what was measured there says little of the scale.
    if (isFar) this.scales = [];
    if (!isFar || this.calibrations >= MOST_CALIBRATIONS) this.phase = 'verifying';
  }

  private async verify(): Promise<void> {
    const estimate = await this.measure();
    this.measured = estimate;
    if (!this.isPrecise(estimate, VERIFICATION_CI95)) return;
    if (this.isBelowUniform()) return this.flatten();
    const accepted = Math.abs(estimate.ratio / this.problem.budget - 1) <= ACCEPTED_DEVIATION;
    if (accepted) return this.endIfBounded(this.solverConverged ? 'converged' : 'pass-limit', this.solverReason);
    if (this.calibrations >= MOST_CALIBRATIONS) {
      return this.endIfBounded('pass-limit', `the distortion could not be brought within 2% of the budget: it is ${estimate.ratio.toPrecision(4)}`);
    }
    this.calibrations++;
    this.rescale(estimate);
  }

  /** One more batch of samples of the current map. */
  private async measure(): Promise<RatioEstimate> {
    const { meter, layer, grid } = this.problem;
    this.samples ??= await meter.startSamples(
      layer.id, upsampleToPixels(this.noiseStdPerCell!, grid), this.freshFrom, this.probes,
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

  /** To g = c by all that was measured of this map so far, and the slope, which the caller checks on fresh samples. */
  private rescale(estimate: RatioEstimate): void {
    this.scales.push({
      logFactor: this.logScale + Math.log(this.problem.budget / estimate.ratio) / this.slope,
      variance: (estimate.ci95 / estimate.ratio) ** 2,
    });
    const weights = this.scales.map(({ variance }) => 1 / Math.max(variance, Number.MIN_VALUE));
    const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
    const logFactor = this.scales.reduce((sum, scale, i) => sum + (scale.logFactor * weights[i]!) / weightSum, 0);
    const factor = Math.exp(logFactor - this.logScale);
    this.logScale = logFactor;
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
    this.scales = [];
    this.phase = 'calibrating';
  }

  /** At large budgets only after a look at the slope where the map now stands. */
  private endIfBounded(status: LayerStatus, reason: string): void {
    const { budget, tau } = this.problem;
    if (budget <= LARGEST_SAFE_BUDGET && tau <= LARGEST_SAFE_TAU) return this.end(status, reason);
    this.pendingEnd = { status, reason };
    this.phase = 'sloping';
  }

  /** No number is given: whatever it were, more passes would move it. */
  private endUnbounded(slope: number, distortion: number): void {
    this.end(
      'unbounded',
      `more noise hardly moves this layer any more: at g about ${distortion.toPrecision(3)} the slope of log g over log σ is ` +
      `${Number.isFinite(slope) ? slope.toFixed(2) : 'not measurable'}, below ${UNBOUNDED_SLOPE}, so its entropy has no bound at c = ${this.problem.budget}. ` +
      'Choose a smaller budget or less reference noise.',
    );
  }

  private end(status: LayerStatus, reason: string): void {
    this.phase = 'ended';
    this.status = status;
    this.reason = reason;
  }
}
