/** What is drawn of the board, from its state alone: panes on their scales, and the scales that they share. Pure. */
import { attributionMethod } from '../../core/spec';
import type { MetricName } from '../../core/spec';
import type { Place } from '../../records/picturePlace';
import { cellAt, placeInSeen } from '../../records/picturePlace';
import type { Domain } from '../../views/colourScale';
import { lookupTable } from '../../views/colourScale';
import type { HeatmapOptions } from '../../views/heatmap';
import { LEAST_SPAN_NATS, sharedDomain } from '../../views/sharedDomain';
import type { MapReading } from '../mapReading';
import { mapReading } from '../mapReading';
import { drawnPart, offsetOf, ownDomain } from '../shownLayer';
import type { ViewSettings } from '../viewSettings';
import type { BoardState, Pane, PaneContent } from './boardStore';
import { contentOf } from './boardStore';

/** Panes whose numbers have the same units: they share a scale unless they ask for their own. */
export interface ScaleGroup {
  readonly key: string;
  readonly reading: MapReading;
  /** By their place on the board, from 1. */
  readonly numbers: readonly number[];
  readonly panes: readonly Pane[];
}

/** Entropies are one quantity, reconstruction uncertainties another, and every attribution has units of its own. */
export function scaleGroupKey(metric: MetricName): string {
  return attributionMethod(metric) ?? metric;
}

export function scaleGroups(board: Pick<BoardState, 'runs' | 'panes'>, view: ViewSettings): readonly ScaleGroup[] {
  const groups = new Map<string, { reading: MapReading; numbers: number[]; panes: Pane[] }>();
  for (const [i, pane] of board.panes.entries()) {
    const metric = board.runs.get(pane.runKey)?.spec.metric;
    if (!metric) continue;
    const key = scaleGroupKey(metric);
    const group = groups.get(key) ?? { reading: mapReading(metric, view), numbers: [], panes: [] };
    group.numbers.push(i + 1);
    group.panes.push(pane);
    groups.set(key, group);
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}

/** The scale of all panes of a group that share it; null while none of them has a map. */
export function groupDomain(board: Pick<BoardState, 'runs' | 'panes'>, { reading, panes }: ScaleGroup): Domain | null {
  const maps = panes.flatMap((pane) => {
    const layer = pane.scale === 'own' ? null : contentOf(board, pane)?.layer;
    const offset = layer ? offsetOf(layer.progress, reading) : null;
    return layer?.map && offset !== null ? [{ values: layer.map.values, offset, include: [] }] : [];
  });
  return sharedDomain(maps, reading.domainShape);
}

/** The scale that a pane is drawn on: its own, or its group's as given. */
export function paneDomain({ scale }: Pane, { layer }: PaneContent, reading: MapReading, shared: Domain | null): Domain | null {
  if (scale === 'shared' || !layer?.map) return shared;
  return ownDomain(layer.map, reading, offsetOf(layer.progress, reading) ?? 0);
}

export function paneDrawing(pane: Pane, content: PaneContent, reading: MapReading, shared: Domain | null): HeatmapOptions {
  const { layer, run } = content;
  const domain = paneDomain(pane, content, reading, shared);
  const picture = run.record?.picture.seen ?? null;
  const isMoving = run.status === 'running';
  const drawn = drawnPart(layer ?? undefined, reading, domain);
  return { picture, ...drawn, unsettled: isMoving ? drawn.unsettled : 0 };
}

/** The map's value at a place of the picture, on the reading's scale; null where there is none. */
export function valueAtPlace({ run, layer }: PaneContent, reading: MapReading, place: Place | null): number | null {
  const offset = layer ? offsetOf(layer.progress, reading) : null;
  if (!run.record || !layer?.map || offset === null || !place) return null;
  const cell = cellAt(placeInSeen(run.record, place), layer.map);
  return cell && layer.map.values[cell.y * layer.map.width + cell.x]! - offset;
}

/** The mean as shown: against uniform noise where the scale is relative. */
export function shownMean({ layer }: PaneContent, { isRelative }: MapReading): number | null {
  return (isRelative ? layer?.progress.gain : layer?.progress.meanValue) ?? null;
}

/** How the difference of two maps is read: about zero, whatever the maps' own scale. */
export function differenceReading(reading: MapReading): MapReading {
  return {
    ...reading,
    signed: true,
    isRelative: false,
    table: lookupTable('diverging'),
    domainShape: { symmetric: true, withZero: true, leastSpan: reading.units === 'raw' ? 0 : LEAST_SPAN_NATS },
  };
}
