/** What the drivers of all metrics share: who asks, which layers, how a run tells of itself and how it ends. */
import { createSigmaGrid, type SigmaGrid } from '../core/sigmaGrid';
import type { RunSpec } from '../core/spec';
import type { Division } from '../metrics/batchWork';
import type { LoadedNetwork } from '../models/loadNetwork';
import { EngineFailure, errorData } from './failure';
import type { EngineErrorData, LayerInfo, LayerMap, LayerProgress, NetworkPicture, RunEvent, RunId } from './protocol';

export interface RunContext {
  readonly runId: RunId;
  readonly spec: RunSpec;
  readonly picture: NetworkPicture;
  readonly loaded: LoadedNetwork;
  readonly signal: AbortSignal;
  /** Layers that another worker has taken over; may grow while the run goes on. */
  readonly released: ReadonlySet<string>;
  emit(event: RunEvent, transfer?: Transferable[]): void;
  /** Gives a part of a batch to a worker that has nothing to do; absent where there is one worker only. */
  readonly give?: Division['give'];
  /** Awaited between steps, so that a cancel can arrive. */
  pause(): Promise<void>;
}

/** One layer's part in a run, whatever the metric. */
export interface LayerRun {
  readonly problem: { readonly layer: { readonly id: string } };
  readonly ended: boolean;
  readonly passes: number;
  readonly passLimit: number;
  progress(): LayerProgress;
  /** null until there is a pace to judge by. */
  secondsLeft(): number | null;
  /** No effect where the layer has ended. */
  stop(status: 'cancelled' | 'failed', reason: string, error?: EngineErrorData | null): void;
}

/** Noise streams that one layer may use; layers never share noise. */
export const STREAMS_PER_LAYER = 1 << 16;
const PREVIEW_INTERVAL_MS = 100;

/** The run's last word: what is unfinished is cancelled; a run of which every layer failed has failed. */
export function finish<Run extends LayerRun>(
  runs: readonly Run[], reporter: Reporter<Run>, context: RunContext, secondsElapsed: number,
): void {
  const { runId, signal } = context;
  if (signal.aborted) {
    // Layers may share their work and then end together, so they are told apart before the first is stopped.
    const open = runs.filter((run) => !run.ended);
    for (const run of open) run.stop('cancelled', 'cancelled before it had converged');
    for (const run of open) reporter.report(run, true);
    context.emit({ type: 'runCancelled', runId });
    return;
  }
  const failures = runs.map((run) => run.progress().error).filter((error) => error !== null);
  if (failures.length > 0 && failures.length === runs.length) context.emit({ type: 'runFailed', runId, error: failures[0]! });
  else context.emit({ type: 'runDone', runId, secondsElapsed });
}

/** What goes wrong with one layer ends that layer. */
export async function attempt(run: LayerRun, task: () => void | Promise<void>): Promise<void> {
  try {
    await task();
  } catch (thrown) {
    const error = errorData(thrown);
    run.stop('failed', error.message, error);
  }
}

/** @throws EngineFailure layer-unknown, naming the id and the ones there are */
export function chosenLayers({ description }: LoadedNetwork, spec: Pick<RunSpec, 'layerIds'>): LayerInfo[] {
  const byId = new Map(description.layers.map((layer) => [layer.id, layer]));
  const chosen = [...new Set(spec.layerIds)].map((id) => {
    const layer = byId.get(id);
    if (layer) return layer;
    throw new EngineFailure(
      'layer-unknown',
      `${description.card.title} has no layer "${id}". Its layers are: ${[...byId.keys()].join(', ')}.`,
    );
  });
  if (chosen.length === 0) throw new EngineFailure('layer-unknown', 'No layer is chosen. Choose at least one.');
  return chosen.sort((a, b) => a.depth - b.depth);
}

/** @throws EngineFailure picture-size */
export function refusePicture(picture: NetworkPicture, { network }: LoadedNetwork): void {
  const { width, height } = network.card.input;
  if (picture.width !== width || picture.height !== height || picture.rgb.length !== width * height * 3) {
    throw new EngineFailure(
      'picture-size',
      `The picture given to the network is ${picture.width} x ${picture.height}, but ${network.card.title} takes ${width} x ${height}.`,
    );
  }
}

/** @throws EngineFailure for a picture, grid, budget or noise that cannot be run */
export function gridOf(spec: RunSpec, picture: NetworkPicture, loaded: LoadedNetwork): SigmaGrid {
  refusePicture(picture, loaded);
  if (!(spec.budget > 0) || !Number.isFinite(spec.budget)) {
    throw new EngineFailure('spec-invalid', `The budget must be a number above 0; it is ${spec.budget}.`);
  }
  if (typeof spec.noise === 'number' && !(spec.noise > 0 && Number.isFinite(spec.noise))) {
    throw new EngineFailure('spec-invalid', `The noise must be a number above 0; it is ${spec.noise}.`);
  }
  try {
    return createSigmaGrid(picture.height, picture.width, spec.grid);
  } catch (thrown) {
    throw new EngineFailure('spec-invalid', `${(thrown as Error).message}. Choose fewer cells, or "full".`);
  }
}

/** Says how the run goes: previews held back to a rate, ends never. */
export class Reporter<Run extends LayerRun> {
  private readonly context: RunContext;
  private readonly runs: readonly Run[];
  private readonly mapOf: (run: Run) => LayerMap | null;
  private readonly lastPreview = new Map<string, number>();

  /** @param mapOf a fresh copy each time, since maps are transferred; null before the first */
  constructor(context: RunContext, runs: readonly Run[], mapOf: (run: Run) => LayerMap | null) {
    this.context = context;
    this.runs = runs;
    this.mapOf = mapOf;
  }

  report(run: Run, withMap: boolean): void {
    const now = performance.now();
    const layerId = run.problem.layer.id;
    const isDue = now - (this.lastPreview.get(layerId) ?? -Infinity) >= PREVIEW_INTERVAL_MS;
    const map = withMap || isDue ? this.mapOf(run) : null;
    if (map) this.lastPreview.set(layerId, now);
    const { runId } = this.context;
    this.context.emit(
      { type: 'layer', runId, progress: run.progress(), map }, map ? [map.values.buffer] : [],
    );
  }

  /** @param counted one run for each piece of work, where layers share it */
  reportRun(secondsElapsed: number, counted: readonly Run[] = this.runs): void {
    const kept = counted.filter((run) => !this.context.released.has(run.problem.layer.id));
    const passes = kept.reduce((sum, run) => sum + run.passes, 0);
    const passLimit = kept.reduce((sum, run) => sum + (run.ended ? run.passes : run.passLimit), 0);
    this.context.emit({
      type: 'runProgress',
      runId: this.context.runId,
      passes,
      passLimit,
      secondsElapsed,
      secondsLeft: secondsLeftOf(kept),
    });
  }
}

/** The layers take turns, so what is left adds up; null before every layer has a pace. */
function secondsLeftOf(runs: readonly LayerRun[]): number | null {
  const left = runs.map((run) => run.secondsLeft());
  return left.includes(null) ? null : (left as number[]).reduce((sum, seconds) => sum + seconds, 0);
}
