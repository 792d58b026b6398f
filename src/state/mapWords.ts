/** Maps and curves in words: what a picture of them shows at a glance. */
import type { MapRegion } from '../core/mapRegions';
import { mapRegions } from '../core/mapRegions';
import type { LayerMap } from '../engine/protocol';
import { mapWords as words } from '../ui/textsMaps';
import { writeValue } from '../views/valueTicks';
import type { PixelPosition } from './live';
import { readLive } from './live';
import type { MapReading } from './mapReading';
import { readingNow } from './mapReading';
import { selectLayers } from './selectors';
import { offsetOf, valueAtPixel } from './shownLayer';
import { readApp } from './store';
import { seenResult } from './veil';

const placeOf = ({ row, column }: MapRegion) => words.places[row][column];

/** Where a map is high and where it is low, and by how much against its mean. */
export function describeMap(map: LayerMap, { units, highWord, lowWord }: MapReading): string {
  const { mean, extremes } = mapRegions(map);
  if (!extremes) return words.even;
  const { highest, lowest } = extremes;
  return words.extremes(
    placeOf(highest), highWord, writeValue(highest.mean - mean, units),
    placeOf(lowest), lowWord, writeValue(mean - lowest.mean, units),
  );
}

export interface CurveValue {
  readonly title: string;
  readonly value: number;
}

/** Where a curve begins and ends, and its extremes; '' while it has no two points. */
export function describeCurve(values: readonly CurveValue[], { units, signed }: Pick<MapReading, 'units' | 'signed'>): string {
  const [first, last] = [values[0], values.at(-1)];
  if (!first || !last || values.length < 2) return '';
  const highest = values.reduce((most, each) => (each.value > most.value ? each : most));
  const lowest = values.reduce((least, each) => (each.value < least.value ? each : least));
  const write = ({ value }: CurveValue) => writeValue(value, units, signed);
  return words.curve(write(first), first.title, write(last), last.title, `${write(highest)}, ${highest.title}`, `${write(lowest)}, ${lowest.title}`);
}

/** What a pixel takes at one layer, or at each that is shown. */
export function pixelWords(pixel: PixelPosition, layerId: string | null): string {
  const state = readApp();
  const size = state.fitted?.picture;
  const reading = readingNow();
  const { results } = readLive();
  const values = selectLayers(state).flatMap((layer) => {
    const result = layerId === null || layer.id === layerId ? seenResult(results.get(layer.id)) : undefined;
    const offset = result && offsetOf(result.progress, reading);
    const value = result?.map && size ? valueAtPixel(result.map, pixel, size.width, size.height) : null;
    if (value === null || offset == null) return [];
    const text = writeValue(value - offset, reading.units, reading.signed);
    return [layerId === null ? words.atLayer(layer.title, text) : text];
  });
  return words.pixel(pixel.x + 1, pixel.y + 1, values);
}
