import * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../core/modelCard';
import type { Network } from './network';

/** The listed layers without the logits, which stay also where they are listed. */
export const scaledLayerIds = ({ layers, logits }: ModelCard) => layers.map((layer) => layer.id).filter((id) => id !== logits);

/**
 * The network with the features of its listed layers multiplied, and nothing else: what comes after a layer works on the features
 * as they were, so the logits stay.
 * @param factor above 0
 * @returns a view; disposing of it leaves the network as it is
 */
export function scaledLayers(network: Network, factor: number): Network {
  const listed = new Set(scaledLayerIds(network.card));
  const scaled = (features: tf.Tensor[], layerIds: readonly string[]) =>
    features.map((feature, index) => (listed.has(layerIds[index]!) ? feature.mul(factor) : feature));
  const { featuresFrom } = network;
  return {
    ...network,
    features: (pictures, layerIds) => tf.tidy(() => scaled(network.features(pictures, layerIds), layerIds)),
    ...(featuresFrom && {
      featuresFrom: (pictures, fromLayerId, feature, layerIds) =>
        tf.tidy(() => {
          const unscaled = listed.has(fromLayerId) ? feature.div(factor) : feature;
          return scaled(featuresFrom(pictures, fromLayerId, unscaled, layerIds), layerIds);
        }),
    }),
    dispose: () => undefined,
  };
}
