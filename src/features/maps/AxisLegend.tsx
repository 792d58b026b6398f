import { readLive } from '../../state/live';
import { readApp } from '../../state/store';
import { Quantity } from '../../ui/Quantity';
import { texts } from '../../ui/texts';
import { mapTexts } from '../../ui/textsMaps';
import { CURVE_MARGIN } from '../../views/layerCurve';
import type { LegendOptions } from '../../views/legend';
import { createLegend } from '../../views/legend';
import { readingNow } from '../../state/mapReading';
import { curvePoint } from '../../state/shownLayer';
import { useMapReading } from '../../state/useMapReading';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';

function optionsNow(height: number): LegendOptions {
  const { fitted } = readApp();
  const reading = readingNow();
  const { domain, layerId, results, pixel } = readLive();
  const result = layerId === null ? undefined : seenResult(results.get(layerId));
  const point = result ? curvePoint(result, reading, pixel, fitted?.picture ?? null) : null;
  return {
    orientation: 'upright',
    length: height,
    margin: CURVE_MARGIN,
    table: reading.table,
    domain,
    units: reading.units,
    signed: reading.signed,
    lowWord: reading.lowWord,
    highWord: reading.highWord,
    marked: point ? (point.atPixel ?? point.mean) : null,
  };
}

/** The colour scale of all maps, set up as the y axis of the curve: the same quantity read twice. */
export function AxisLegend({ height }: { height: number }) {
  const { symbol, units, lowWord, highWord } = useMapReading();
  const host = useView(createLegend, () => optionsNow(height));
  return (
    <div className="axis-legend" data-testid="legend" style={{ height }}>
      <div className="axis-legend-unit">
        <Quantity name={units === 'raw' ? 'attribution' : symbol.startsWith('Δ') ? 'relative' : symbol === 'RU' ? 'uncertainty' : 'entropy'}>{units === 'raw' ? symbol : `${symbol}, ${units}`}</Quantity>
      </div>
      <div ref={host} role="img" aria-label={mapTexts.scaleLabel(symbol, units === 'raw' ? texts.ownUnits : units, lowWord, highWord)} />
    </div>
  );
}
