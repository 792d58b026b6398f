/** What studies compare: a number for each picture, layer and network, of one run or of many. */

export const STUDY_METRICS = ['entropy', 'gain', 'concentration', 'reconstruction'] as const;
/** Means over a map's pixels, all in nats: of H, of H above uniform noise, of H over background less foreground, of RU. */
export type StudyMetric = (typeof STUDY_METRICS)[number];

export interface NumbersOfLayer {
  readonly id: string;
  readonly title: string;
  /** 0..1 among all of its network's layers. */
  readonly relativeDepth: number;
  /** By picture, in the same order for every layer and network; null where it is not known. */
  readonly values: Readonly<Partial<Record<StudyMetric, readonly (number | null)[]>>>;
}

export interface NumbersOfNetwork {
  /** As the study calls it. */
  readonly id: string;
  /** In the order of the network. */
  readonly layers: readonly NumbersOfLayer[];
}

/** Depths that agree this well are the same layer's. */
const SAME_DEPTH = 1e-6;

/**
 * One picture's value at a relative depth: the layer's own where one stands there, else on the straight line between its neighbours.
 * null where these are not known, and outside of the layers there are.
 */
export function valueAt({ layers }: NumbersOfNetwork, metric: StudyMetric, depth: number, picture: number): number | null {
  const valueOf = (layer: NumbersOfLayer) => layer.values[metric]?.[picture] ?? null;
  const there = layers.find(({ relativeDepth }) => Math.abs(relativeDepth - depth) < SAME_DEPTH);
  if (there) return valueOf(there);
  const above = layers.findIndex(({ relativeDepth }) => relativeDepth > depth);
  if (above <= 0) return null;
  const [low, high] = [layers[above - 1]!, layers[above]!];
  const [lowValue, highValue] = [valueOf(low), valueOf(high)];
  if (lowValue === null || highValue === null) return null;
  const share = (depth - low.relativeDepth) / (high.relativeDepth - low.relativeDepth);
  return lowValue + share * (highValue - lowValue);
}

/** How many pictures the numbers are of. */
export function pictureCount(networks: readonly NumbersOfNetwork[]): number {
  return Math.max(0, ...networks.flatMap(({ layers }) => layers.flatMap(({ values }) => Object.values(values).map(({ length }) => length))));
}

/** Value of every picture at a depth. */
export function valuesAt(network: NumbersOfNetwork, metric: StudyMetric, depth: number): readonly (number | null)[] {
  return Array.from({ length: pictureCount([network]) }, (_, picture) => valueAt(network, metric, depth, picture));
}

/** Several single pictures as one set of numbers: networks and layers that some of them have, in the order in which they come. */
export function joinedPictures(pictures: readonly (readonly NumbersOfNetwork[])[]): readonly NumbersOfNetwork[] {
  const ids = [...new Set(pictures.flatMap((networks) => networks.map(({ id }) => id)))];
  return ids.map((id) => {
    const own = pictures.map((networks) => networks.find((network) => network.id === id) ?? null);
    const layers = new Map(own.flatMap((network) => network?.layers ?? []).map((layer) => [layer.id, layer]));
    const valueOf = (network: NumbersOfNetwork | null, layerId: string, metric: StudyMetric) => network?.layers.find((layer) => layer.id === layerId)?.values[metric]?.[0] ?? null;
    const joined = [...layers.values()].map(({ id: layerId, title, relativeDepth }): NumbersOfLayer => ({
      id: layerId, title, relativeDepth, values: Object.fromEntries(STUDY_METRICS.map((metric) => [metric, own.map((network) => valueOf(network, layerId, metric))])),
    }));
    return { id, layers: joined.sort((a, b) => a.relativeDepth - b.relativeDepth) };
  });
}
