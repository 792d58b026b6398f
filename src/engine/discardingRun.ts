/**
 * Drives one run over its layers: a batch for every layer in turn, so that all maps form together; the uniform levels after
 * the first sweep; previews at most ten times a second and layer, scalars at every step.
 */
import { createSigmaGrid, type SigmaGrid } from '../core/sigmaGrid';
import { noiseInIntensity, type RunSpec } from '../core/spec';
import { DiscardingLayerRun } from '../metrics/discarding';
import { DistortionMeter } from '../metrics/distortion';
import { uniformNoiseStds } from '../metrics/uniformNoise';
import type { LoadedNetwork } from '../models/loadNetwork';
import { FastSolver } from '../optim/fast';
import { ReferenceSolver } from '../optim/reference';
import { EngineFailure, errorData } from './failure';
import type { EntropyMap, LayerInfo, NetworkPicture, RunEvent, RunId } from './protocol';

export interface RunContext {
  readonly runId: RunId;
  readonly spec: RunSpec;
  readonly picture: NetworkPicture;
  readonly loaded: LoadedNetwork;
  readonly signal: AbortSignal;
  /** Layers that another worker has taken over; may grow while the run goes on. */
  readonly released: ReadonlySet<string>;
  emit(event: RunEvent, transfer?: Transferable[]): void;
  /** Awaited between steps, so that a cancel can arrive. */
  pause(): Promise<void>;
}

/** Noise streams that one layer's solver may use; layers never share noise. */
const STREAMS_PER_LAYER = 1 << 16;
const PREVIEW_INTERVAL_MS = 100;

/** @throws EngineFailure where the run cannot start at all; a single layer's failure is that layer's own */
export async function driveDiscardingRun(context: RunContext): Promise<void> {
  const { spec, picture, loaded, signal } = context;
  const started = performance.now();
  const secondsElapsed = () => (performance.now() - started) / 1000;
  const layers = chosenLayers(loaded, spec);
  const grid = gridOf(spec, picture, loaded);
  const tau = noiseInIntensity(spec.noise, loaded.network.card.input.std);
  const layerIds = layers.map((layer) => layer.id);
  const meter = new DistortionMeter(loaded.network, picture, layerIds, tau, spec.seed);
  const runs = layers.map((layer) => createLayerRun(layer, context, grid, tau, meter));
  const reporter = new Reporter(context, grid, runs);
  try {
    for (const run of runs) reporter.report(run, true);
    await meter.extendAtTau();
    for (const [index, run] of runs.entries()) {
      await attempt(run, () => meter.refuseDeadLayer(run.problem.layer.id, layers[index]!.title));
      if (run.ended) reporter.report(run, true);
    }
    let uniformKnown = false;
    const isOpen = (run: DiscardingLayerRun) => !run.ended && !context.released.has(run.problem.layer.id);
    while (runs.some(isOpen) && !signal.aborted) {
      for (const run of runs) {
        if (!isOpen(run) || signal.aborted) continue;
        await attempt(run, () => run.advance());
        reporter.report(run, run.ended);
        reporter.reportRun(secondsElapsed());
        await context.pause();
      }
      if (uniformKnown || signal.aborted) continue;
      uniformKnown = true;
      const open = runs.filter(isOpen);
      const uniform = await uniformNoiseStds(meter, open.map((run) => run.problem.layer.id), tau, spec.budget);
      for (const run of open) run.setUniform(uniform.get(run.problem.layer.id)!);
    }
    finish(runs.filter((run) => !context.released.has(run.problem.layer.id)), reporter, context, secondsElapsed());
  } finally {
    for (const run of runs) run.dispose();
    meter.dispose();
  }
}

function finish(runs: DiscardingLayerRun[], reporter: Reporter, context: RunContext, secondsElapsed: number): void {
  const { runId, signal } = context;
  if (signal.aborted) {
    for (const run of runs) {
      if (run.ended) continue;
      run.stop('cancelled', 'cancelled before it had converged');
      reporter.report(run, true);
    }
    context.emit({ type: 'runCancelled', runId });
    return;
  }
  const failures = runs.map((run) => run.progress().error).filter((error) => error !== null);
  if (failures.length > 0 && failures.length === runs.length) context.emit({ type: 'runFailed', runId, error: failures[0]! });
  else context.emit({ type: 'runDone', runId, secondsElapsed });
}

