/**
 * One map less another, where both say the same of the same: the same quantity under the same c and tau, of the same picture. Where
 * they do not, why not. Maps of the same picture on other grids, or of other parts of it, are brought onto one grid by nearest cells.
 */
import type { Crop } from '../core/cropWindow';
import { attributionMethod, noiseInIntensity } from '../core/spec';
import { pearson } from '../core/rankCorrelation';
import { mean, quantiles } from '../core/stats';
import type { LayerMap, MapQuantity } from '../engine/protocol';
import { placedIn } from '../pictures/fitToNetwork';
import type { LayerRecord, RunRecord } from './runRecord';

export interface ComparedMap {
  readonly record: RunRecord;
  readonly layer: LayerRecord;
}

export type Incomparable =
  | { readonly reason: 'no-map'; readonly side: 'A' | 'B' }
  /** Relative values stand on the uniform one, which is not measured yet. */
  | { readonly reason: 'no-uniform'; readonly side: 'A' | 'B' }
  | { readonly reason: 'quantity'; readonly a: MapQuantity; readonly b: MapQuantity }
  | { readonly reason: 'budget'; readonly a: number; readonly b: number }
  /** tau in intensity units. */
  | { readonly reason: 'noise'; readonly a: number; readonly b: number }
  | { readonly reason: 'picture'; readonly a: string; readonly b: string }
  /** The networks see parts of the picture that have nothing in common. */
  | { readonly reason: 'region' }
  | { readonly reason: 'attribution' };

export interface Difference {
  /** A - B in the units of both. */
  readonly map: LayerMap;
  /** What the map covers, in pixels of the upright picture. */
  readonly region: Crop;
  /** Whether that is what A's network sees, cell by cell as in A's map. */
  readonly isOnGridOfA: boolean;
  /** Whether values were brought onto another grid. */
  readonly isResampled: boolean;
  readonly mean: number;
  readonly p10: number;
  readonly p90: number;
  /** Pearson's, of A with B; null where one is constant. */
  readonly correlation: number | null;
}

