import { useMemo } from 'react';
import type { LayerInfo } from '../../engine/protocol';
import type { LayerResult, LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import type { MapReading } from '../../state/mapReading';
import { mapReading } from '../../state/mapReading';
import { usePresent } from '../../state/present';
import { selectLayers, selectShownMetric, shownLayerIds } from '../../state/selectors';
import type { TableStates } from '../../state/shownLayer';
import { useApp } from '../../state/store';
import { seenResult, useVeil } from '../../state/veil';

export interface Presented {
  readonly states: TableStates;
  /** Layers on the table, in the order of the network. */
  readonly layers: readonly LayerInfo[];
  readonly layer: LayerInfo | null;
  readonly result: LayerResult | undefined;
  readonly reading: MapReading;
}

const everything = (live: LiveState) => live;

/** The layers that can be stepped through, and the one that is shown. */
export function presentedLayers({ app }: TableStates, wanted: string | null): Pick<Presented, 'layers' | 'layer'> {
  const ids = new Set(shownLayerIds(selectLayers(app), app.setup.layers));
  const layers = selectLayers(app).filter(({ id }) => ids.has(id));
  return { layers, layer: layers.find(({ id }) => id === wanted) ?? layers[0] ?? null };
}

/** What stands in type beside the map, frozen or a few times a second. */
export function usePresented(): Presented {
  const frozen = usePresent((state) => state.frozen);
  const wanted = usePresent((state) => state.layerId);
  const appNow = useApp();
  const liveNow = useLive(everything, 120);
  // The veil may be lifted while nothing else changes.
  useVeil();
  const app = frozen?.app ?? appNow;
  const live = frozen?.live ?? liveNow;
  const reading = useMemo(() => mapReading(selectShownMetric(app), app.view), [app]);
  const { layers, layer } = presentedLayers({ app, live }, wanted);
  return { states: { app, live }, layers, layer, result: layer ? seenResult(live.results.get(layer.id)) : undefined, reading };
}
