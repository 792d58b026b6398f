import { useMemo } from 'react';
import { selectShownMetric } from './selectors';
import { useApp } from './store';
import type { MapReading } from './mapReading';
import { mapReading } from './mapReading';

export function useMapReading(): MapReading {
  const metric = useApp(selectShownMetric);
  const view = useApp((state) => state.view);
  return useMemo(() => mapReading(metric, view), [metric, view]);
}
