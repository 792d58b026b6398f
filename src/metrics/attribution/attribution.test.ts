import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mean } from '../../core/stats';
import type { LayerInfo } from '../../engine/protocol';
import type { LoadedNetwork } from '../../models/loadNetwork';
import type { Network } from '../../models/network';
import { largestDifference, startTestBackend } from '../../testing/backends';
import { finalMap, finalState, problemOf } from '../../testing/finalAttribution';
import { networkOf, seededNumbers, seededPicture } from '../../testing/linearNetwork';
import { occlusionPatches } from './occlusion';
import { classOf, type ScalarTarget, targetDifference } from './target';

beforeAll(() => startTestBackend('wasm'));

const SIZE = 8;
const INPUTS = SIZE * SIZE * 3;
const CLASSES = 5;
const MEAN = [0.4, 0.5, 0.6];
const FEATURES: ScalarTarget = { kind: 'features', layerId: 'layer' };
const ofClass = (classIndex: number): ScalarTarget => ({ kind: 'class', classIndex });

/** The network with `MEAN` as its preprocessing's mean, which its function does not use. */
function withMean({ network, description }: LoadedNetwork): { network: Network; layer: LayerInfo } {
  const card = { ...network.card, input: { ...network.card.input, mean: MEAN } };
  return { network: { ...network, card }, layer: description.layers[0]! };
}

const largest = (values: Float32Array) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
function perPixel(of: (pixel: number) => [number, number, number], combine: (...channels: number[]) => number): Float32Array {
  return Float32Array.from({ length: SIZE * SIZE }, (_, pixel) => combine(...of(pixel)));
}
const norm = (...channels: number[]) => Math.hypot(...channels);
const sum = (...channels: number[]) => channels.reduce((a, b) => a + b, 0);

describe('a linear network: the closed form', () => {
  const picture = seededPicture(SIZE, SIZE);
  const weights = seededNumbers(INPUTS * CLASSES, 11);
  const dense = () => {
    const matrix = tf.tensor2d(weights, [INPUTS, CLASSES]);
    return withMean(networkOf(SIZE, SIZE, (x) => tf.matMul(x.reshape([-1, INPUTS]) as tf.Tensor2D, matrix).add(0.7), [CLASSES]));
  };
  const weightOf = (input: number, target: ScalarTarget) =>
    target.kind === 'class' ? weights[input * CLASSES + target.classIndex]! : weights.slice(input * CLASSES, (input + 1) * CLASSES).reduce((a, b) => a + b, 0);

  it.each([['feature sum', FEATURES], ['class', ofClass(3)]] as const)('%s', async (_, target) => {
    const problem = problemOf(dense(), picture, target);
    const channels = (of: (input: number) => number) => (pixel: number): [number, number, number] => [of(3 * pixel), of(3 * pixel + 1), of(3 * pixel + 2)];
    const length = perPixel(channels((i) => weightOf(i, target)), norm);
    const share = perPixel(channels((i) => weightOf(i, target) * (picture.rgb[i]! - MEAN[i % 3]!)), sum);
    for (const method of ['gradient', 'smoothgrad'] as const) {
      expect(largestDifference(await finalMap(method, problem), length), method).toBeLessThan(1e-5);
    }
    for (const method of ['gradient-input', 'integrated-gradients'] as const) {
      expect(largestDifference(await finalMap(method, problem), share), method).toBeLessThan(1e-5);
    }
    // Patches of one pixel here: each takes away its own share.
    expect(largestDifference(await finalMap('occlusion', problem), share)).toBeLessThan(1e-5);
    const total = share.reduce((a, b) => a + b, 0);
    const baseline = picture.rgb.map((__, i) => MEAN[i % 3]!);
    expect(Math.abs((await targetDifference(problem.network, picture.rgb, baseline, picture, target)) - total)).toBeLessThan(1e-4);
    const { converged, passes } = await finalState('integrated-gradients', problem);
    expect([converged, passes]).toEqual([true, 27]);
  });
});

