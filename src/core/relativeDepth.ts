/** Where a layer stands between a network's first (0) and last (1): how layers of networks of different depth are matched. */

/** As much of a layer as the matching needs; in the order of the network. */
export interface PlacedLayer {
  readonly id: string;
  readonly kind: string;
  readonly inner?: boolean;
}

/** 0..1 by the layer's place in the network's whole list; null where the network has no such layer. A single layer stands at 0. */
export function relativeDepth(layers: readonly PlacedLayer[], layerId: string): number | null {
  const index = layers.findIndex(({ id }) => id === layerId);
  if (index < 0) return null;
  return layers.length > 1 ? index / (layers.length - 1) : 0;
}

/**
 * The layer nearest to a relative depth, the earlier of two as near. Layers inside blocks, and the few numbers of a classifier's
 * end, stand for no depth where there are others. null for a network without layers.
 */
export function layerAtDepth<Layer extends PlacedLayer>(layers: readonly Layer[], depth: number): Layer | null {
  const featureMaps = layers.filter(({ kind }) => kind !== 'dense');
  const blocks = featureMaps.filter(({ inner }) => inner !== true);
  const offered = [blocks, featureMaps, layers].find((some) => some.length > 0) ?? [];
  const distance = ({ id }: Layer) => Math.abs(relativeDepth(layers, id)! - depth);
  return offered.reduce<Layer | null>((best, layer) => (best === null || distance(layer) < distance(best) - 1e-9 ? layer : best), null);
}
