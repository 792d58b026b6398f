import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import { largestDifference, startTestBackend } from '../testing/backends';
import { seededNumbers, seededPicture } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';
import { flattenModel } from './flatLayers';
import { layersNetwork } from './layersNetwork';
import type { Network } from './network';

beforeAll(() => startTestBackend('wasm'));

const SIDE = 8;
const pictureTensor = (side: number) => tf.tensor4d(seededPicture(side, side).rgb, [1, side, side, 3]);

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

/** A layers model whose `branch` is bypassed by a shortcut: sum = branch(stem) + stem. */
function residualLayersNetwork(): Network {
  const input = tf.input({ shape: [SIDE, SIDE, 3] });
  const stem = tf.layers.conv2d({ name: 'stem', filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: seeded(1) }).apply(input);
  const branch = tf.layers.conv2d({ name: 'branch', filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh', kernelInitializer: seeded(2) }).apply(stem);
  const sum = tf.layers.add({ name: 'sum' }).apply([branch as tf.SymbolicTensor, stem as tf.SymbolicTensor]);
  const pool = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(sum as tf.SymbolicTensor);
  const scores = tf.layers.dense({ name: 'scores', units: 3, kernelInitializer: seeded(3) }).apply(pool) as tf.SymbolicTensor;
  const card = {
    id: 'residual', title: 'Residual', architecture: '', parameters: 0, labels: [], layers: [], logits: 'scores',
    input: { width: SIDE, height: SIDE, mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4] },
  } satisfies ModelCard;
  const model = tf.model({ inputs: input, outputs: scores });
  const flat = flattenModel(model);
  return layersNetwork(model, flat, { picture: flat.inputs[0]!, others: [] }, card, Infinity);
}

/** Largest deviation of the later features when every layer is fed what it would have computed itself. */
function changeByOwnFeature(network: Network, side: number, layerIds: readonly string[]): number {
  return tf.tidy(() => {
    const x = pictureTensor(side);
    const features = network.features(x, layerIds);
    const last = features.at(-1)!.dataSync();
    return Math.max(...layerIds.map((id, i) =>
      largestDifference(network.featuresFrom!(x, id, features[i]!, [layerIds.at(-1)!])[0]!.dataSync(), last)));
  });
}

/**
 * d <weights, to> / d from along a direction, by gradient and by central differences, apart by so much of the slopes' norm:
 * with N(0, 1) weights the sum is of the norm's size.
 */
function gradientError(network: Network, side: number, from: string, to: string, step: number): number {
  return tf.tidy(() => {
    const x = pictureTensor(side);
    const feature = network.features(x, [from])[0]!;
    const weights = tf.tensor1d(seededNumbers(network.features(x, [to])[0]!.size, 5));
    const direction = tf.tensor(seededNumbers(feature.size, 6), feature.shape);
    const at = (given: tf.Tensor) => network.featuresFrom!(x, from, given, [to])[0]!.flatten();
    const analytic = tf.grad((given) => at(given).mul(weights).sum())(feature).mul(direction).sum();
    const slopes = at(feature.add(direction.mul(step))).sub(at(feature.sub(direction.mul(step)))).div(2 * step);
    return analytic.sub(slopes.mul(weights).sum()).abs().div(slopes.norm()).dataSync()[0]!;
  });
}

it('a layer fed its own feature changes nothing after it: graph and layers model', async () => {
  const { network, description } = await loadShippedNetwork('resnet20');
  const before = tf.memory().numTensors;
  expect(changeByOwnFeature(network, 32, [...description.layers.map((layer) => layer.id), 'logits'])).toBeLessThan(1e-4);
  expect(tf.memory().numTensors).toBe(before);
  network.dispose();
  const residual = residualLayersNetwork();
  expect(changeByOwnFeature(residual, SIDE, ['stem', 'branch', 'sum', 'pool', 'scores'])).toBeLessThan(1e-5);
  residual.dispose();
});

it('keeps the shortcut around a layer inside a residual branch', async () => {
  const { network } = await loadShippedNetwork('resnet20');
  const residual = residualLayersNetwork();
  tf.tidy(() => {
    const x = pictureTensor(SIDE);
    const [branch, stem] = residual.features(x, ['branch', 'stem']);
    const [sum] = residual.featuresFrom!(x, 'branch', branch!.zerosLike(), ['sum']);
    expect(largestDifference(sum!.dataSync(), stem!.dataSync())).toBe(0);
    // With nothing from the branch, a block of ResNet-20 is relu(shortcut + the bias of its second convolution).
    const y = pictureTensor(32);
    const [inner, before] = network.features(y, ['stage3_block3/relu1', 'stage3_block2']);
    const [after] = network.featuresFrom!(y, 'stage3_block3/relu1', inner!.zerosLike(), ['stage3_block3']);
    const shift = after!.sub(before!).flatten();
    // The shift is one number a channel wherever the block is active.
    const active = after!.greater(0).flatten().dataSync();
    const byChannel = new Map<number, number>();
    shift.dataSync().forEach((value: number, i: number) => {
      if (!active[i]) return;
      const known = byChannel.get(i % 64) ?? value;
      byChannel.set(i % 64, known);
      expect(Math.abs(value - known)).toBeLessThan(1e-5);
    });
    expect(byChannel.size).toBeGreaterThan(30);
  });
  network.dispose();
  residual.dispose();
});

it('is differentiable with respect to the feature', async () => {
  const { network } = await loadShippedNetwork('resnet20');
  // Kinks of the ReLUs that switch within the step, and float32, leave a few per cent: at half the step rounding makes most of it, at five times kinks do.
  for (const from of ['stage2_block2', 'stage3_block3/relu1']) {
    expect(gradientError(network, 32, from, 'logits', 2e-4), from).toBeLessThan(0.05);
  }
  network.dispose();
  const residual = residualLayersNetwork();
  for (const from of ['stem', 'branch']) expect(gradientError(residual, SIDE, from, 'scores', 1e-3), from).toBeLessThan(0.01);
  residual.dispose();
});
