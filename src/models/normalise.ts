import * as tf from '@tensorflow/tfjs';
import type { NetworkInput } from '../core/modelCard';

/** (x - mean) / std per channel; [batch, height, width, 3] in and out. */
export function normalise(pictures: tf.Tensor4D, input: NetworkInput): tf.Tensor4D {
  const isIdentity = input.mean.every((m) => m === 0) && input.std.every((s) => s === 1);
  if (isIdentity) return pictures;
  return tf.tidy(() => {
    const scale = tf.tensor1d(input.std.map((s) => 1 / s));
    const shift = tf.tensor1d(input.mean.map((m, channel) => -m / input.std[channel]!));
    return pictures.mul(scale).add(shift) as tf.Tensor4D;
  });
}
