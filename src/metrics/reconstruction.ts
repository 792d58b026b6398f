/**
 * Reconstruction uncertainty at one layer: the solver's noise, brought to g = c and verified as for information discarding, then
 * the squared errors of the reconstruction on samples that neither has seen, under that noise and under the constant one.
 */
import { sumOverCells, upsampleToPixels } from '../core/sigmaGrid';
import { mean, quantiles } from '../core/stats';
import { forgetRecordings } from '../kernels/recording';
import type { EngineErrorData, LayerProgress, LayerStatus, Reconstructions } from '../engine/protocol';
import type { ReconstructionProblem, ReconstructionSolver } from '../optim/reconstruction';
import type { DiscardingSolver } from '../optim/problem';
import { DiscardingLayerRun } from './discarding';
import { addErrors, emptyErrorSums, type ErrorSums, paint, uncertaintyNats, uncertaintyOf } from './reconstructionErrors';

/** Fresh antithetic pairs behind the reported uncertainty, whose standard error is then 0.04 nats a pixel at most. */
const MEASURING_PAIRS = 128;
/** Streams of these samples, the same for every layer, apart from those of solvers and of the distortion. */
const MEASURING_STREAMS = 0x60000000;
const PAINTING_STREAMS = 0x68000000;
const NOISY_PAINTINGS = 5;

export class ReconstructionLayerRun {
  readonly problem: ReconstructionProblem;
  private readonly solver: ReconstructionSolver;
  /** Finds the noise and holds it to g = c. */
  private noise: DiscardingLayerRun;
  private uniformNoiseStd: number | null = null;
  private atMap: ErrorSums;
  private atUniform: ErrorSums;
  private isUniform = false;
  private stopped: { readonly status: LayerStatus; readonly reason: string; readonly error: EngineErrorData | null } | null = null;
  private milliseconds = 0;
  private batchMilliseconds = 0;
  private clean: Float32Array<ArrayBuffer> | null = null;

  constructor(problem: ReconstructionProblem, solver: ReconstructionSolver) {
    this.problem = problem;
    this.solver = solver;
    this.noise = new DiscardingLayerRun(problem, solver, false);
    this.atMap = this.atUniform = emptyErrorSums(problem.grid.cellOfPixel.length);
  }

  get ended(): boolean {
    return this.stopped !== null || (this.noise.ended && (this.isMeasured || this.noise.progress().error !== null));
  }

  get passes(): number {
    return this.solver.passes;
  }

  get passLimit(): number {
    return this.solver.passLimit;
  }

  /** The constant sigma with g = c, once the driver knows it; needed before the first map is measured. */
  setUniform(noiseStd: number): void {
    this.uniformNoiseStd = noiseStd;
  }

  /** One batch of whatever comes next. Must not be called again before it has settled. */
  async advance(): Promise<void> {
    const started = performance.now();
    try {
      if (!this.noise.ended) await this.noise.advance();
      else await this.measure();
    } finally {
      this.batchMilliseconds = performance.now() - started;
      this.milliseconds += this.batchMilliseconds;
    }
  }

  /** null before there is a pace to judge by. */
  secondsLeft(): number | null {
    if (this.ended) return 0;
    const noise = this.noise.secondsLeft();
    if (noise === null) return null;
    // Measuring goes forward only, but under two maps.
    const batchesLeft = (MEASURING_PAIRS - this.atMap.pairs) / this.pairsAtOnce;
    return noise + (batchesLeft * this.batchMilliseconds) / 1000;
  }

  /** Ends the layer where it stands; what it has stays readable. */
  stop(status: 'cancelled' | 'failed', reason: string, error: EngineErrorData | null = null): void {
    if (!this.ended) this.stopped = { status, reason, error };
  }

  dispose(): void {
    forgetRecordings(this.problem);
    this.noise.dispose();
  }

  /** RU of each cell, nats: the mean over its pixels; null before the first batch. */
  uncertaintyMap(): Float32Array<ArrayBuffer> | null {
    const { grid } = this.problem;
    const recent = this.solver.recentSquaredError;
    const perPixel = this.atMap.pairs > 0 ? uncertaintyOf(this.atMap) : recent?.map(uncertaintyNats);
    if (!perPixel) return null;
    const pixelsPerCell = sumOverCells(new Float64Array(perPixel.length).fill(1), grid);
    return Float32Array.from(sumOverCells(perPixel, grid), (sum, cell) => sum / pixelsPerCell[cell]!);
  }

