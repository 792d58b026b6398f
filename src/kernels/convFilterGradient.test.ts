import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../testing/backends';
import { withFilterGradients } from './skipFilterGradients';

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
  { size: [10, 10], channels: [2, 3], filter: [1, 1], stride: 1, pad: 'valid' },
  { size: [11, 10], channels: [2, 3], filter: [4, 4], stride: 4, pad: 'valid' },
  { size: [7, 7], channels: [1, 7], filter: [7, 7], stride: 4, pad: 'same' },
  { size: [12, 9], channels: [3, 4], filter: [4, 2], stride: 2, pad: [[0, 0], [2, 1], [0, 1], [0, 0]] },
  // Laid out in more than one go.
  { size: [71, 71], channels: [32, 1], filter: [3, 3], stride: 1, pad: 'same' },
];

/** dw of conv2d for seeded x, filter and dy. */
function filterGradient(c: Case, isFused: boolean): Float32Array {
  return tf.tidy(() => {
    const x = tf.randomNormal([3, ...c.size, c.channels[0]], 0, 1, 'float32', 1) as tf.Tensor4D;
    const w = tf.randomNormal([...c.filter, ...c.channels], 0, 1, 'float32', 2) as tf.Tensor4D;
    const bias = tf.zeros([c.channels[1]]);
    const forward = (filter: tf.Tensor4D) =>
      isFused
        ? tf.fused.conv2d({ x, filter, bias, strides: c.stride, pad: c.pad as 'same', activation: 'linear' })
        : tf.conv2d(x, filter, c.stride, c.pad as 'same');
    const dy = tf.randomNormal(forward(w).shape, 0, 1, 'float32', 3);
    return tf.engine().gradients(() => forward(w), [w], dy).grads[0]!.dataSync() as Float32Array;
  });
}

describe('filter gradient of a convolution: WASM (ours) against CPU (tfjs)', () => {
  beforeAll(() => startTestBackend('wasm'));
  it.each(CASES)('%j', async (c) => {
    await startTestBackend('cpu');
    const expected = withFilterGradients(() => filterGradient(c, false));
    await startTestBackend('wasm');
    const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const before = tf.memory().numTensors;
    for (const isFused of [false, true]) {
      // Sums of up to 15 000 products in another order, in float32.
      expect(largestDifference(withFilterGradients(() => filterGradient(c, isFused)), expected)).toBeLessThan(1e-5 * size + 1e-4);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is skipped, as zeros, unless training asks for it', async () => {
    for (const backend of ['cpu', 'wasm'] as const) {
      await startTestBackend(backend);
      expect(filterGradient(CASES[0]!, false).every((value) => value === 0)).toBe(true);
      expect(() => withFilterGradients(() => { throw new Error('stop'); })).toThrow('stop');
      expect(filterGradient(CASES[0]!, false).every((value) => value === 0)).toBe(true);
    }
  });
});
