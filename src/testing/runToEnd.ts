import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED, type RunSpec } from '../core/spec';
import { driveRun } from '../engine/metricRun';
import { EngineFailure } from '../engine/failure';
import type { LayerMap, LayerProgress, NetworkPicture, RunEvent, RunId } from '../engine/protocol';
import type { Division } from '../metrics/batchWork';
import type { DecoderOpener } from '../models/decoderShelf';
import type { LoadedNetwork } from '../models/loadNetwork';

const NO_DECODERS: DecoderOpener = {
  open: ({ id }) => Promise.reject(new EngineFailure('decoder-missing', `Layer "${id}" has no decoder.`)),
};

export interface FinishedLayer {
  readonly progress: LayerProgress;
  readonly map: LayerMap | null;
}

export interface FinishedRun {
  readonly events: readonly RunEvent[];
  readonly layers: ReadonlyMap<string, FinishedLayer>;
}

/** Drives a run in this thread and gives each layer's last progress and last map. */
export async function runToEnd(
  loaded: LoadedNetwork, picture: NetworkPicture, spec: Partial<RunSpec> = {},
  signal: AbortSignal = new AbortController().signal, onEvent: (event: RunEvent) => void = () => undefined,
  decoders: DecoderOpener = NO_DECODERS, give?: Division['give'],
): Promise<FinishedRun> {
  const events: RunEvent[] = [];
  const layers = new Map<string, FinishedLayer>();
  await driveRun({
    runId: 1 as RunId,
    spec: {
      metric: 'discarding', layerIds: loaded.description.layers.map((layer) => layer.id), grid: 'full', budget: DEFAULT_BUDGET,
      noise: DEFAULT_NOISE, solver: 'fast', seed: DEFAULT_SEED, target: 'features', variant: null, ...spec,
    },
    picture,
    loaded,
    signal,
    released: new Set(),
    ...(give && { give }),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    emit(event) {
      events.push(event);
      if (event.type === 'layer') {
        const earlier = layers.get(event.progress.layerId);
        layers.set(event.progress.layerId, { progress: event.progress, map: event.map ?? earlier?.map ?? null });
      }
      onEvent(event);
    },
  }, decoders);
  return { events, layers };
}
