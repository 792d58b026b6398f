/** From "auto", "all" or a list of ids to the layers that are shown, in the order of the network. */

export type LayerChoice = 'auto' | 'all' | readonly string[];

/** As much of a layer as the choice needs. */
interface ChoosableLayer {
  readonly id: string;
  readonly kind: string;
  readonly inner?: boolean;
  readonly side?: boolean;
}

/** What `auto` shows at most: few enough for a first look, with the first and the last feature map among them. */
export const AUTO_LAYERS = 6;

export interface ResolvedLayers {
  readonly layerIds: readonly string[];
  /** Ids of the choice that the network does not have. */
  readonly unknown: readonly string[];
}

export function resolveLayers(choice: LayerChoice, layers: readonly ChoosableLayer[]): ResolvedLayers {
  const ids = layers.map((layer) => layer.id);
  if (choice === 'all') return { layerIds: ids, unknown: [] };
  if (choice === 'auto') return { layerIds: automatic(layers), unknown: [] };
  const wanted = new Set(choice);
  const layerIds = ids.filter((id) => wanted.has(id));
  const unknown = choice.filter((id) => !ids.includes(id));
  return layerIds.length > 0 ? { layerIds, unknown } : { layerIds: automatic(layers), unknown };
}

/**
 * Leaves out the few numbers of a classifier's end: a layer of ten units fluctuates by its own size under noise, so that
 * holding it to its budget takes far longer than any feature map. Chosen by name it is shown all the same. Layers inside blocks
 * and beside the backbone are left out where there are others.
 */
function automatic(layers: readonly ChoosableLayer[]): readonly string[] {
  const featureMaps = layers.filter((layer) => layer.kind !== 'dense');
  const blocks = featureMaps.filter((layer) => layer.inner !== true && layer.side !== true);
  const offered = [blocks, featureMaps, layers].find((some) => some.length > 0) ?? [];
  return spread(offered.map((layer) => layer.id), AUTO_LAYERS);
}

/** `count` of the ids at even steps of depth. */
function spread(ids: readonly string[], count: number): readonly string[] {
  if (ids.length <= count) return ids;
  const step = (ids.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => ids[Math.round(i * step)]!);
}

/** The explicit list after one layer is switched on or off; the last one cannot be switched off. */
export function toggleLayer(shown: readonly string[], id: string, ids: readonly string[]): readonly string[] {
  const next = shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id];
  if (next.length === 0) return shown;
  return ids.filter((other) => next.includes(other));
}
