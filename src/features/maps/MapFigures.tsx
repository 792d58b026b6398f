import type { LayerProgress } from '../../engine/protocol';
import { layerStatusTexts, passCount } from '../../ui/texts';
import { mapTexts } from '../../ui/textsMaps';
import { formatDistortion, formatValue } from '../../views/valueTicks';
import type { MapReading } from '../../state/mapReading';

/** Three lines under a map, always three, so that nothing moves when they fill. */
export function MapFigures({ progress, reading }: { progress: LayerProgress | null; reading: MapReading }) {
  if (!progress) return <div className="figures" />;
  const { status, distortion, distortionCi95, passes, passLimit, statusReason } = progress;
  const { units, signed } = reading;
  const mean = reading.isRelative ? progress.gain : progress.meanValue;
  const isOpen = status === 'running' || status === 'measuring';
  return (
    <div className="figures" title={statusReason || layerStatusTexts[status]}>
      <span className="figure-mean">
        {mean !== null && (
          <>
            {formatValue(mean, units, signed)} <small>{units === 'raw' ? '' : units}</small>
          </>
        )}
        {'\u200b'}
      </span>
      <span className="figure-distortion">
        {distortion !== null && !isOpen ? <><i>g</i> = {formatDistortion(distortion, distortionCi95)}</> : layerStatusTexts[status]}
      </span>
      <span className="figure-passes">
        {isOpen && passLimit > 0 ? mapTexts.passOf(passes, passLimit) : passes > 0 ? passCount(passes) : ''}
        {status === 'pass-limit' ? mapTexts.notSettled : ''}
      </span>
    </div>
  );
}
