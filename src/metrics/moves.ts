import * as tf from '@tensorflow/tfjs';

/** mean over all but the batch axis of (feature - reference)^2; [batch, ...] and [1, ...] to [batch]. */
export function meanSquaredMove(feature: tf.Tensor, reference: tf.Tensor): tf.Tensor1D {
  const batch = feature.shape[0]!;
  return tf.squaredDifference(feature, reference).reshape([batch, -1]).mean(1) as tf.Tensor1D;
}
