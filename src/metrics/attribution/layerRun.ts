/** An attribution under way, and each layer's view of it: layers that have the same map share the work. */
import type { AttributionMethod } from '../../core/spec';
import { mean, quantiles } from '../../core/stats';
import { EngineFailure } from '../../engine/failure';
import type { EngineErrorData, LayerMap, LayerProgress, LayerStatus } from '../../engine/protocol';
import { attribute, passLimitOf } from './attribute';
import type { Attribution, AttributionProblem, AttributionState } from './problem';

type Summary = Pick<LayerProgress, 'meanValue' | 'p10Value' | 'p90Value'>;

export class AttributionWork {
  state: AttributionState | null = null;
  status: LayerStatus = 'queued';
  reason = 'waiting for its first batch';
  error: EngineErrorData | null = null;
  summary: Summary = { meanValue: null, p10Value: null, p90Value: null };
  milliseconds = 0;
  readonly passLimit: number;
  private readonly attribution: Attribution;
  private readonly remark: string | null;

  /** @param remark said after what the method found */
  constructor(method: AttributionMethod, problem: AttributionProblem, remark: string | null) {
    this.attribution = attribute(method, problem);
    this.passLimit = passLimitOf(method, problem.target);
    this.remark = remark;
  }

  get ended(): boolean {
    return this.status !== 'queued' && this.status !== 'running';
  }

  /** One batch. */
  async advance(): Promise<void> {
    const started = performance.now();
    const { value: state } = await this.attribution.next();
    this.milliseconds += performance.now() - started;
    if (!state) throw new Error('the attribution has no batch left');
    if (state.values) this.summarise(state.values);
    this.state = state;
    const isBlank = state.values?.every((value) => value === 0) ?? false;
    this.reason = [state.finding, isBlank ? 'the map is 0 everywhere' : null, this.remark].filter((part) => part !== null).join('; ');
    if (state.converged) this.status = 'converged';
    else this.status = state.shareDone < 1 ? 'running' : 'pass-limit';
  }

  stop(status: 'cancelled' | 'failed', reason: string, error: EngineErrorData | null = null): void {
    if (this.ended) return;
    this.status = status;
    this.reason = reason;
    this.error = error;
  }

  /** Frees what the method holds. */
  async dispose(): Promise<void> {
    await this.attribution.return();
  }

  /** @throws EngineFailure where the map is not made of numbers */
  private summarise(values: Float32Array): void {
    if (!values.every(Number.isFinite)) {
      throw new EngineFailure(
        'layer-not-differentiable',
        'The map is not made of finite numbers: the target or its gradient overflows at this picture. Choose another layer or target.',
      );
    }
    const [p10, p90] = quantiles(values, [0.1, 0.9]);
    this.summary = { meanValue: mean(values), p10Value: p10!, p90Value: p90! };
  }
}

export class AttributionLayerRun {
  readonly problem: AttributionProblem;
  readonly work: AttributionWork;

  constructor(problem: AttributionProblem, work: AttributionWork) {
    this.problem = problem;
    this.work = work;
  }

  get ended(): boolean {
    return this.work.ended;
  }

  /** The whole work's, also where several layers share it. */
  get passes(): number {
    return this.work.state?.passes ?? 0;
  }

  get passLimit(): number {
    return this.work.passLimit;
  }

  stop(status: 'cancelled' | 'failed', reason: string, error: EngineErrorData | null = null): void {
    this.work.stop(status, reason, error);
  }

  /** At the most, for methods that may end early; null before the first batch. */
  secondsLeft(): number | null {
    const { state, milliseconds, ended } = this.work;
    if (ended) return 0;
    return state ? (milliseconds / 1000 / state.shareDone) * (1 - state.shareDone) : null;
  }

  /** A fresh copy; null before every pixel has a value. */
  map(): LayerMap | null {
    const values = this.work.state?.values;
    const { width, height } = this.problem.picture;
    return values ? { width, height, quantity: 'attribution', values: values.slice() } : null;
  }

  progress(): LayerProgress {
    const { status, reason, milliseconds, summary, error } = this.work;
    return {
      layerId: this.problem.layer.id,
      status,
      statusReason: reason,
      passes: this.passes,
      passLimit: this.passLimit,
      seconds: milliseconds / 1000,
      ...summary,
      uniformValue: null,
      gain: null,
      distortion: null,
      distortionCi95: null,
      recipeDistortion: null,
      error,
    };
  }
}
