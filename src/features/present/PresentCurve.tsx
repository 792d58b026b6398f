import { useRef } from 'react';
import { selectCurve, selectForeground } from '../../state/foreground';
import { mapReading } from '../../state/mapReading';
import { presentedStates, setPresentedLayer, usePresent } from '../../state/present';
import { regionPoint } from '../../state/regionFigures';
import { selectShownMetric } from '../../state/selectors';
import { curvePoint } from '../../state/shownLayer';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';
import { curveLineNames, texts } from '../../ui/texts';
import { regionCurveNames } from '../../ui/textsConcentration';
import { useBoxSize } from '../../ui/useBoxSize';
import type { AxisLayout } from '../../views/axisLayout';
import { axisLayout } from '../../views/axisLayout';
import { createLayerCurve } from '../../views/layerCurve';
import { createRegionCurve } from '../../views/regionCurve';
import { presentedLayers, usePresented } from './usePresented';

/** For type that the back of a room can read. */
const NAME_SPACING = 26;
const EVENTS = { onPoint: () => undefined, onOpen: (layerId: string) => void setPresentedLayer(layerId) };

function frameNow(layout: AxisLayout, height: number) {
  const { app, live } = presentedStates();
  const reading = mapReading(selectShownMetric(app), app.view);
  const { layer } = presentedLayers({ app, live }, usePresent.getState().layerId);
  return {
    app, live, reading,
    frame: { layout, height, table: reading.table, domain: live.domain, units: reading.units, signed: reading.signed, pointedLayerId: layer?.id ?? null },
  };
}

function meanOptions(layout: AxisLayout, height: number) {
  const { app, live, reading, frame } = frameNow(layout, height);
  const points = layout.places.flatMap(({ id }) => {
    const result = seenResult(live.results.get(id));
    return result ? [curvePoint(result, reading, live.pixel, app.fitted?.picture ?? null)] : [];
  });
  return { ...frame, points, runningMaximum: app.view.runningMaximum, uniformReference: app.view.uniformReference, lineNames: curveLineNames, nameSpacing: NAME_SPACING };
}

function regionOptions(layout: AxisLayout, height: number) {
  const { app, live, reading, frame } = frameNow(layout, height);
  const mask = selectForeground(app);
  const points = [...live.results.values()].map((result) => regionPoint(seenResult(result)!, reading, mask, app.view.knowledgeThresholdNats));
  return { ...frame, points, mode: selectCurve(app) === 'knowledge' ? ('knowledge' as const) : ('concentration' as const), names: regionCurveNames };
}

function Mean({ layout, height }: { layout: AxisLayout; height: number }) {
  const host = useView((element) => createLayerCurve(element, EVENTS), () => meanOptions(layout, height));
  return <div className="curve-host" ref={host} role="img" aria-label={texts.curve} />;
}

function Region({ layout, height }: { layout: AxisLayout; height: number }) {
  const host = useView((element) => createRegionCurve(element, EVENTS), () => regionOptions(layout, height));
  return <div className="curve-host" ref={host} role="img" aria-label={texts.curve} />;
}

/** The curve over the layers on the table, evenly spaced, the presented one marked. */
export function PresentCurve() {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useBoxSize(box);
  const { layers, states } = usePresented();
  const curve = selectCurve(states.app);
  const layout = axisLayout(
    layers.map(({ id, stage }) => ({ id, stage, shown: true })),
    { width: Math.max(1, width), leastColumn: 10, mostColumn: Math.max(1, width) },
  );
  return (
    <div className="present-curve" ref={box} data-testid="present-curve">
      {height > 0 && (curve === 'mean' ? <Mean layout={layout} height={height} /> : <Region layout={layout} height={height} />)}
    </div>
  );
}
