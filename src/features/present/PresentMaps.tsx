import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { pointAtPixel, readLive } from '../../state/live';
import { mapReading } from '../../state/mapReading';
import { presentedStates, usePresent } from '../../state/present';
import { foregroundPart } from '../../state/regionFigures';
import { selectShownMetric } from '../../state/selectors';
import { domainOf, heatmapPart } from '../../state/shownLayer';
import { readApp } from '../../state/store';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';
import { presentTexts as texts } from '../../ui/textsTeach';
import { createForegroundOverlay } from '../../views/foregroundOverlay';
import { createHeatmap } from '../../views/heatmap';
import { createLegend } from '../../views/legend';
import { createNetworkView } from '../../views/networkView';
import { attachPixelPointer } from '../../views/pixelPointer';
import { presentedLayers } from './usePresented';

function shownNow() {
  const states = presentedStates();
  const { layer } = presentedLayers(states, usePresent.getState().layerId);
  const reading = mapReading(selectShownMetric(states.app), states.app.view);
  return { states, reading, result: layer ? seenResult(states.live.results.get(layer.id)) : undefined };
}

function mapOptions() {
  const { states, reading, result } = shownNow();
  return { picture: states.app.fitted?.picture ?? null, ...heatmapPart(result, reading, states) };
}

function legendOptions(length: number) {
  const { states, reading, result } = shownNow();
  return {
    orientation: 'upright' as const, length, margin: 4, table: reading.table, domain: domainOf(result, reading, states),
    units: reading.units, signed: reading.signed, lowWord: reading.lowWord, highWord: reading.highWord, marked: null,
  };
}

/** Also for a finger on an interactive screen: the cross-hair stays where it was lifted. */
function usePointer() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => (host.current ? attachPixelPointer(host.current, { size: () => readApp().fitted?.picture ?? null, onPixel: pointAtPixel }) : undefined), []);
  return host;
}

function PictureField({ children }: { children: ReactNode }) {
  const pointer = usePointer();
  const host = useView(
    (element) => {
      const view = createNetworkView(element);
      return { update: ({ app }: ReturnType<typeof presentedStates>) => view.update(app.fitted?.picture ?? null), destroy: () => view.destroy() };
    },
    presentedStates,
    ['results'],
  );
  return (
    <div className="present-field" ref={pointer}>
      <div ref={host} className="network-view" />
      {children}
      <i className="crosshair" />
    </div>
  );
}

function MapField({ label, isVeiled }: { label: string; isVeiled: boolean }) {
  const pointer = usePointer();
  const host = useView((element) => createHeatmap(element, mapOptions()), mapOptions);
  const outline = useView(createForegroundOverlay, () => foregroundPart(shownNow().result, false), ['results']);
  return (
    <div className="present-field" ref={pointer} data-testid="present-map">
      <div ref={host} className="heatmap" role="img" aria-label={label} />
      <div ref={outline} className="present-outline" />
      <i className="crosshair" />
      {isVeiled && <p className="present-veil">{texts.veiled}</p>}
    </div>
  );
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = { a: [-1, 0], d: [1, 0], w: [0, -1], s: [0, 1] };

/** Arrow keys are the clicker's: by keyboard the cross-hair walks with W, A, S and D. */
export function walkWithKeys(event: Pick<KeyboardEvent, 'key'>): boolean {
  const step = STEPS[event.key.toLowerCase()];
  const size = readApp().fitted?.picture;
  if (!step || !size) return false;
  const from = readLive().pixel ?? { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2) };
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  pointAtPixel({ x: clamp(from.x + step[0], size.width), y: clamp(from.y + step[1], size.height) });
  return true;
}

interface PresentMapsProps {
  readonly label: string;
  readonly isVeiled: boolean;
  /** Over the picture: a lesson may ask for a place on it. */
  readonly overlay: ReactNode;
  /** Height of the scale, pixels. */
  readonly legendLength: number;
}

/** The picture and one map of it, as large as there is room, with one cross-hair and the scale. */
export function PresentMaps({ label, isVeiled, overlay, legendLength }: PresentMapsProps) {
  const legend = useView(createLegend, () => legendOptions(legendLength));
  return (
    <>
      <PictureField>{overlay}</PictureField>
      <MapField label={label} isVeiled={isVeiled} />
      <div className="present-legend" ref={legend} aria-hidden="true" />
    </>
  );
}
