import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED, type RunSpec } from '../core/spec';
import { driveDiscardingRun } from '../engine/discardingRun';
import type { EntropyMap, LayerProgress, NetworkPicture, RunEvent, RunId } from '../engine/protocol';
import type { LoadedNetwork } from '../models/loadNetwork';

export interface FinishedLayer {
  readonly progress: LayerProgress;
  readonly map: EntropyMap | null;
}

export interface FinishedRun {
  readonly events: readonly RunEvent[];
  readonly layers: ReadonlyMap<string, FinishedLayer>;
}

/** Drives a run in this thread and gives each layer's last progress and last map. */
export async function runToEnd(
  loaded: LoadedNetwork, picture: NetworkPicture, spec: Partial<RunSpec> = {},
  signal: AbortSignal = new AbortController().signal, onEvent: (event: RunEvent) => void = () => undefined,
): Promise<FinishedRun> {
  const events: RunEvent[] = [];
  const layers = new Map<string, FinishedLayer>();
  await driveDiscardingRun({
    runId: 1 as RunId,
    spec: {
      metric: 'discarding', layerIds: loaded.description.layers.map((layer) => layer.id), grid: 'full', budget: DEFAULT_BUDGET,
      noise: DEFAULT_NOISE, solver: 'fast', seed: DEFAULT_SEED, ...spec,
    },
    picture,
    loaded,
    signal,
    released: new Set(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    emit(event) {
      events.push(event);
      if (event.type === 'layer') {
        const earlier = layers.get(event.progress.layerId);
        layers.set(event.progress.layerId, { progress: event.progress, map: event.map ?? earlier?.map ?? null });
      }
      onEvent(event);
    },
  });
  return { events, layers };
}