/** Smooth, so that finite differences are of the network and not of its kinks. */
function smoothNetwork(height: number, width: number) {
  const filters = tf.tensor4d(seededNumbers(3 * 3 * 3 * CLASSES, 5), [3, 3, 3, CLASSES]);
  return withMean(networkOf(height, width, (x) => tf.tanh(tf.conv2d(x, filters, 2, 'same')).mean([1, 2]), [CLASSES]));
}

it('the gradient is that of finite differences, pixel by pixel', async () => {
  const picture = seededPicture(SIZE, SIZE);
  const network = smoothNetwork(SIZE, SIZE);
  const step = 1e-2;
  for (const target of [FEATURES, ofClass(2)]) {
    const slopes = new Float64Array(INPUTS);
    for (let i = 0; i < INPUTS; i++) {
      const moved = (by: number) => picture.rgb.map((value, k) => (k === i ? value + by : value));
      slopes[i] = (await targetDifference(network.network, moved(step), moved(-step), picture, target)) / (2 * step);
    }
    const expected = perPixel((pixel) => [slopes[3 * pixel]!, slopes[3 * pixel + 1]!, slopes[3 * pixel + 2]!], norm);
    const found = await finalMap('gradient', problemOf(network, picture, target));
    // The differences' own error is of the order of step^2 and of float32's rounding over the step.
    expect(largestDifference(found, expected)).toBeLessThan(2e-3 * largest(expected));
  }
});

describe('SmoothGrad', () => {
  const picture = seededPicture(SIZE, SIZE);

  it('is decided by the seed, and by nothing else', async () => {
    const network = smoothNetwork(SIZE, SIZE);
    const at = (seed: number) => finalMap('smoothgrad', problemOf(network, picture, FEATURES, seed));
    expect(await at(1)).toEqual(await at(1));
    expect(largestDifference(await at(1), await at(2))).toBeGreaterThan(1e-3);
    const single = { ...network, network: { ...network.network, maxBatch: 1 } };
    const oneByOne = await finalMap('smoothgrad', problemOf(single, picture, FEATURES));
    expect(largestDifference(oneByOne, await at(1))).toBeLessThan(1e-5);
  });

  it('tends to the gradient of the blurred function: for F = sum x^2 / 2 the picture itself', async () => {
    const square = withMean(networkOf(SIZE, SIZE, (x) => x.square().div(2), [SIZE, SIZE, 3]));
    const found = await finalMap('smoothgrad', problemOf(square, picture, FEATURES));
    const expected = perPixel((pixel) => [picture.rgb[3 * pixel]!, picture.rgb[3 * pixel + 1]!, picture.rgb[3 * pixel + 2]!], norm);
    // The mean of 32 noisy pictures is off by 0.1 / sqrt(32) = 0.018 a channel; the norm's mean over 64 pixels by an eighth.
    const errors = found.map((value, i) => value - expected[i]!);
    expect(Math.abs(mean(errors))).toBeLessThan(4 * (0.018 / 8));
    expect(Math.sqrt(mean(errors.map((e) => e * e)))).toBeGreaterThan(0.018 / 1.5);
    expect(Math.sqrt(mean(errors.map((e) => e * e)))).toBeLessThan(0.018 * 1.5);
  });
});

