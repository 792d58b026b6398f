/**
 * The gradient of average pooling where windows hang over the edge: forward, tfjs averages over the numbers that there are, but its
 * gradient divides by the whole window. So each window's gradient is scaled by the one over the other.
 */
import * as tf from '@tensorflow/tfjs';
import { poolGeometry } from './poolGeometry';

export function registerAvgPoolGradient(): void {
  const original = tf.getGradient('AvgPool');
  tf.unregisterGradient('AvgPool');
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const scales = windowScales(poolGeometry(saved[0]!.shape, attrs));
      return original.gradFunc(scales ? tf.mul(dy as tf.Tensor, scales) : dy, saved, attrs);
    },
  });
}

/** Window over the numbers in it, [1, outHeight, outWidth, 1]; null where no window hangs over. */
function windowScales(pool: tf.backend_util.Conv2DInfo): tf.Tensor4D | null {
  const rows = axisScales(pool.outHeight, pool.strideHeight, pool.padInfo.top, pool.filterHeight, pool.inHeight);
  const columns = axisScales(pool.outWidth, pool.strideWidth, pool.padInfo.left, pool.filterWidth, pool.inWidth);
  if ([...rows, ...columns].every((scale) => scale === 1)) return null;
  return tf.tensor4d(rows.flatMap((row) => columns.map((column) => row * column)), [1, rows.length, columns.length, 1]);
}

function axisScales(outSize: number, stride: number, before: number, window: number, inSize: number): number[] {
  return Array.from({ length: outSize }, (_, i) => {
    const start = i * stride - before;
    return window / (Math.min(inSize, start + window) - Math.max(0, start));
  });
}