/** @param isRelative both against their own uniform noise. */
export function difference(a: ComparedMap, b: ComparedMap, isRelative: boolean): { readonly difference: Difference } | { readonly incomparable: Incomparable } {
  const incomparable = whyNot(a, b, isRelative);
  if (incomparable) return { incomparable };
  const sides = [a, b].map(sideOf) as [Side, Side];
  const grid = commonGrid(...sides);
  if (!grid) return { incomparable: { reason: 'region' } };
  const offsets = isRelative ? [a, b].map(({ layer }) => layer.progress.uniformValue!) : [0, 0];
  const [valuesA, valuesB] = sides.map((side, i) => sampled(side, grid, offsets[i]!)) as [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
  const values = valuesA.map((value, i) => value - valuesB[i]!);
  const [p10, p90] = quantiles(values, [0.1, 0.9]) as [number, number];
  const correlation = pearson(valuesA, valuesB);
  return {
    difference: {
      map: { width: grid.columns, height: grid.rows, quantity: a.layer.map!.quantity, values },
      region: grid.region,
      isOnGridOfA: isGridOf(sides[0], grid),
      isResampled: !sides.every((side) => isGridOf(side, grid)),
      mean: mean(values), p10, p90,
      correlation: Number.isNaN(correlation) ? null : correlation,
    },
  };
}

function whyNot(a: ComparedMap, b: ComparedMap, isRelative: boolean): Incomparable | null {
  const sides = [['A', a], ['B', b]] as const;
  for (const [side, { layer }] of sides) if (!layer.map) return { reason: 'no-map', side };
  const [quantityA, quantityB] = [a.layer.map!.quantity, b.layer.map!.quantity];
  if (quantityA !== quantityB) return { reason: 'quantity', a: quantityA, b: quantityB };
  if (a.record.picture.sha256 !== b.record.picture.sha256) return { reason: 'picture', a: a.record.picture.name, b: b.record.picture.name };
  if (quantityA === 'attribution') return hasSameUnits(a, b) ? null : { reason: 'attribution' };
  if (a.record.spec.budget !== b.record.spec.budget) return { reason: 'budget', a: a.record.spec.budget, b: b.record.spec.budget };
  const [noiseA, noiseB] = [a, b].map(({ record }) => noiseInIntensity(record.spec.noise, record.model.input.std)) as [number, number];
  // The paper's noise comes from means over channels, with their rounding.
  if (Math.abs(noiseA - noiseB) > 1e-9 * noiseA) return { reason: 'noise', a: noiseA, b: noiseB };
  if (!isRelative) return null;
  const without = sides.find(([, { layer }]) => layer.progress.uniformValue === null);
  return without ? { reason: 'no-uniform', side: without[0] } : null;
}

/** Attributions are in units of what they explain: the features of one layer of one network, or one of its class scores. */
function hasSameUnits({ record: a, layer: layerA }: ComparedMap, { record: b, layer: layerB }: ComparedMap): boolean {
  return (
    attributionMethod(a.spec.metric) === attributionMethod(b.spec.metric) &&
    a.model.sha256 === b.model.sha256 &&
    JSON.stringify(a.spec.variant) === JSON.stringify(b.spec.variant) &&
    a.spec.target === b.spec.target &&
    (a.spec.target !== 'features' || layerA.info.id === layerB.info.id)
  );
}

/** A map, and where it lies in the upright picture. */
interface Side {
  readonly map: LayerMap;
  readonly crop: Crop;
  /** In cells of the map, with fractions: all of it, except in a letterbox. */
  readonly inside: Crop;
}

function sideOf({ record, layer }: ComparedMap): Side {
  const { crop } = record.picture;
  const { input } = record.model;
  const map = layer.map!;
  const placed = placedIn(input, crop);
  const [across, down] = [map.width / input.width, map.height / input.height];
  return { map, crop, inside: { x: placed.x * across, y: placed.y * down, width: placed.width * across, height: placed.height * down } };
}

interface CommonGrid {
  readonly region: Crop;
  readonly columns: number;
  readonly rows: number;
}

/** The part of the picture that both see, in cells as fine as the finer of the two; null where there is none. */
function commonGrid(a: Side, b: Side): CommonGrid | null {
  const x = Math.max(a.crop.x, b.crop.x);
  const y = Math.max(a.crop.y, b.crop.y);
  const width = Math.min(a.crop.x + a.crop.width, b.crop.x + b.crop.width) - x;
  const height = Math.min(a.crop.y + a.crop.height, b.crop.y + b.crop.height) - y;
  if (width <= 0 || height <= 0) return null;
  const cells = (side: Side, length: 'width' | 'height', part: number) => (side.inside[length] * part) / side.crop[length];
  const finest = (length: 'width' | 'height', part: number) => Math.max(1, Math.round(Math.max(cells(a, length, part), cells(b, length, part))));
  return { region: { x, y, width, height }, columns: finest('width', width), rows: finest('height', height) };
}

function isGridOf({ map, crop, inside }: Side, { region, columns, rows }: CommonGrid): boolean {
  const isAll = (['x', 'y', 'width', 'height'] as const).every((key) => crop[key] === region[key]);
  return isAll && map.width === columns && map.height === rows && inside.width === columns && inside.height === rows;
}

/** Row-major, the nearest cell's value less the offset. */
function sampled({ map, crop, inside }: Side, { region, columns, rows }: CommonGrid, offset: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(columns * rows);
  const clamped = (cell: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(cell)));
  for (let row = 0; row < rows; row++) {
    const y = region.y + ((row + 0.5) / rows) * region.height;
    const cellRow = clamped(inside.y + ((y - crop.y) / crop.height) * inside.height, map.height);
    for (let column = 0; column < columns; column++) {
      const x = region.x + ((column + 0.5) / columns) * region.width;
      const cell = clamped(inside.x + ((x - crop.x) / crop.width) * inside.width, map.width);
      values[row * columns + column] = map.values[cellRow * map.width + cell]! - offset;
    }
  }
  return values;
}
