import type { LayerProgress } from '../../engine/protocol';
import type { Quantity, Units } from '../../state/viewSettings';
import { layerStatusTexts } from '../../ui/texts';
import { formatEntropy } from '../../views/valueTicks';

/** "1.497 ± 0.012" */
export function formatDistortion(distortion: number, ci95: number | null): string {
  return ci95 === null ? distortion.toFixed(3) : `${distortion.toFixed(3)} ± ${ci95.toFixed(3)}`;
}

/** Three lines under a map, always three, so that nothing moves when they fill. */
export function MapFigures({ progress, quantity, units }: { progress: LayerProgress | null; quantity: Quantity; units: Units }) {
  if (!progress) return <div className="figures" />;
  const { status, distortion, distortionCi95, passes, passLimit, statusReason } = progress;
  const isRelative = quantity === 'relative';
  const mean = isRelative ? progress.gainNats : progress.meanEntropyNats;
  const isOpen = status === 'running' || status === 'measuring';
  return (
    <div className="figures" title={statusReason || layerStatusTexts[status]}>
      <span className="figure-mean">
        {mean !== null && (
          <>
            {formatEntropy(mean, units, isRelative)} <small>{units}</small>
          </>
        )}
        {'\u200b'}
      </span>
      <span className="figure-distortion">
        {distortion !== null && !isOpen ? <><i>g</i> = {formatDistortion(distortion, distortionCi95)}</> : layerStatusTexts[status]}
      </span>
      <span className="figure-passes">
        {isOpen ? `pass ${passes} of ${passLimit}` : passes > 0 ? `${passes} passes` : ''}
        {status === 'pass-limit' ? ', not settled' : ''}
      </span>
    </div>
  );
}
