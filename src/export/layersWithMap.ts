import type { LayerMap } from '../engine/protocol';
import type { LayerRecord, RunRecord } from '../records/runRecord';

export type MappedLayer = LayerRecord & { readonly map: LayerMap };

/** In the order of the network. */
export function layersWithMap(record: RunRecord): readonly MappedLayer[] {
  return record.layers.filter((layer): layer is MappedLayer => layer.map !== null);
}

/**
 * Cells of every map; 0 x 0 without maps.
 * @throws Error when maps differ in size: one run has one grid, so that would be a mix-up.
 */
export function mapSize(layers: readonly MappedLayer[]): { readonly width: number; readonly height: number } {
  const first = layers[0];
  if (!first) return { width: 0, height: 0 };
  const { width, height } = first.map;
  for (const { info, map } of layers) {
    if (map.width !== width || map.height !== height) {
      throw new Error(`map of layer ${info.id} is ${map.width} x ${map.height}, others are ${width} x ${height}`);
    }
  }
  return { width, height };
}
