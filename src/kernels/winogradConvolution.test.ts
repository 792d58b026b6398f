import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../testing/backends';

interface Case {
  readonly size: [number, number];
  readonly channels: [number, number];
  readonly pad: 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]];
  readonly batch?: number;
}

/** Sizes that are and are not whole tiles, odd numbers of outputs, paddings that differ, more tiles than are computed at once. */
const CASES: Case[] = [
  { size: [8, 8], channels: [4, 8], pad: 'same' },
  { size: [32, 32], channels: [16, 16], pad: 'same', batch: 3 },
  { size: [7, 13], channels: [8, 3], pad: 'same' },
  { size: [9, 6], channels: [12, 5], pad: 'valid' },
  { size: [5, 5], channels: [4, 1], pad: 2 },
  { size: [10, 11], channels: [4, 9], pad: [[0, 0], [2, 1], [0, 3], [0, 0]] },
  { size: [4, 4], channels: [64, 40], pad: 'same', batch: 5 },
  { size: [3, 3], channels: [8, 8], pad: 'valid' },
  { size: [2, 2], channels: [16, 12], pad: 'same', batch: 7 },
  { size: [1, 2], channels: [4, 7], pad: 'same' },
  { size: [21, 19], channels: [256, 17], pad: 'same' },
];

const inputOf = ({ size, channels: [inputs], batch = 2 }: Case) => tf.randomNormal([batch, ...size, inputs], 0, 1, 'float32', 1) as tf.Tensor4D;
const filterOf = ({ channels }: Case) => tf.randomNormal([3, 3, ...channels], 0, 1, 'float32', 2) as tf.Tensor4D;
const biasOf = ({ channels: [, outputs] }: Case) => tf.randomNormal([outputs], 0, 1, 'float32', 3) as tf.Tensor1D;

function fused(c: Case, activation: 'linear' | 'relu' | 'relu6'): Float32Array {
  return tf.tidy(() => tf.fused.conv2d({ x: inputOf(c), filter: filterOf(c), strides: 1, pad: c.pad as 'same', bias: biasOf(c), activation }).dataSync() as Float32Array);
}

/** Of the standard deviation of sums of so many products. */
const tolerance = ({ channels: [inputs] }: Case) => 2e-5 * Math.sqrt(9 * inputs);

describe('Winograd convolutions: WASM (ours) against CPU (tfjs)', () => {
  beforeAll(() => startTestBackend('wasm'));
  afterAll(() => startTestBackend('cpu'));

  it.each(CASES)('%j', async (c) => {
    const bare = () => tf.tidy(() => tf.conv2d(inputOf(c), filterOf(c), 1, c.pad as 'same').dataSync() as Float32Array);
    const all = () => [bare(), ...(['linear', 'relu', 'relu6'] as const).map((activation) => fused(c, activation))];
    await startTestBackend('cpu');
    const expected = all();
    await startTestBackend('wasm');
    all().forEach((found, i) => expect(largestDifference(found, expected[i]!)).toBeLessThan(tolerance(c)));
  });

  it('gives the same numbers for a picture alone as among others, and each time', async () => {
    await startTestBackend('wasm');
    tf.tidy(() => {
      const c: Case = { size: [11, 14], channels: [16, 10], pad: 'same', batch: 5 };
      const x = inputOf(c);
      const w = filterOf(c);
      const together = tf.conv2d(x, w, 1, 'same');
      expect(tf.conv2d(x, w, 1, 'same').dataSync()).toEqual(together.dataSync());
      for (const i of [0, 3]) expect(tf.conv2d(x.slice([i, 0, 0, 0], [1, -1, -1, -1]) as tf.Tensor4D, w, 1, 'same').dataSync()).toEqual(together.slice([i, 0, 0, 0], [1, -1, -1, -1]).dataSync());
    });
  });

  it('frees what it made of a filter with the filter', async () => {
    await startTestBackend('wasm');
    const before = tf.memory().numTensors;
    const c: Case = { size: [8, 8], channels: [8, 8], pad: 'same' };
    const w = filterOf(c);
    tf.tidy(() => { tf.conv2d(inputOf(c), w, 1, 'same'); });
    w.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
