import { useMemo } from 'react';
import { selectShownMetric } from '../../state/selectors';
import { useApp } from '../../state/store';
import type { MapReading } from '../../state/mapReading';
import { mapReading } from '../../state/mapReading';

export function useMapReading(): MapReading {
  const metric = useApp(selectShownMetric);
  const view = useApp((state) => state.view);
  return useMemo(() => mapReading(metric, view), [metric, view]);
}
