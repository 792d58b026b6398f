/** From a layer's result to what is drawn of it. */
import type { LayerMap, LayerProgress } from '../engine/protocol';
import type { LayerResult, LiveState, PixelPosition } from './live';
import { readLive } from './live';
import { isOver } from './runReducer';
import type { AppState } from './store';
import { readApp } from './store';
import type { Domain } from '../views/colourScale';
import { unsettledness } from '../views/heatmap';
import type { CurvePoint } from '../views/layerCurve';
import { sharedDomain } from '../views/sharedDomain';
import type { MapReading } from './mapReading';

/** What is subtracted from a map; null where a relative scale has no uniform value to stand on yet. */
export function offsetOf(progress: LayerProgress, { isRelative }: MapReading): number | null {
  return isRelative ? progress.uniformValue : 0;
}

const ownDomains = new WeakMap<LayerMap, { readonly key: string; readonly domain: Domain | null }>();

/** The scale of one map alone. */
export function ownDomain(map: LayerMap, { domainShape }: MapReading, offset = 0): Domain | null {
  const key = `${offset} ${domainShape.symmetric}`;
  const known = ownDomains.get(map);
  if (known?.key === key) return known.domain;
  const domain = sharedDomain([{ values: map.values, offset, include: [] }], domainShape);
  ownDomains.set(map, { key, domain });
  return domain;
}

/** The shared scale, or a map's own where the viewer asked for that. */
export function domainOf(result: LayerResult | undefined, reading: MapReading, { app, live }: TableStates = statesNow()): Domain | null {
  const isOwn = reading.units === 'raw' && app.view.attributionScale === 'own';
  return isOwn && result?.map ? ownDomain(result.map, reading) : live.domain;
}

/** What a drawing is made from: as of now, or as it was when the view was frozen. */
export interface TableStates {
  readonly app: AppState;
  readonly live: LiveState;
}

function statesNow(): TableStates {
  return { app: readApp(), live: readLive() };
}

export function heatmapPart(result: LayerResult | undefined, reading: MapReading, states: TableStates = statesNow()) {
  return drawnPart(result, reading, domainOf(result, reading, states));
}

/** A result on a given scale. */
export function drawnPart(result: LayerResult | undefined, reading: MapReading, domain: Domain | null) {
  const offset = result ? offsetOf(result.progress, reading) : null;
  const isMoving = result !== undefined && !isOver(result.progress.status) && result.progress.status !== 'measuring';
  return {
    map: offset === null ? null : (result?.map ?? null),
    offset: offset ?? 0,
    table: reading.table,
    domain,
    unsettled: isMoving ? unsettledness(result.progress.passes) : 0,
  };
}

export function valueAtPixel(map: LayerMap, pixel: PixelPosition, width: number, height: number): number | null {
  const column = Math.floor((pixel.x * map.width) / width);
  const row = Math.floor((pixel.y * map.height) / height);
  return map.values[row * map.width + column] ?? null;
}

export function curvePoint(
  result: LayerResult,
  reading: MapReading,
  pixel: PixelPosition | null,
  size: { readonly width: number; readonly height: number } | null,
): CurvePoint {
  const { progress, map } = result;
  const offset = offsetOf(progress, reading);
  const shifted = (value: number | null) => (value === null || offset === null ? null : value - offset);
  return {
    id: progress.layerId,
    mean: shifted(progress.meanValue),
    low: shifted(progress.p10Value),
    high: shifted(progress.p90Value),
    uniform: shifted(progress.uniformValue),
    isSettled: progress.status === 'converged',
    atPixel: map && pixel && size ? shifted(valueAtPixel(map, pixel, size.width, size.height)) : null,
  };
}
