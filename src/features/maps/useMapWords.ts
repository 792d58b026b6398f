import { useCallback, useMemo } from 'react';
import type { LayerResult, LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { describeMap } from '../../state/mapWords';
import { isOver } from '../../state/runReducer';
import { useMapReading } from '../../state/useMapReading';
import { seenResult } from '../../state/veil';

/** Maps that still move are not described: what is said of them would not hold. */
const isDescribed = (result: LayerResult | undefined) => result?.map != null && isOver(result.progress.status) && result.progress.status !== 'unbounded';

/** A layer's map in words; '' while there is nothing to say. */
export function useMapWords(layerId: string): string {
  const reading = useMapReading();
  const map = useLive(
    useCallback(
      ({ results }: LiveState) => {
        const result = seenResult(results.get(layerId));
        return isDescribed(result) ? result!.map : null;
      },
      [layerId],
    ),
    500,
  );
  return useMemo(() => (map ? describeMap(map, reading) : ''), [map, reading]);
}
