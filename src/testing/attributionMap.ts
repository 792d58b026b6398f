import type { AttributionMethod } from '../core/spec';
import type { NetworkPicture } from '../engine/protocol';
import type { LoadedNetwork } from '../models/loadNetwork';
import { finalMap, problemOf } from './finalAttribution';

/** An attribution's map at one of a network's layers: of the layer's feature sum, or of a class by index. */
export async function attributionMap(
  method: AttributionMethod, { network, description }: LoadedNetwork, picture: NetworkPicture, layerId: string, classIndex: number | null = null,
): Promise<Float32Array> {
  const layer = description.layers.find(({ id }) => id === layerId);
  if (!layer) throw new Error(`there is no layer "${layerId}"`);
  const target = classIndex === null ? { kind: 'features' as const, layerId } : { kind: 'class' as const, classIndex };
  return finalMap(method, problemOf({ network, layer }, picture, target));
}
