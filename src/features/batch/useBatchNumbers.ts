import { useMemo } from 'react';
import type { Batch, LayerSpread } from '../../state/batch/batch';
import { spreadByLayer } from '../../state/batch/batch';
import { useBatch } from '../../state/batch/batchStore';
import type { MapReading } from '../../state/mapReading';
import { mapReading } from '../../state/mapReading';
import { useApp } from '../../state/store';

export interface BatchNumbers {
  readonly batch: Batch;
  readonly layers: readonly LayerSpread[];
  /** How values are read; a batch gives the metric itself, whatever maps are drawn relative to. */
  readonly reading: MapReading;
}

/** null without a batch. */
export function useBatchNumbers(): BatchNumbers | null {
  const batch = useBatch((state) => state.batch);
  const results = useBatch((state) => state.results);
  const view = useApp((state) => state.view);
  return useMemo(
    () => batch && { batch, layers: spreadByLayer(batch, results), reading: mapReading(batch.spec.metric, { ...view, quantity: 'absolute' }) },
    [batch, results, view],
  );
}
