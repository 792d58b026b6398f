import { useApp } from '../../state/store';
import { readLive } from '../../state/live';
import { readApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { CURVE_MARGIN } from '../../views/layerCurve';
import type { LegendOptions } from '../../views/legend';
import { createLegend } from '../../views/legend';
import { curvePoint, tableOf } from './shownLayer';
import { useView } from './useView';

function optionsNow(height: number): LegendOptions {
  const { view, fitted } = readApp();
  const { domain, layerId, results, pixel } = readLive();
  const result = layerId === null ? undefined : results.get(layerId);
  const point = result ? curvePoint(result, view.quantity, pixel, fitted?.picture ?? null) : null;
  return {
    orientation: 'upright',
    length: height,
    margin: CURVE_MARGIN,
    table: tableOf(view),
    domain,
    units: view.units,
    signed: view.quantity === 'relative',
    keptWord: texts.kept,
    forgottenWord: texts.forgotten,
    marked: point ? (point.atPixel ?? point.mean) : null,
  };
}

/** The colour scale of all maps, set up as the y axis of the curve: the same quantity read twice. */
export function AxisLegend({ height }: { height: number }) {
  const quantity = useApp((state) => state.view.quantity);
  const units = useApp((state) => state.view.units);
  const host = useView(createLegend, () => optionsNow(height));
  const symbol = quantity === 'relative' ? 'ΔH' : 'H';
  return (
    <div className="axis-legend" data-testid="legend" style={{ height }}>
      <div className="axis-legend-unit">
        {symbol}, {units}
      </div>
      <div ref={host} role="img" aria-label={`Colour scale and y axis: ${symbol} in ${units}; low is ${texts.kept}, high is ${texts.forgotten}`} />
    </div>
  );
}
