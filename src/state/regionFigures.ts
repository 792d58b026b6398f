/** What the foreground makes of a layer's map: means, concentration, knowledge points; computed once for each map. */
import type { Concentration } from '../core/concentration';
import { concentration } from '../core/concentration';
import type { KnowledgePoints } from '../core/knowledgePoints';
import { knowledgePointCells, knowledgePoints } from '../core/knowledgePoints';
import type { PixelMask } from '../core/mask';
import { MaskError } from '../core/mask';
import type { LayerMap } from '../engine/protocol';
import { selectCurve, selectForeground } from './foreground';
import type { LayerResult } from './live';
import type { AppState } from './store';
import { readApp } from './store';
import type { ForegroundOverlayOptions } from '../views/foregroundOverlay';
import type { KnowledgeCells } from '../views/maskDrawing';
import type { RegionPoint } from '../views/regionScale';
import type { MapReading } from './mapReading';
import { offsetOf } from './shownLayer';

export interface RegionFigures extends Concentration {
  readonly points: KnowledgePoints;
}

interface Computed {
  readonly mask: PixelMask;
  readonly thresholdNats: number;
  readonly figures: RegionFigures | null;
  cells: KnowledgeCells | null;
}

const newestOfMap = new WeakMap<LayerMap, Computed>();

function compute(map: LayerMap, mask: PixelMask, thresholdNats: number): Computed {
  const known = newestOfMap.get(map);
  if (known && known.mask === mask && known.thresholdNats === thresholdNats) return known;
  const computed = { mask, thresholdNats, figures: figuresOf(map, mask, thresholdNats), cells: null };
  newestOfMap.set(map, computed);
  return computed;
}

function figuresOf(map: LayerMap, mask: PixelMask, thresholdNats: number): RegionFigures | null {
  try {
    return { ...concentration(map, mask), points: knowledgePoints(map, mask, thresholdNats) };
  } catch (error) {
    // For a moment, a map of the network before may still be on the table.
    if (error instanceof MaskError) return null;
    throw error;
  }
}

/** A map in nats whose numbers mean something; an entropy about to be unbounded has no mean worth comparing. */
function comparableMap(result: LayerResult | undefined): LayerMap | null {
  if (!result?.map || result.map.quantity === 'attribution' || result.progress.status === 'unbounded') return null;
  return result.map;
}

/** null without a foreground, without a map, or where the map cannot be compared. */
export function regionFigures(result: LayerResult | undefined, mask: PixelMask | null, thresholdNats: number): RegionFigures | null {
  const map = comparableMap(result);
  return map && mask ? compute(map, mask, thresholdNats).figures : null;
}

/** What lies over a layer's map: the outline while the curve is about the foreground, or wherever it is asked for. */
export function foregroundPart(result: LayerResult | undefined, isOutlined: boolean): ForegroundOverlayOptions {
  const state = readApp();
  const curve = selectCurve(state);
  const mask = isOutlined || curve !== 'mean' ? selectForeground(state) : null;
  return { mask, points: mask && curve === 'knowledge' ? cellsOf(result, mask, state) : null };
}

function cellsOf(result: LayerResult | undefined, mask: PixelMask, { view }: AppState): KnowledgeCells | null {
  const map = comparableMap(result);
  if (!map) return null;
  const computed = compute(map, mask, view.knowledgeThresholdNats);
  if (computed.figures) {
    computed.cells ??= { columns: map.width, rows: map.height, cells: knowledgePointCells(map, mask, view.knowledgeThresholdNats) };
  }
  return computed.cells;
}

export function regionPoint(result: LayerResult, reading: MapReading, mask: PixelMask | null, thresholdNats: number): RegionPoint {
  const figures = regionFigures(result, mask, thresholdNats);
  const offset = offsetOf(result.progress, reading);
  const shifted = (nats: number | undefined) => (nats === undefined || offset === null ? null : nats - offset);
  return {
    id: result.progress.layerId,
    foreground: shifted(figures?.foregroundMeanNats),
    background: shifted(figures?.backgroundMeanNats),
    limit: shifted(figures ? figures.backgroundMeanNats - thresholdNats : undefined),
    concentrationNats: figures?.concentrationNats ?? null,
    inside: figures?.points.inside ?? null,
    outside: figures?.points.outside ?? null,
    isSettled: result.progress.status === 'converged',
  };
}