describe('occlusion', () => {
  it('is the mean loss over the patches that cover a pixel, by direct evaluation', async () => {
    // Patches of 3 x 2; on the longer side strides of one.
    const [height, width] = [24, 16];
    const picture = seededPicture(height, width);
    const network = smoothNetwork(height, width);
    const found = await finalState('occlusion', problemOf(network, picture, ofClass(1)));
    expect(found).toMatchObject({ passes: 0, converged: true, finding: '330 of 330 patches, a forward pass each' });
    for (const [y, x] of [[0, 0], [23, 15], [11, 7], [1, 14]] as const) {
      const losses: number[] = [];
      for (let top = Math.max(0, y - 2); top <= Math.min(y, height - 3); top++) {
        for (let left = Math.max(0, x - 1); left <= Math.min(x, width - 2); left++) {
          const painted = picture.rgb.map((value, i) => {
            const [row, column] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width];
            const isInside = row >= top && row < top + 3 && column >= left && column < left + 2;
            return isInside ? MEAN[i % 3]! : value;
          });
          losses.push(await targetDifference(network.network, picture.rgb, painted, picture, ofClass(1)));
        }
      }
      expect(found.values[y * width + x]).toBeCloseTo(mean(losses), 5);
    }
  });

  it.each([[32, 32, 225, 4], [224, 224, 225, 28], [8, 8, 64, 1], [3, 5, 15, 1], [37, 50, 17 * 16, 5]])(
    'covers every pixel of %d x %d with %d patches, none twice', (height, width, count, patchHeight) => {
      const patches = occlusionPatches(height, width);
      expect(patches).toHaveLength(count);
      expect(patches[0]!.height).toBe(patchHeight);
      expect(new Set(patches.map(({ top, left }) => `${top},${left}`)).size).toBe(count);
      const covered = new Set<string>();
      for (const patch of patches) {
        expect(patch.top + patch.height).toBeLessThanOrEqual(height);
        expect(patch.left + patch.width).toBeLessThanOrEqual(width);
        for (let y = 0; y < patch.height; y++) for (let x = 0; x < patch.width; x++) covered.add(`${patch.top + y},${patch.left + x}`);
      }
      expect(covered.size).toBe(height * width);
    },
  );
});

describe('refusals', () => {
  it('names the class that there is not, and the range', async () => {
    const { card } = networkOf(SIZE, SIZE, (x) => x, [SIZE, SIZE, 3]).network;
    const scores = [0.2, -1, 3];
    expect(classOf('features', scores, card)).toBeNull();
    expect(classOf('predicted', scores, card)).toBe(2);
    expect(classOf(0, scores, card)).toBe(0);
    expect(() => classOf(3, scores, { ...card, labels: ['cat', 'dog', 'ship'] })).toThrow(/Linear has no class 3\. .*0 \(cat\) to 2 \(ship\)/);
    for (const wrong of [-1, 1.5, NaN]) expect(() => classOf(wrong, scores, card)).toThrow(new RegExp(`no class ${wrong}\\. .*0 to 2`));
    expect(() => classOf('predicted', [], card)).toThrow(/no list of class scores at "layer".*feature sum/);
  });

  it('Grad-CAM: layers without height and width, networks without an entrance, layers that the score does not see', async () => {
    const picture = seededPicture(SIZE, SIZE);
    const flat = problemOf(smoothNetwork(SIZE, SIZE), picture, ofClass(0));
    await expect(finalMap('grad-cam', flat)).rejects.toThrow(/Layer "Layer" \(5\) has no height and width/);
    const spatial = withMean(networkOf(SIZE, SIZE, (x) => x.add(0), [SIZE, SIZE, 3]));
    await expect(finalMap('grad-cam', problemOf(spatial, picture, ofClass(0)))).rejects.toThrow(/cannot be entered at layer "Layer"/);
    const blind = { ...spatial, network: { ...spatial.network, featuresFrom: (x: tf.Tensor4D) => [x.sum().reshape([1, 1])] } };
    await expect(finalMap('grad-cam', problemOf(blind, picture, ofClass(0)))).rejects.toThrow(/do not depend on layer "Layer"/);
    const positive = await finalMap('grad-cam', problemOf(spatial, picture, FEATURES));
    const sums = perPixel((pixel) => [picture.rgb[3 * pixel]!, picture.rgb[3 * pixel + 1]!, picture.rgb[3 * pixel + 2]!], (...c) => Math.max(0, sum(...c)));
    expect(largestDifference(positive, sums)).toBeLessThan(1e-5);
  });
});
