import type { QuantityName } from '../../core/quantityNames';
import type { LayerProgress } from '../../engine/protocol';
import { Quantity } from '../../ui/Quantity';
import { layerStatusTexts, passCount } from '../../ui/texts';
import { mapTexts } from '../../ui/textsMaps';
import { formatDistortion, formatValue } from '../../views/valueTicks';
import type { MapReading } from '../../state/mapReading';

function quantityOf({ units, isRelative, symbol }: MapReading): QuantityName {
  if (units === 'raw') return 'attribution';
  if (isRelative) return 'gain';
  return symbol === 'RU' ? 'uncertainty' : 'mean';
}

/** Three lines under a map, always three, so that nothing moves when they fill. */
export function MapFigures({ layerId, progress, reading }: { layerId: string; progress: LayerProgress | null; reading: MapReading }) {
  if (!progress) return <div className="figures" />;
  const { status, distortion, distortionCi95, passes, passLimit, statusReason } = progress;
  const { units, signed } = reading;
  const mean = reading.isRelative ? progress.gain : progress.meanValue;
  const isOpen = status === 'running' || status === 'measuring';
  return (
    <div className="figures" data-quantity-group title={statusReason || layerStatusTexts[status]}>
      <span className="figure-mean">
        {mean !== null && (
          <Quantity name={quantityOf(reading)} layerId={layerId}>
            {formatValue(mean, units, signed)} <small>{units === 'raw' ? '' : units}</small>
          </Quantity>
        )}
        {'\u200b'}
      </span>
      <span className="figure-distortion">
        {distortion !== null && !isOpen ? (
          <Quantity name="distortion" layerId={layerId} isInGroup>
            <i>g</i> = {formatDistortion(distortion, distortionCi95)}
          </Quantity>
        ) : (
          layerStatusTexts[status]
        )}
      </span>
      <span className="figure-passes">
        {isOpen && passLimit > 0 ? (
          mapTexts.passOf(passes, passLimit)
        ) : passes > 0 ? (
          <Quantity name="passes" layerId={layerId} isInGroup>
            {passCount(passes)}
          </Quantity>
        ) : (
          ''
        )}
        {status === 'pass-limit' ? mapTexts.notSettled : ''}
      </span>
    </div>
  );
}
