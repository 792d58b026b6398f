import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startTestBackend } from '../testing/backends';

type Pool = (x: tf.Tensor4D, size: [number, number], strides: [number, number], pad: 'valid' | 'same') => tf.Tensor4D;

const SHAPES: readonly [number, number, number, number][] = [[2, 7, 6, 3], [1, 5, 8, 5], [2, 6, 5, 8]];
const WINDOWS = [[[2, 2], [2, 2]], [[3, 3], [2, 2]], [[3, 2], [1, 2]], [[3, 3], [1, 1]]] as const;
const REACH = 1e-2;

/** sum of w * pool(x) for fixed weights, in double precision by hand. */
function weighted(values: Float64Array, shape: readonly number[], isMax: boolean, size: readonly number[], strides: readonly number[], pad: string): number {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const axis = (length: number, window: number, stride: number) => {
    const out = pad === 'same' ? Math.ceil(length / stride) : Math.floor((length - window) / stride) + 1;
    const before = pad === 'same' ? Math.floor(Math.max(0, (out - 1) * stride + window - length) / 2) : 0;
    return { out, before };
  };
  const rows = axis(height, size[0]!, strides[0]!);
  const columns = axis(width, size[1]!, strides[1]!);
  let sum = 0;
  let index = 0;
  for (let b = 0; b < batch; b++) for (let r = 0; r < rows.out; r++) for (let c = 0; c < columns.out; c++) for (let k = 0; k < channels; k++) {
    const seen: number[] = [];
    for (let y = r * strides[0]! - rows.before; y < r * strides[0]! - rows.before + size[0]!; y++) {
      for (let x = c * strides[1]! - columns.before; x < c * strides[1]! - columns.before + size[1]!; x++) {
        if (y >= 0 && y < height && x >= 0 && x < width) seen.push(values[((b * height + y) * width + x) * channels + k]!);
      }
    }
    const pooled = isMax ? Math.max(...seen) : seen.reduce((a, v) => a + v, 0) / seen.length;
    sum += Math.sin(++index) * pooled;
  }
  return sum;
}

describe.each(['cpu', 'wasm'] as const)('gradients of pools against differences, on %s', (backend) => {
  it.each([['maximum', tf.maxPool as unknown as Pool], ['average', tf.avgPool as unknown as Pool]] as const)('%s, also below zero and over the edge', async (name, pool) => {
    await startTestBackend(backend);
    for (const shape of SHAPES) {
      const count = shape.reduce((a, b) => a * b, 1);
      // All below zero and no two within a step of each other.
      const values = Float64Array.from({ length: count }, (_, i) => -0.5 - 3 * REACH * ((i * 7919) % count));
      for (const [size, strides] of WINDOWS) for (const pad of ['valid', 'same'] as const) {
        const gradient = tf.tidy(() => {
          const x = tf.tensor4d(Float32Array.from(values), shape);
          return tf.grad((at) => {
            const y = pool(at as tf.Tensor4D, [...size], [...strides], pad);
            return y.flatten().mul(tf.tensor1d(Array.from({ length: y.size }, (_, i) => Math.sin(i + 1)))).sum();
          })(x).dataSync();
        });
        for (let i = 0; i < count; i += 5) {
          const moved = (by: number) => weighted(values.map((value, j) => (j === i ? value + by : value)), shape, name === 'maximum', size, strides, pad);
          const difference = (moved(REACH) - moved(-REACH)) / (2 * REACH);
          expect(Math.abs(gradient[i]! - difference), `${shape.join('x')} window ${size.join('x')} step ${strides.join('x')} ${pad}, at ${i}`).toBeLessThan(1e-4);
        }
      }
    }
  });
});
