import * as tf from '@tensorflow/tfjs';

/** The tensors' numbers; disposes of them. */
export async function valuesOf(tensors: readonly tf.Tensor[]): Promise<readonly Float32Array[]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors as tf.Tensor[]);
  return values;
}
