/** From "auto", "all" or a list of ids to the layers that are shown, in the order of the network. */

export type LayerChoice = 'auto' | 'all' | readonly string[];

/** What `auto` shows at most: few enough for a first look, with the first and the last layer among them. */
export const AUTO_LAYERS = 6;

export interface ResolvedLayers {
  readonly layerIds: readonly string[];
  /** Ids of the choice that the network does not have. */
  readonly unknown: readonly string[];
}

export function resolveLayers(choice: LayerChoice, ids: readonly string[]): ResolvedLayers {
  if (choice === 'all') return { layerIds: ids, unknown: [] };
  if (choice === 'auto') return { layerIds: spread(ids, AUTO_LAYERS), unknown: [] };
  const wanted = new Set(choice);
  const layerIds = ids.filter((id) => wanted.has(id));
  const unknown = choice.filter((id) => !ids.includes(id));
  return layerIds.length > 0 ? { layerIds, unknown } : { layerIds: spread(ids, AUTO_LAYERS), unknown };
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
