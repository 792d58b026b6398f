import { useMemo } from 'react';
import type { LiveState } from '../../state/live';
import { pointAtLayer, readLive, useLive } from '../../state/live';
import { describeCurve } from '../../state/mapWords';
import { selectLayers } from '../../state/selectors';
import { readApp, useApp } from '../../state/store';
import { useMapReading } from '../../state/useMapReading';
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

const selectResults = (live: LiveState) => live.results;

/** Where the curve goes, for whoever does not see it. */
function useCurveWords(): string {
  const results = useLive(selectResults, 1000);
  const layers = useApp(selectLayers);
  const reading = useMapReading();
  return useMemo(() => {
    const values = layers.flatMap(({ id, title }) => {
      const result = seenResult(results.get(id));
      const value = result ? curvePoint(result, reading, null, null).mean : null;
      return value === null ? [] : [{ title, value }];
    });
    return describeCurve(values, reading);
  }, [results, layers, reading]);
}

export function CurveOnAxis({ layout, height }: { layout: AxisLayout; height: number }) {
  const host = useView(
    (element) => createLayerCurve(element, { onPoint: pointAtLayer, onOpen: (largeLayerId) => setView({ largeLayerId }) }),
    () => optionsNow(layout, height),
  );
  const words = useCurveWords();
  return <div className="curve-host" data-testid="layer-curve" ref={host} role="img" aria-label={`${texts.curve}. ${words}`} style={{ height }} />;
}
