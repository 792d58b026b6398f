import { readLive } from '../../state/live';
import { createForegroundOverlay } from '../../views/foregroundOverlay';
import { foregroundPart } from '../../state/regionFigures';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';

const READS = ['results'] as const;

/** Over a layer's map: the foreground's outline and its knowledge points, while the curve is about them. */
export function ForegroundOnMap({ layerId }: { layerId: string }) {
  const host = useView(createForegroundOverlay, () => foregroundPart(seenResult(readLive().results.get(layerId)), false), READS);
  return <div className="foreground-sheet is-still" ref={host} />;
}
