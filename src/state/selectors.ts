/** Derived state that more than one feature reads. */
import type { LayerInfo } from '../engine/protocol';
import { resolveLayers } from './layerChoice';
import type { LiveState } from './live';
import { isOver } from './runReducer';
import type { AppState } from './store';

const NO_LAYERS: readonly LayerInfo[] = [];

/** Of the maps on the table, which outlive a change of the choice until the next run. */
export const selectShownMetric = (state: AppState) => state.shownRun?.spec.metric ?? state.setup.metric;

export const selectLayers = (state: AppState) => state.model?.layers ?? NO_LAYERS;

/** Not memoised: call it in useMemo, with what it reads as dependencies. */
export function shownLayerIds(layers: readonly LayerInfo[], choice: AppState['setup']['layers']): readonly string[] {
  return resolveLayers(choice, layers).layerIds;
}

export interface RunCounts {
  readonly layers: number;
  readonly settled: number;
  readonly over: number;
}

export function countLayers(live: LiveState): RunCounts {
  let settled = 0;
  let over = 0;
  for (const { progress } of live.results.values()) {
    if (progress.status === 'converged') settled++;
    if (isOver(progress.status)) over++;
  }
  return { layers: live.results.size, settled, over };
}
