import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../testing/backends';

interface Case {
  size: [number, number];
  channels: [number, number];
  filter: [number, number];
  stride: [number, number] | number;
  pad: 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]];
}

const CASES: Case[] = [
  { size: [8, 8], channels: [4, 8], filter: [3, 3], stride: 1, pad: 'same' },
  { size: [9, 7], channels: [3, 5], filter: [3, 3], stride: 2, pad: 'same' },
  { size: [8, 8], channels: [3, 5], filter: [3, 3], stride: 2, pad: 1 },
  { size: [8, 11], channels: [5, 1], filter: [5, 3], stride: [3, 2], pad: 'valid' },
  { size: [10, 10], channels: [2, 3], filter: [1, 1], stride: 2, pad: 'valid' },
  { size: [7, 7], channels: [1, 7], filter: [7, 7], stride: 4, pad: 'same' },
  { size: [12, 9], channels: [3, 4], filter: [4, 2], stride: 2, pad: [[0, 0], [2, 1], [0, 1], [0, 0]] },
  { size: [15, 14], channels: [3, 6], filter: [7, 7], stride: 2, pad: 3 },
  { size: [13, 10], channels: [2, 4], filter: [3, 5], stride: 3, pad: 'same' },
  { size: [10, 9], channels: [3, 4], filter: [2, 2], stride: 2, pad: 'valid' },
  { size: [12, 12], channels: [3, 2], filter: [2, 3], stride: 3, pad: 'valid' },
  { size: [6, 6], channels: [3, 4], filter: [1, 1], stride: 1, pad: [[0, 0], [2, 2], [1, 1], [0, 0]] },
];

/** dx of conv2d or depthwiseConv2d for seeded x, filter and dy. */
function inputGradient(c: Case, depthwise: boolean): Float32Array {
  return tf.tidy(() => {
    const x = tf.randomNormal([2, ...c.size, c.channels[0]], 0, 1, 'float32', 1) as tf.Tensor4D;
    const w = tf.randomNormal([...c.filter, ...c.channels], 0, 1, 'float32', 2) as tf.Tensor4D;
    const forward = (input: tf.Tensor4D) =>
      depthwise
        ? tf.depthwiseConv2d(input, w, c.stride, c.pad as 'same')
        : tf.conv2d(input, w, c.stride, c.pad as 'same');
    const dy = tf.randomNormal(forward(x).shape, 0, 1, 'float32', 3);
    const { grads } = tf.engine().gradients(() => forward(x), [x], dy);
    return grads[0]!.dataSync() as Float32Array;
  });
}

describe.each([false, true])('input gradient of a convolution, depthwise %s: WASM (ours) against CPU (tfjs)', (depthwise) => {
  beforeAll(() => startTestBackend('wasm'));
  it.each(CASES)('%j', async (c) => {
    await startTestBackend('cpu');
    const expected = inputGradient(c, depthwise);
    await startTestBackend('wasm');
    expect(largestDifference(inputGradient(c, depthwise), expected)).toBeLessThan(1e-4);
  });
});

describe('what tfjs cannot differentiate', () => {
  it.each([false, true])('dilated convolution, depthwise %s: dx is the transpose of the forward pass, <dy, f(x)> = <dx, x>', async (depthwise) => {
    for (const backend of ['cpu', 'wasm'] as const) {
      await startTestBackend(backend);
      tf.tidy(() => {
        const x = tf.randomNormal([1, 11, 9, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
        const w = tf.randomNormal([3, 3, 3, 4], 0, 1, 'float32', 2) as tf.Tensor4D;
        const forward = () => (depthwise ? tf.depthwiseConv2d(x, w, 1, 'same', 'NHWC', 2) : tf.conv2d(x, w, 1, 'same', 'NHWC', 2));
        const y = forward();
        const dy = tf.randomNormal(y.shape, 0, 1, 'float32', 3);
        const { grads } = tf.engine().gradients(forward, [x], dy);
        const left = dy.mul(y).sum().dataSync()[0]!;
        const right = grads[0]!.mul(x).sum().dataSync()[0]!;
        expect(Math.abs(left - right)).toBeLessThan(1e-3 * Math.abs(left) + 1e-3);
      });
    }
  });

  it.each([
    { begin: [0, 0, 0, 0], end: [2, 8, 7, 3], strides: [1, 2, 2, 1] },
    { begin: [0, 1, 2, 0], end: [2, 8, 6, 3], strides: [1, 3, 2, 2] },
    { begin: [1, 0, 0, 1], end: [2, 4, 7, 2], strides: [1, 1, 1, 1] },
  ])('strided slice $begin:$end:$strides is linear, <dy, f(x)> = <dx, x>', async ({ begin, end, strides }) => {
    for (const backend of ['cpu', 'wasm'] as const) {
      await startTestBackend(backend);
      tf.tidy(() => {
        const x = tf.randomNormal([2, 8, 7, 3], 0, 1, 'float32', 1);
        const forward = () => tf.stridedSlice(x, begin, end, strides);
        const dy = tf.randomNormal(forward().shape, 0, 1, 'float32', 3);
        const { grads } = tf.engine().gradients(forward, [x], dy);
        const left = dy.mul(forward()).sum().dataSync()[0]!;
        const right = grads[0]!.mul(x).sum().dataSync()[0]!;
        expect(Math.abs(left - right)).toBeLessThan(1e-4);
        // A picked number keeps its gradient, so nothing is lost or doubled.
        expect(grads[0]!.sum().dataSync()[0]).toBeCloseTo(dy.sum().dataSync()[0]!, 3);
      });
    }
  });
});
