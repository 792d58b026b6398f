/** A batch's two halves, told apart so that their difference tells how noisy the batch is. */
import type * as tf from '@tensorflow/tfjs';

/**
 * @param perSample [samples, height, width]
 * @returns [2, height * width], means over the first and the second half of the samples; [1, height * width] where their number is odd
 */
export function meansOfHalves(perSample: tf.Tensor): tf.Tensor2D {
  const samples = perSample.shape[0]!;
  const halves = samples % 2 === 0 ? 2 : 1;
  return perSample.reshape([halves, samples / halves, -1]).mean(1) as tf.Tensor2D;
}

export function rowsOf(values: Float32Array, rows: number): Float32Array[] {
  const length = values.length / rows;
  return Array.from({ length: rows }, (_, row) => values.subarray(row * length, (row + 1) * length));
}
