/** A run of the board as the record that it grows into; pure. */
import type { LayerInfo, LoadedModel, RunEvent } from '../../engine/protocol';
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import type { LayerResult } from '../live';
import type { RunTotals } from '../runReducer';
import { foldEvents, freshResults, isOver } from '../runReducer';

/** Whether a layer needs no computing any more, unless it is asked for anew. */
export function isLayerOver(layer: LayerRecord): boolean {
  return isOver(layer.progress.status);
}

export function layerOf(record: RunRecord | null, layerId: string): LayerRecord | null {
  return record?.layers.find(({ info }) => info.id === layerId) ?? null;
}

/** All layers that are known of a record's network: what was read from a file knows those that were computed. */
export function layersOf({ model, layers }: RunRecord): readonly LayerInfo[] {
  return model.layers.length > 0 ? model.layers : layers.map(({ info }) => info);
}

/** With these layers in the order of the network; where both have a layer, the newer. */
export function withLayers(record: RunRecord, newer: readonly LayerRecord[]): RunRecord {
  const byId = new Map([...record.layers, ...newer].map((layer) => [layer.info.id, layer]));
  const layers = [...byId.values()].sort((a, b) => a.info.depth - b.info.depth);
  return { ...record, layers, spec: { ...record.spec, layerIds: layers.map(({ info }) => info.id) } };
}

/** Layers that are about to be computed; what was seen of them before stays in sight until there is more. */
export function withQueued(record: RunRecord, layerIds: readonly string[]): RunRecord {
  const fresh = freshResults(layerIds).results;
  return withLayers(record, layerIds.flatMap((id) => {
    const info = layersOf(record).find((layer) => layer.id === id);
    return info ? [layerRecord(info, { ...fresh.get(id)!, map: layerOf(record, id)?.map ?? null })] : [];
  }));
}

export function withEvents(record: RunRecord, totals: RunTotals, events: readonly RunEvent[]): { readonly record: RunRecord; readonly totals: RunTotals } {
  const before = new Map<string, LayerResult>(record.layers.map((layer) => [layer.info.id, layer]));
  const folded = foldEvents({ results: before, totals }, events);
  const changed = layersOf(record).flatMap((info) => {
    const result = folded.results.get(info.id);
    return result && result !== before.get(info.id) ? [layerRecord(info, result)] : [];
  });
  return { record: withLayers(record, changed), totals: folded.totals };
}

/** The last preview of an entropy that has no bound is none. */
export function layerRecord(info: LayerInfo, { progress, map, reconstructions }: LayerResult): LayerRecord {
  return { info, progress, map: progress.status === 'unbounded' ? null : map, reconstructions };
}

/** What was cut off is to be computed again, and says so. */
export function withOpenQueued(record: RunRecord): RunRecord {
  const open = record.layers.filter((layer) => !isLayerOver(layer)).map(({ info }) => info.id);
  return open.length > 0 ? withQueued(record, open) : record;
}

/** For another try: without the layers that failed or were cancelled. */
export function withoutEnded(record: RunRecord): RunRecord {
  const layers = record.layers.filter(({ progress }) => progress.status !== 'failed' && progress.status !== 'cancelled');
  return { ...record, layers, spec: { ...record.spec, layerIds: layers.map(({ info }) => info.id) } };
}

export function recordedModel({ card, sha256, layers }: LoadedModel, link: string | null, choices: RunRecord['model']['choices']): RunRecord['model'] {
  return { link, choices, id: card.id, title: card.title, sha256, input: card.input, layers };
}
