/** Folds a run's events into its results; pure, so that a burst can be folded at once, once a frame. */
import type { LayerProgress, LayerStatus, RunEvent } from '../engine/protocol';
import type { LayerResult } from './live';

export interface RunTotals {
  readonly passes: number;
  readonly passLimit: number;
  readonly secondsElapsed: number;
  readonly secondsLeft: number | null;
}

export const NO_TOTALS: RunTotals = { passes: 0, passLimit: 0, secondsElapsed: 0, secondsLeft: null };

export interface RunResults {
  readonly results: ReadonlyMap<string, LayerResult>;
  readonly totals: RunTotals;
}

/** Every layer waiting, before the worker has said anything. */
export function freshResults(layerIds: readonly string[]): RunResults {
  const results = new Map<string, LayerResult>();
  for (const layerId of layerIds) results.set(layerId, { progress: waiting(layerId), map: null, reconstructions: null });
  return { results, totals: NO_TOTALS };
}

export function foldEvents(before: RunResults, events: readonly RunEvent[]): RunResults {
  const results = new Map(before.results);
  let totals = before.totals;
  for (const event of events) {
    switch (event.type) {
      case 'layer': {
        // An event without a map is about the numbers only: the map on the table stays.
        const before = results.get(event.progress.layerId);
        const map = event.map ?? before?.map ?? null;
        results.set(event.progress.layerId, { progress: event.progress, map, reconstructions: before?.reconstructions ?? null });
        break;
      }
      case 'reconstructions': {
        const before = results.get(event.layerId);
        if (before) results.set(event.layerId, { ...before, reconstructions: event.reconstructions });
        break;
      }
      case 'runProgress':
        totals = event;
        break;
      case 'runDone':
        totals = { ...totals, secondsElapsed: event.secondsElapsed, secondsLeft: 0 };
        break;
      case 'runCancelled':
      case 'runFailed':
        endOpenLayers(results, event.type === 'runCancelled' ? 'cancelled' : 'failed');
        break;
      // Of trainings, which have no maps.
      case 'decoderProgress':
      case 'decoderDone':
        break;
      default: {
        const unknown: never = event;
        throw new Error(`unknown run event ${JSON.stringify(unknown)}`);
      }
    }
  }
  return { results, totals };
}

/** Layers the worker did not get to tell about; what had ended keeps its status. */
export function endOpenLayers(results: Map<string, LayerResult>, status: 'cancelled' | 'failed'): void {
  for (const [layerId, result] of results) {
    if (isOver(result.progress.status)) continue;
    results.set(layerId, { ...result, progress: { ...result.progress, status } });
  }
}

export function isOver(status: LayerStatus): boolean {
  return status === 'converged' || status === 'pass-limit' || status === 'unbounded' || status === 'cancelled' || status === 'failed';
}

function waiting(layerId: string): LayerProgress {
  return {
    layerId,
    status: 'queued',
    statusReason: '',
    passes: 0,
    passLimit: 0,
    seconds: 0,
    meanValue: null,
    p10Value: null,
    p90Value: null,
    uniformValue: null,
    gain: null,
    distortion: null,
    distortionCi95: null,
    recipeDistortion: null,
    error: null,
  };
}
