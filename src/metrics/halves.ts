/** A batch's parts, told apart so that their differences tell how noisy the batch is. */
import type * as tf from '@tensorflow/tfjs';

/** Eight at most, of four samples or more; two where there are fewer, if they can be cut in two. */
export const partsOf = (samples: number) => (samples % 32 === 0 ? 8 : samples % 8 === 0 ? samples / 4 : samples % 2 === 0 ? 2 : 1);

/**
 * @param perSample [samples, height, width]
 * @param parts a divisor of the number of samples
 * @returns [parts, height * width], means over consecutive parts of the samples
 */
export function meansOfParts(perSample: tf.Tensor, parts: number): tf.Tensor2D {
  return perSample.reshape([parts, perSample.shape[0]! / parts, -1]).mean(1) as tf.Tensor2D;
}

export function rowsOf(values: Float32Array, rows: number): Float32Array[] {
  const length = values.length / rows;
  return Array.from({ length: rows }, (_, row) => values.subarray(row * length, (row + 1) * length));
}