  progress(): LayerProgress {
    const map = this.uncertaintyMap();
    const [p10, p90] = map ? quantiles(map, [0.1, 0.9]) : [null, null];
    const meanValue = map ? mean(map) : null;
    const uniformValue = this.isMeasured ? mean(uncertaintyOf(this.atUniform)) : null;
    const noise = this.noise.progress();
    return {
      ...noise,
      status: this.stopped?.status ?? (this.ended || !this.noise.ended ? noise.status : 'measuring'),
      statusReason: this.stopped?.reason ?? this.reason(noise),
      passes: this.passes,
      passLimit: this.passLimit,
      seconds: this.milliseconds / 1000,
      meanValue,
      p10Value: p10!,
      p90Value: p90!,
      uniformValue,
      gain: uniformValue === null ? null : meanValue! - uniformValue,
      recipeDistortion: null,
      error: this.stopped?.error ?? noise.error,
    };
  }

  /** The clean reconstruction, and a few under the noise as it stands; null before there is any noise. */
  async paintings(): Promise<Reconstructions | null> {
    const noiseStdPerPixel = this.noiseStdPerPixel();
    if (!noiseStdPerPixel) return null;
    const { width, height } = this.problem.picture;
    this.clean ??= (await paint(this.problem, 0, PAINTING_STREAMS, 1))[0]!;
    // Sent away and transferred, so that every message needs its own.
    return { width, height, clean: this.clean.slice(), noisy: await paint(this.problem, noiseStdPerPixel, PAINTING_STREAMS, NOISY_PAINTINGS) };
  }

  private get pairsAtOnce(): number {
    return Math.max(1, Math.floor(this.problem.meter.batch / 2));
  }

  private get isMeasured(): boolean {
    return this.atMap.pairs >= MEASURING_PAIRS;
  }

  private reason({ statusReason }: LayerProgress): string {
    if (!this.noise.ended || this.ended) return statusReason;
    return `measuring its uncertainty: ${2 * this.atMap.pairs} samples so far`;
  }

  private noiseStdPerPixel(): Float64Array | null {
    const noiseStd = this.noise.noiseMap();
    return noiseStd && upsampleToPixels(noiseStd, this.problem.grid);
  }

  /** One more batch under the map and, on the same noise, under the constant one. */
  private async measure(): Promise<void> {
    const { meter, layer } = this.problem;
    const reference = meter.reference(layer.id);
    const stream = MEASURING_STREAMS + this.atMap.pairs;
    const add = (sums: ErrorSums, noiseStd: Float64Array | number) =>
      addErrors(sums, this.problem, reference, noiseStd, stream, this.pairsAtOnce);
    this.atMap = await add(this.atMap, this.noiseStdPerPixel()!);
    this.atUniform = await add(this.atUniform, this.uniformNoiseStd!);
    if (!this.isMeasured || this.isUniform) return;
    if (mean(uncertaintyOf(this.atMap)) < mean(uncertaintyOf(this.atUniform))) this.fallBack();
  }

  /** The constant noise restores less: it is the better map, held to g = c and measured like any other. */
  private fallBack(): void {
    this.isUniform = true;
    this.noise.dispose();
    this.noise = new DiscardingLayerRun(this.problem, constantNoise(this.uniformNoiseStd!, this.problem, this.solver), false);
    this.atMap = this.atUniform = emptyErrorSums(this.problem.grid.cellOfPixel.length);
  }
}

function constantNoise(noiseStd: number, { grid }: ReconstructionProblem, { passes, passLimit }: ReconstructionSolver): DiscardingSolver {
  return {
    passes,
    passLimit,
    step: async () => ({
      noiseStdPerCell: new Float64Array(grid.rows * grid.columns).fill(noiseStd),
      done: true,
      converged: true,
      distortionSlope: 2,
      reason: 'settled: no map found leaves more uncertain than the same noise everywhere',
    }),
    probes: () => null,
    dispose: () => undefined,
  };
}
