import { selectCurve, selectForeground } from '../../state/foreground';
import { pointAtLayer, readLive } from '../../state/live';
import { selectShownMetric } from '../../state/selectors';
import { readApp, useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { regionCurveLabel, regionCurveNames } from '../../ui/textsConcentration';
import { mapTexts } from '../../ui/textsMaps';
import type { AxisLayout } from '../../views/axisLayout';
import { createLowerAxis } from '../../views/lowerAxis';
import type { RegionCurveOptions } from '../../views/regionCurve';
import { createRegionCurve } from '../../views/regionCurve';
import type { RegionMode, RegionPoint } from '../../views/regionScale';
import { upperHeight } from '../../views/regionScale';
import { readingNow } from '../../state/mapReading';
import { regionPoint } from '../../state/regionFigures';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';

function pointsNow(): readonly RegionPoint[] {
  const state = readApp();
  const mask = selectForeground(state);
  const reading = readingNow();
  return [...readLive().results.values()].map((result) => regionPoint(seenResult(result)!, reading, mask, state.view.knowledgeThresholdNats));
}

function modeNow(): RegionMode {
  return selectCurve(readApp()) === 'knowledge' ? 'knowledge' : 'concentration';
}

function optionsNow(layout: AxisLayout, height: number): RegionCurveOptions {
  const { domain, layerId } = readLive();
  const { table, units, signed } = readingNow();
  return {
    layout,
    height,
    mode: modeNow(),
    points: pointsNow(),
    table,
    domain,
    units,
    signed,
    pointedLayerId: layerId,
    names: regionCurveNames,
  };
}

/** In the place of the layer curve: foreground against background. */
export function RegionCurveOnAxis({ layout, height }: { layout: AxisLayout; height: number }) {
  const curve = useApp(selectCurve);
  const metric = useApp(selectShownMetric);
  const host = useView(
    (element) => createRegionCurve(element, { onPoint: pointAtLayer, onOpen: (largeLayerId) => setView({ largeLayerId }) }),
    () => optionsNow(layout, height),
    ['results', 'domain', 'layerId'],
  );
  return (
    <div
      className="curve-host"
      data-testid="region-curve"
      data-curve={curve}
      ref={host}
      role="img"
      aria-label={regionCurveLabel(curve, metric === 'reconstruction')}
      style={{ height }}
    />
  );
}

/** Beside the lower part of the region curve, below the legend; `height` is the whole curve's. */
export function LowerAxis({ height }: { height: number }) {
  const units = useApp((state) => state.view.units);
  const curve = useApp(selectCurve);
  const host = useView(createLowerAxis, () => ({ height, mode: modeNow(), points: pointsNow(), units: readApp().view.units }), ['results']);
  return (
    <div className="lower-axis-host" style={{ height }}>
      <div ref={host} aria-hidden="true" />
      <div className="axis-legend-unit lower-axis-unit" style={{ top: upperHeight(height) }}>
        {curve === 'knowledge' ? mapTexts.pixels : `C, ${units}`}
      </div>
    </div>
  );
}
