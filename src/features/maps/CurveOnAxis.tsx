import { pointAtLayer, readLive } from '../../state/live';
import { readApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { curveLineNames, texts } from '../../ui/texts';
import type { AxisLayout } from '../../views/axisLayout';
import type { LayerCurveOptions } from '../../views/layerCurve';
import { createLayerCurve } from '../../views/layerCurve';
import { readingNow } from '../../state/mapReading';
import { curvePoint } from '../../state/shownLayer';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';

function optionsNow(layout: AxisLayout, height: number): LayerCurveOptions {
  const { view, fitted } = readApp();
  const reading = readingNow();
  const { results, domain, pixel, layerId } = readLive();
  const points = layout.places.flatMap(({ id }) => {
    const result = seenResult(results.get(id));
    return result ? [curvePoint(result, reading, pixel, fitted?.picture ?? null)] : [];
  });
  return {
    layout,
    height,
    points,
    table: reading.table,
    domain,
    units: reading.units,
    signed: reading.signed,
    runningMaximum: view.runningMaximum,
    uniformReference: view.uniformReference,
    pointedLayerId: layerId,
    lineNames: curveLineNames,
  };
}

export function CurveOnAxis({ layout, height }: { layout: AxisLayout; height: number }) {
  const host = useView(
    (element) => createLayerCurve(element, { onPoint: pointAtLayer, onOpen: (largeLayerId) => setView({ largeLayerId }) }),
    () => optionsNow(layout, height),
  );
  return <div className="curve-host" data-testid="layer-curve" ref={host} role="img" aria-label={texts.curve} style={{ height }} />;
}
