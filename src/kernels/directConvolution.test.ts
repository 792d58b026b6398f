import v8 from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import { plain, relaxed } from 'virtual:assembly-kernels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededNumbers } from '../testing/linearNetwork';
import { largestDifference, startTestBackend } from '../testing/backends';
import type { AssemblyKernels } from './assemblyKernels';
import { phasesToSpace } from './phasesToSpace';

interface Case {
  readonly size: [number, number];
  readonly channels: [number, number];
  readonly filter: [number, number];
  readonly stride?: [number, number];
  readonly dilation?: [number, number];
  readonly pad: 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]];
  readonly batch?: number;
}

/** Single pixels and whole pictures, odd numbers of channels, strides, dilations, paddings that differ, filters larger than the picture. */
const CASES: Case[] = [
  { size: [9, 7], channels: [16, 24], filter: [1, 1], pad: 'same', batch: 3 },
  { size: [33, 33], channels: [64, 12], filter: [1, 1], pad: 'valid' },
  { size: [5, 3], channels: [3, 1], filter: [1, 1], pad: 'valid', batch: 1 },
  { size: [8, 8], channels: [5, 9], filter: [1, 1], stride: [2, 2], pad: 'same' },
  { size: [4, 4], channels: [4, 8], filter: [1, 1], pad: 1 },
  { size: [32, 32], channels: [3, 16], filter: [3, 3], pad: 'same' },
  { size: [15, 12], channels: [16, 20], filter: [3, 3], stride: [2, 2], pad: 'same' },
  { size: [15, 12], channels: [7, 5], filter: [3, 3], stride: [2, 1], pad: 'valid' },
  { size: [17, 14], channels: [8, 8], filter: [3, 3], dilation: [2, 2], pad: 'same' },
  { size: [13, 11], channels: [6, 10], filter: [3, 2], dilation: [1, 3], pad: 'valid' },
  { size: [20, 21], channels: [3, 11], filter: [7, 7], stride: [2, 2], pad: [[0, 0], [3, 2], [3, 3], [0, 0]] },
  { size: [3, 4], channels: [4, 6], filter: [5, 5], pad: 'same' },
  { size: [1, 1], channels: [260, 264], filter: [3, 3], pad: 'same', batch: 1 },
  { size: [10, 9], channels: [12, 17], filter: [2, 2], pad: [[0, 0], [1, 0], [0, 1], [0, 0]] },
];

const inputOf = ({ size, channels: [inputs], batch = 2 }: Case) => tf.randomNormal([batch, ...size, inputs], 0, 1, 'float32', 1) as tf.Tensor4D;
const filterOf = ({ channels, filter }: Case) => tf.randomNormal([...filter, ...channels], 0, 1, 'float32', 2) as tf.Tensor4D;
const biasOf = ({ channels: [, outputs] }: Case) => tf.randomNormal([outputs], 0, 1, 'float32', 3) as tf.Tensor1D;

/** Of the standard deviation of sums of so many products. */
const tolerance = ({ channels: [inputs], filter: [height, width] }: Case) => 2e-6 * Math.sqrt(height * width * inputs);

describe('convolutions product by product: WASM (ours) against CPU (tfjs)', () => {
  beforeAll(() => startTestBackend('wasm'));
  afterAll(() => startTestBackend('cpu'));

  it.each(CASES)('%j', async (c) => {
    const { stride = [1, 1], dilation = [1, 1], pad } = c;
    const bare = () => tf.tidy(() => tf.conv2d(inputOf(c), filterOf(c), stride, pad as 'same', 'NHWC', dilation).dataSync() as Float32Array);
    const fused = (activation: 'linear' | 'relu' | 'relu6') => tf.tidy(() => tf.fused.conv2d({
      x: inputOf(c), filter: filterOf(c), strides: stride, pad: pad as 'same', dilations: dilation, bias: biasOf(c), activation,
    }).dataSync() as Float32Array);
    const all = () => [bare(), ...(['linear', 'relu', 'relu6'] as const).map(fused)];
    await startTestBackend('cpu');
    const expected = all();
    await startTestBackend('wasm');
    all().forEach((found, i) => expect(largestDifference(found, expected[i]!)).toBeLessThan(tolerance(c)));
  });

  it('gives the same numbers for a picture alone as among others, and each time', () => {
    tf.tidy(() => {
      const c: Case = { size: [11, 7], channels: [16, 10], filter: [3, 3], pad: 'same', batch: 5 };
      const [x, w] = [inputOf(c), filterOf(c)];
      const together = tf.conv2d(x, w, 2, 'same');
      expect(tf.conv2d(x, w, 2, 'same').dataSync()).toEqual(together.dataSync());
      for (const i of [0, 3]) expect(tf.conv2d(x.slice([i, 0, 0, 0], [1, -1, -1, -1]) as tf.Tensor4D, w, 2, 'same').dataSync()).toEqual(together.slice([i, 0, 0, 0], [1, -1, -1, -1]).dataSync());
    });
  });

  it('frees what it made of a filter with the filter', () => {
    const before = tf.memory().numTensors;
    const c: Case = { size: [8, 8], channels: [8, 8], filter: [1, 1], pad: 'same' };
    const w = filterOf(c);
    tf.tidy(() => { tf.conv2d(inputOf(c), w, 1, 'same'); });
    w.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('relaxed SIMD gives the same to rounding', () => {
  // Newer versions of Node.js have it without the flag, and say so on stderr.
  if (!WebAssembly.validate(bytesOf(relaxed))) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  const [rows, inputs, outputs] = [37, 50, 19];
  const [x, filter, packed, y, scratch] = [0, 1, 2, 3, 4].map((i) => 65536 * (i + 1)) as [number, number, number, number, number];
  const found = [plain, relaxed].map((binary) => {
    const memory = new WebAssembly.Memory({ initial: 8 });
    const kernels = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(binary)), { env: { memory } }).exports as unknown as AssemblyKernels;
    new Float32Array(memory.buffer, x).set(seededNumbers(rows * inputs, 1));
    new Float32Array(memory.buffer, filter).set(seededNumbers(inputs * outputs, 2));
    kernels.packFilters(filter, inputs, outputs, packed);
    kernels.convolveDirectly(x, 1, 1, rows, inputs, packed, 1, 1, outputs, 0, 0, 1, 1, 1, 1, 0, 0, y, 1, rows, 16, scratch);
    return new Float32Array(memory.buffer, y, rows * outputs).slice();
  }) as [Float32Array, Float32Array];
  expect(largestDifference(found[0], found[1])).toBeLessThan(1e-5);
  expect(found[0].every((value) => value !== 0)).toBe(true);
});

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

it.each([[[2, 3, 4, 12], 2, 5, 8], [[1, 4, 3, 16], 2, 7, 6], [[2, 2, 2, 45], 3, 6, 4]] as const)('phases %j of stride %d go to %d x %d pixels as tfjs puts them', async (shape, stride, height, width) => {
  const spread = () => tf.tidy(() => phasesToSpace(tf.range(0, shape.reduce((a: number, b) => a * b, 1)).reshape([...shape]) as tf.Tensor4D, stride, height, width).dataSync());
  await startTestBackend('cpu');
  const expected = spread();
  await startTestBackend('wasm');
  expect(spread()).toEqual(expected);
});
