/** When the run of a record is repeated: how its numbers compare with the recorded ones. */
import type { LayerMap } from '../engine/protocol';
import type { LayerRecord, RunRecord } from '../records/runRecord';
import { runKeyOf } from '../records/runKey';
import { recordTexts } from '../ui/textsRecords';
import { readLive } from './live';
import { readApp, tell, useApp } from './store';
import { recordOfTable } from './tableRecord';

export interface RecordComparison {
  /** Layers with a map on both sides. */
  readonly layers: number;
  /** Largest differences, in the maps' own quantity. */
  readonly mean: number;
  readonly pixel: number;
  /** The layer with the largest difference of a pixel; null where all are equal. */
  readonly layerTitle: string | null;
}

/** null where no layer has a map on both sides. */
export function compareLayers(before: readonly LayerRecord[], after: readonly LayerRecord[]): RecordComparison | null {
  const others = new Map(after.map((layer) => [layer.info.id, layer]));
  const differences = before.flatMap(({ info, map, progress }) => {
    const other = others.get(info.id);
    if (!map || !other?.map || map.values.length !== other.map.values.length) return [];
    const mean = Math.abs((progress.meanValue ?? 0) - (other.progress.meanValue ?? 0));
    return [{ title: info.title, mean, pixel: largestDifference(map, other.map) }];
  });
  const [first] = differences;
  if (!first) return null;
  const worst = differences.reduce((most, each) => (each.pixel > most.pixel ? each : most), first);
  return {
    layers: differences.length,
    mean: Math.max(...differences.map(({ mean }) => mean)),
    pixel: worst.pixel,
    layerTitle: worst.pixel > 0 ? worst.title : null,
  };
}

function largestDifference(one: LayerMap, other: LayerMap): number {
  let most = 0;
  for (let i = 0; i < one.values.length; i++) most = Math.max(most, Math.abs(one.values[i]! - other.values[i]!));
  return most;
}

let stop: (() => void) | null = null;

/** @param pictures hashes that stand for the record's picture: of its file, and of what the network saw of it */
export function compareWhenRepeated(record: RunRecord, pictures: readonly string[]): void {
  stop?.();
  // The stand-in has a hash and a crop of its own; that it is the record's picture is known.
  const keyOf = (run: RunRecord) => runKeyOf({ ...run, picture: { ...record.picture, sha256: '' } });
  stop = useApp.subscribe((state, before) => {
    if (state.runStatus === before.runStatus || state.runStatus === 'running') return;
    const now = recordOfTable(readApp(), readLive());
    if (!now || state.shownRun?.record || !pictures.includes(now.picture.sha256) || keyOf(now) !== keyOf(record)) return;
    const comparison = compareLayers(record.layers, now.layers);
    if (comparison) tell('note', 'record', recordTexts.compared(record.createdAt, comparison));
  });
}
