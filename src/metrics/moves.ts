import * as tf from '@tensorflow/tfjs';

/** mean over all but the batch axis of (feature - reference)^2; [batch, ...] and [1, ...] to [batch]. */
export function meanSquaredMove(feature: tf.Tensor, reference: tf.Tensor): tf.Tensor1D {
  const batch = feature.shape[0]!;
  return tf.squaredDifference(feature, reference).reshape([batch, -1]).mean(1) as tf.Tensor1D;
}

/** mean of (feature - reference)^2 over the whole batch; its gradient without tfjs's detour over tensors of ones. */
export function meanSquaredDifference(feature: tf.Tensor, reference: tf.Tensor): tf.Scalar {
  return tf.customGrad((value, save) => {
    const difference = tf.sub(value as tf.Tensor, reference);
    (save as tf.GradSaveFunc)([difference]);
    return {
      value: difference.square().mean() as tf.Scalar,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => saved[0]!.mul(dy.mul(2 / feature.size)),
    };
  })(feature) as tf.Scalar;
}
