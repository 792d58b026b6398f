/**
 * Drives one run over its layers: a batch for every layer in turn, so that all maps form together; the uniform levels after
 * the first sweep; previews at most ten times a second and layer, scalars at every step.
 */
import type { SigmaGrid } from '../core/sigmaGrid';
import { noiseInIntensity } from '../core/spec';
import { divisionOf } from '../metrics/batchWork';
import { DiscardingLayerRun } from '../metrics/discarding';
import { DistortionMeter } from '../metrics/distortion';
import { FastSolver } from '../optim/fast';
import { ReferenceSolver } from '../optim/reference';
import { takeNoiseTurns } from './noiseTurns';
import type { LayerInfo } from './protocol';
import { chosenLayers, finish, gridOf, Reporter, type RunContext, STREAMS_PER_LAYER } from './runParts';

/** @throws EngineFailure where the run cannot start at all; a single layer's failure is that layer's own */
export async function driveDiscardingRun(context: RunContext): Promise<void> {
  const { spec, picture, loaded } = context;
  const started = performance.now();
  const secondsElapsed = () => (performance.now() - started) / 1000;
  const layers = chosenLayers(loaded, spec);
  const grid = gridOf(spec, picture, loaded);
  const tau = noiseInIntensity(spec.noise, loaded.network.card.input.std);
  const layerIds = layers.map((layer) => layer.id);
  const meter = new DistortionMeter(loaded.network, picture, layerIds, tau, spec.seed, divisionOf(context.give));
  const runs = layers.map((layer) => createLayerRun(layer, context, grid, tau, meter));
  const reporter = new Reporter(context, runs, (run) => {
    const values = run.entropyMap();
    return values && { width: grid.columns, height: grid.rows, quantity: 'entropyNats', values };
  });
  try {
    for (const run of runs) reporter.report(run, true);
    await takeNoiseTurns(context, reporter, { runs, layers, meter, tau, secondsElapsed });
    finish(runs.filter((run) => !context.released.has(run.problem.layer.id)), reporter, context, secondsElapsed());
  } finally {
    for (const run of runs) run.dispose();
    meter.dispose();
  }
}

const featureOf = (layer: LayerInfo) => ({ id: layer.id, size: layer.shape.reduce((product, size) => product * size, 1) });

function createLayerRun(
  layer: LayerInfo, { spec, picture, loaded }: RunContext, grid: SigmaGrid, tau: number, meter: DistortionMeter,
): DiscardingLayerRun {
  const problem = {
    network: loaded.network,
    layer: featureOf(layer),
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