/** What goes wrong with one layer ends that layer. */
async function attempt(run: DiscardingLayerRun, task: () => void | Promise<void>): Promise<void> {
  try {
    await task();
  } catch (thrown) {
    const error = errorData(thrown);
    run.stop('failed', error.message, error);
  }
}

/** @throws EngineFailure layer-unknown, naming the id and the ones there are */
function chosenLayers({ description }: LoadedNetwork, spec: RunSpec): LayerInfo[] {
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

/** @throws EngineFailure for a picture, grid, budget or noise that cannot be run */
function gridOf(spec: RunSpec, picture: NetworkPicture, { network }: LoadedNetwork): SigmaGrid {
  const { width, height } = network.card.input;
  if (picture.width !== width || picture.height !== height || picture.rgb.length !== width * height * 3) {
    throw new EngineFailure(
      'picture-size',
      `The picture given to the network is ${picture.width} x ${picture.height}, but ${network.card.title} takes ${width} x ${height}.`,
    );
  }
  if (!(spec.budget > 0) || !Number.isFinite(spec.budget)) {
    throw new EngineFailure('spec-invalid', `The budget must be a number above 0; it is ${spec.budget}.`);
  }
  if (typeof spec.noise === 'number' && !(spec.noise > 0 && Number.isFinite(spec.noise))) {
    throw new EngineFailure('spec-invalid', `The noise must be a number above 0; it is ${spec.noise}.`);
  }
  try {
    return createSigmaGrid(height, width, spec.grid);
  } catch (thrown) {
    throw new EngineFailure('spec-invalid', `${(thrown as Error).message}. Choose fewer cells, or "full".`);
  }
}

const featureOf = (layer: LayerInfo) => ({ id: layer.id, size: layer.shape.reduce((product, size) => product * size, 1) });

/** A third of the way to the layer; none for the first two, which have little before them. */
function earlierThan(layer: LayerInfo, layers: readonly LayerInfo[]) {
  const before = layer.depth - 1;
  return before < 2 ? null : featureOf(layers[Math.round(before / 3)]!);
}

function createLayerRun(
  layer: LayerInfo, { spec, picture, loaded }: RunContext, grid: SigmaGrid, tau: number, meter: DistortionMeter,
): DiscardingLayerRun {
  const problem = {
    network: loaded.network,
    layer: featureOf(layer),
    earlierLayer: earlierThan(layer, loaded.description.layers),
    picture,
    grid,
    tau,
    budget: spec.budget,
    seed: spec.seed,
    firstStream: layer.depth * STREAMS_PER_LAYER,
    meter,
  };
  const isReference = spec.solver === 'reference';
  const solver = isReference ? new ReferenceSolver(problem) : new FastSolver(problem);
  return new DiscardingLayerRun(problem, solver, isReference);
}

/** Says how the run goes: previews held back to a rate, ends never. */
class Reporter {
  private readonly context: RunContext;
  private readonly grid: SigmaGrid;
  private readonly runs: readonly DiscardingLayerRun[];
  private readonly lastPreview = new Map<string, number>();

  constructor(context: RunContext, grid: SigmaGrid, runs: readonly DiscardingLayerRun[]) {
    this.context = context;
    this.grid = grid;
    this.runs = runs;
  }

  report(run: DiscardingLayerRun, withMap: boolean): void {
    const now = performance.now();
    const layerId = run.problem.layer.id;
    const isDue = now - (this.lastPreview.get(layerId) ?? -Infinity) >= PREVIEW_INTERVAL_MS;
    const entropyNats = withMap || isDue ? run.entropyMap() : null;
    let map: EntropyMap | null = null;
    if (entropyNats) {
      this.lastPreview.set(layerId, now);
      map = { width: this.grid.columns, height: this.grid.rows, entropyNats };
    }
    const { runId } = this.context;
    this.context.emit(
      { type: 'layer', runId, progress: run.progress(), map }, map ? [map.entropyNats.buffer] : [],
    );
  }

  reportRun(secondsElapsed: number): void {
    const kept = this.runs.filter((run) => !this.context.released.has(run.problem.layer.id));
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
function secondsLeftOf(runs: readonly DiscardingLayerRun[]): number | null {
  const left = runs.map((run) => run.secondsLeft());
  return left.includes(null) ? null : (left as number[]).reduce((sum, seconds) => sum + seconds, 0);
}
