/** Which layers are offered first: what blocks give out, or the ends of stages where there are no blocks. */
import type { LayerInfo } from '../engine/protocol';

/** So few can all be offered at once. */
const ALL_AT_ONCE = 8;
const MANY_BLOCKS = 2;

/** Rows of a picture, or tokens of a sequence; 1 for a vector. */
const placesOf = ({ shape }: LayerInfo) => (shape.length > 1 ? shape[0]! : 1);

/**
 * @param layers in the order of the network, with shapes
 * @returns the same layers; those within a block are marked `inner`
 */
export function withLevels(layers: readonly LayerInfo[]): LayerInfo[] {
  if (layers.length <= ALL_AT_ONCE) return [...layers];
  const maps = layers.filter((layer) => placesOf(layer) > 1);
  const blocks = maps.filter((layer) => layer.kind === 'block');
  const first = new Set((blocks.length >= MANY_BLOCKS ? blocks : stageEnds(maps)).map(({ id }) => id));
  // The stem, and what the classifier reads.
  for (const layer of [maps[0], maps.at(-1)]) if (layer) first.add(layer.id);
  const scores = layers.findLast((layer) => layer.kind === 'dense') ?? layers.at(-1)!;
  first.add(scores.id);
  return layers.map((layer) => (first.has(layer.id) ? layer : { ...layer, inner: true }));
}

/** The last layer at each resolution, where that is left. */
function stageEnds(maps: readonly LayerInfo[]): LayerInfo[] {
  return maps.filter((layer, i) => i === maps.length - 1 || placesOf(maps[i + 1]!) !== placesOf(layer));
}
