import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../../testing/backends';
import { openFixture, readFixtureModel, seededNetworkPicture } from '../../testing/onnxFixtures';
import { lengthOfReach } from '../../testing/reach';
import { onnxLayers } from './layers';
import type { OnnxNetwork } from './types';

beforeAll(() => startTestBackend('wasm'));

const layersOf = (name: string) => {
  const model = readFixtureModel(name);
  return onnxLayers(model, { inputName: model.inputs[0]!.name, outputName: model.outputs[0]!.name });
};
const offeredFirst = (name: string) => layersOf(name).filter(({ inner }) => !inner).map(({ title }) => title);

describe('layers', () => {
  it.each([
    ['resnet18', ['conv1', 'layer1.0', 'layer1.1', 'layer2.0', 'layer2.1', 'layer3.0', 'layer3.1', 'layer4.0', 'layer4.1', 'fc']],
    // That exporter folds batch norms itself and names the result after them.
    ['resnet18_dynamo', ['bn1', 'layer1.0', 'layer2.0', 'layer3.0', 'layer4.0', 'fc']],
    ['squeezenet', ['features.0', 'features.3', 'features.4', 'features.6', 'features.7', 'features.9', 'features.10', 'features.11', 'features.12', 'output']],
    ['mobilenet_v2', ['features.0.0', ...Array.from({ length: 17 }, (_, i) => `features.${i + 1}`), 'classifier.1']],
    ['vgg11_bn', ['features.0', 'features.4', 'features.8', 'features.11', 'features.15', 'features.18', 'features.22', 'features.25', 'classifier.0', 'classifier.3', 'classifier.6']],
  ])('of %s are offered by block', (name, titles) => {
    expect(offeredFirst(name)).toEqual(titles);
  });

  it.each(['resnet50', 'efficientnet_b0', 'densenet', 'shufflenet_v2', 'googlenet', 'convnext', 'vit', 'unet', 'mobilenet_v3_dynamo'])('of %s have names and places of their own', (name) => {
    const layers = layersOf(name);
    expect(new Set(layers.map(({ id }) => id)).size).toBe(layers.length);
    expect(new Set(layers.map(({ title }) => title)).size).toBe(layers.length);
    expect(layers.filter(({ id }) => id.includes(','))).toEqual([]);
    expect(layers.at(-1)!.inner).toBe(false);
    expect(layers.filter(({ inner }) => !inner).length).toBeGreaterThan(3);
    // Activations that exporters take apart stay with their convolution.
    expect(layers.filter(({ title }) => /sigmoid|erf/i.test(title))).toEqual([]);
  });
});

/** Rows and columns of the picture on which the middle of a layer depends, by its gradient. */
function reachOf(network: OnnxNetwork, id: string, side: number): { height: number; width: number } {
  const gradient = tf.tidy(() => {
    const [rows, columns] = network.layerShapes.get(id)!;
    const middle = (x: tf.Tensor) => {
      const [feature] = network.features(x as tf.Tensor4D, [id]);
      const [, , , channels] = feature!.shape as [number, number, number, number];
      return feature!.slice([0, rows! >> 1, columns! >> 1, 0], [1, 1, 1, channels]).mul(tf.range(1, channels + 1)).sum() as tf.Scalar;
    };
    return tf.grad(middle)(tf.tensor(seededNetworkPicture(side), [1, side, side, 3])).abs().sum([0, 3]).arraySync() as number[][];
  });
  const rows = gradient.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = gradient[0]!.map((_, i) => gradient.reduce((sum, row) => sum + row[i]!, 0));
  return { height: lengthOfReach(rows), width: lengthOfReach(columns) };
}

describe('receptive fields', () => {
  it.each([['squeezenet', 64], ['densenet', 64], ['shufflenet_v2', 64], ['convnext', 64]] as const)('of %s hold what the gradients reach, and no more than padding and dead units hide', async (name, side) => {
    const network = await openFixture(readFixtureModel(name), side);
    let exact = 0;
    for (const [id, shape] of network.layerShapes) {
      const field = network.receptiveFields.get(id)!;
      if (shape.length !== 3 || field.height >= side / 2) continue;
      const reach = reachOf(network, id, side);
      expect(reach.height).toBeLessThanOrEqual(field.height);
      expect(reach.width).toBeLessThanOrEqual(field.width);
      if (reach.height === field.height && reach.width === field.width) exact++;
    }
    expect(exact).toBeGreaterThan(2);
    network.dispose();
  });

  it('end where all places are mixed', async () => {
    const network = await openFixture(readFixtureModel('vit_open'), 32);
    const fields = network.card.layers.flatMap(({ id }) => network.receptiveFields.get(id)?.height ?? []);
    // Patches of 8 x 8 until the first attention.
    expect(fields.slice(0, 3)).toEqual([8, 8, 8]);
    expect(new Set(fields.slice(3))).toEqual(new Set([Infinity]));
    network.dispose();
  });
});

describe('features', () => {
  it('go on from a layer as they went through it', async () => {
    for (const [name, side] of [['resnet18', 32], ['convnext', 64], ['vit_open', 32]] as const) {
      const network = await openFixture(readFixtureModel(name), side);
      const { logits, layers } = network.card;
      const picture = tf.tensor4d(seededNetworkPicture(side), [1, side, side, 3]);
      const [expected] = network.features(picture, [logits]);
      for (const { id } of layers.filter((layer) => !layer.inner && layer.id !== logits)) {
        const difference = tf.tidy(() => {
          const [feature] = network.features(picture, [id]);
          const [again] = network.featuresFrom!(picture, id, feature!, [logits]);
          const [changed] = network.featuresFrom!(picture, id, feature!.sub(feature!.abs()), [logits]);
          expect(largestDifference(changed!.dataSync(), expected!.dataSync())).toBeGreaterThan(1e-4);
          return largestDifference(again!.dataSync(), expected!.dataSync());
        });
        expect(difference).toBeLessThan(1e-5);
      }
      tf.dispose([picture, expected!]);
      network.dispose();
    }
  });

  it('of all layers in one call are those of each alone', async () => {
    const network = await openFixture(readFixtureModel('shufflenet_v2'), 64);
    const ids = [...network.layerShapes.keys()];
    tf.tidy(() => {
      const picture = tf.tensor4d(seededNetworkPicture(64), [1, 64, 64, 3]);
      const together = network.features(picture, ids);
      ids.forEach((id, i) => {
        expect(together[i]!.shape).toEqual([1, ...network.layerShapes.get(id)!]);
        expect(largestDifference(network.features(picture, [id])[0]!.dataSync(), together[i]!.dataSync())).toBe(0);
      });
    });
    network.dispose();
  });
});
