/**
 * Drives a run of reconstruction uncertainty over its layers: a batch for every layer in turn, so that all maps form together;
 * what the decoders paint is sent a few times while a layer runs and at its end. A layer whose decoder is missing or does not
 * fit fails alone.
 */
import type * as tf from '@tensorflow/tfjs';
import type { SigmaGrid } from '../core/sigmaGrid';
import { noiseInIntensity } from '../core/spec';
import { divisionOf } from '../metrics/batchWork';
import { DistortionMeter } from '../metrics/distortion';
import { ReconstructionLayerRun } from '../metrics/reconstruction';
import type { Decoder } from '../models/decoder';
import type { DecoderOpener } from '../models/decoderShelf';
import { ReconstructionSolver } from '../optim/reconstruction';
import { EngineFailure, errorData } from './failure';
import { takeNoiseTurns } from './noiseTurns';
import type { EngineErrorData, LayerInfo, LayerMap } from './protocol';
import { chosenLayers, finish, gridOf, type LayerRun, Reporter, type RunContext, STREAMS_PER_LAYER } from './runParts';

export interface ReconstructionContext extends RunContext {
  readonly decoders: DecoderOpener;
}

/** Shares of a layer's passes at which its paintings are sent again; they are sent at its end as well. */
const PAINTING_SHARES = [0, 0.25, 0.5, 0.75, 1];

type Run = ReconstructionLayerRun | LayerWithoutDecoder;

/** @throws EngineFailure where the run cannot start at all; a single layer's failure is that layer's own */
export async function driveReconstructionRun(context: ReconstructionContext): Promise<void> {
  const { spec, picture, loaded } = context;
  const started = performance.now();
  const secondsElapsed = () => (performance.now() - started) / 1000;
  const layers = chosenLayers(loaded, spec);
  const grid = gridOf(spec, picture, loaded);
  const tau = noiseInIntensity(spec.noise, loaded.network.card.input.std);
  const opened = await openDecoders(layers, context.decoders);
  const decodedIds = layers.map(({ id }) => id).filter((id) => 'reconstruct' in opened.get(id)!);
  const meter = new DistortionMeter(loaded.network, picture, decodedIds, tau, spec.seed, divisionOf(context.give));
  const runs = layers.map((layer): Run => {
    const decoder = opened.get(layer.id)!;
    return 'reconstruct' in decoder ? createLayerRun(layer, decoder, context, grid, tau, meter) : new LayerWithoutDecoder(layer.id, decoder);
  });
  const working = runs.filter((run) => run instanceof ReconstructionLayerRun);
  const reporter = new Reporter(context, runs, (run): LayerMap | null => {
    const values = run instanceof ReconstructionLayerRun ? run.uncertaintyMap() : null;
    return values && { width: grid.columns, height: grid.rows, quantity: 'reconstructionUncertaintyNats', values };
  });
  const easel = new Easel(context);
  try {
    for (const run of runs) reporter.report(run, true);
    await takeNoiseTurns<ReconstructionLayerRun>(context, reporter, {
      runs: working, layers, meter, tau, secondsElapsed,
      afterBatch: (run) => easel.show(run),
      withoutUniform: (run) => refuseUnreachable(run.problem.layer.id, spec.budget),
    });
    finish(runs.filter((run) => !context.released.has(run.problem.layer.id)), reporter, context, secondsElapsed());
  } finally {
    for (const run of working) run.dispose();
    for (const decoder of opened.values()) if ('reconstruct' in decoder) decoder.dispose();
    meter.dispose();
  }
}

/** @throws EngineFailure: no noise takes the layer to the budget */
function refuseUnreachable(layerId: string, budget: number): never {
  throw new EngineFailure(
    'spec-invalid',
    `Layer "${layerId}" saturates before its distortion reaches c = ${budget}: what noise of that budget destroys has no bound. Choose a smaller budget or less reference noise.`,
  );
}

/** Each layer's decoder, or why it has none. */
async function openDecoders(layers: readonly LayerInfo[], decoders: DecoderOpener): Promise<Map<string, Decoder | EngineErrorData>> {
  const opened = new Map<string, Decoder | EngineErrorData>();
  for (const layer of layers) opened.set(layer.id, await decoders.open(layer).catch(errorData));
  return opened;
}

function createLayerRun(
  layer: LayerInfo, decoder: Decoder, { spec, picture, loaded }: RunContext, grid: SigmaGrid, tau: number, meter: DistortionMeter,
): ReconstructionLayerRun {
  // Decoders know the network as it was before a variant multiplied its features.
  const factor = loaded.featureFactors?.get(layer.id) ?? 1;
  const problem = {
    network: loaded.network,
    layer: { id: layer.id, size: layer.shape.reduce((product, size) => product * size, 1) },
    picture,
    grid,
    tau,
    budget: spec.budget,
    seed: spec.seed,
    firstStream: layer.depth * STREAMS_PER_LAYER,
    meter,
    reconstruct: (features: tf.Tensor) => decoder.reconstruct(factor === 1 ? features : features.div(factor)),
  };
  return new ReconstructionLayerRun(problem, new ReconstructionSolver(problem));
}

/** Says why, and has nothing to do. */
class LayerWithoutDecoder implements LayerRun {
  readonly problem: { readonly layer: { readonly id: string } };
  readonly ended = true;
  readonly passes = 0;
  readonly passLimit = 0;
  private readonly error: EngineErrorData;

  constructor(id: string, error: EngineErrorData) {
    this.problem = { layer: { id } };
    this.error = error;
  }

  progress() {
    return {
      layerId: this.problem.layer.id, status: 'failed' as const, statusReason: this.error.message, passes: 0, passLimit: 0, seconds: 0,
      meanValue: null, p10Value: null, p90Value: null, uniformValue: null, gain: null, distortion: null, distortionCi95: null,
      recipeDistortion: null, error: this.error,
    };
  }

  secondsLeft(): number {
    return 0;
  }

  stop(): void {}
}

/** Sends what decoders paint, now and then. */
class Easel {
  private readonly context: RunContext;
  private readonly timesShown = new Map<string, number>();

  constructor(context: RunContext) {
    this.context = context;
  }

  async show(run: ReconstructionLayerRun): Promise<void> {
    const layerId = run.problem.layer.id;
    const shareDone = run.passes / run.passLimit;
    const due = PAINTING_SHARES.filter((share) => share <= shareDone).length + (run.ended ? 1 : 0);
    if (due <= (this.timesShown.get(layerId) ?? 0) || run.progress().error) return;
    this.timesShown.set(layerId, due);
    const reconstructions = await run.paintings();
    if (!reconstructions) return;
    const { clean, noisy } = reconstructions;
    this.context.emit(
      { type: 'reconstructions', runId: this.context.runId, layerId, reconstructions }, [clean.buffer, ...noisy.map(({ buffer }) => buffer)],
    );
  }
}
