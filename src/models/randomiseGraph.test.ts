import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestBackend } from '../testing/backends';
import { GraphFiles, weightsOf } from '../testing/graphFiles';
import { loadShippedNetwork } from '../testing/modelFiles';
import { samplePicture } from '../testing/samples';
import { mean, variance } from '../core/stats';
import { loadNetwork } from './loadNetwork';
import type { ModelFiles } from './modelFiles';
import { cascadeSegments, randomiseGraph } from './randomiseGraph';

beforeAll(() => startTestBackend('wasm'));

function changedWeights(before: ModelFiles, after: ModelFiles): string[] {
  const [old, now] = [weightsOf(before), weightsOf(after)];
  expect([...now.keys()]).toEqual([...old.keys()]);
  return [...now].filter(([name, values]) => !isSame(values, old.get(name)!)).map(([name]) => name);
}

const isSame = (a: Float32Array, b: Float32Array) => a.length === b.length && a.every((value, i) => value === b[i]);
const isKernelOfZerosAndOnes = (name: string) => name.includes('shortcut');

describe.each(['resnet20', 'vgg11-half'])('%s', (id) => {
  it('has each trained weight in one segment, the logits first', async () => {
    const { network, files } = await loadShippedNetwork(id);
    const segments = cascadeSegments(files!, network.card);
    expect(segments.map((segment) => segment.layerId)).toEqual([null, ...network.card.layers.map((layer) => layer.id).reverse()]);
    expect(segments[0]!.weights).toEqual(['logits/kernel', 'logits/values']);
    for (const { layerId, weights } of segments.slice(1)) {
      expect(weights.length).toBeGreaterThanOrEqual(2);
      // Our exporter names weights after the layer they belong to.
      for (const name of weights) expect(name.startsWith(`${layerId}/`), `${name} in ${layerId}`).toBe(true);
    }
    const inSegments = segments.flatMap((segment) => segment.weights);
    expect(inSegments.sort()).toEqual(files!.weightSpecs.filter((spec) => spec.dtype === 'float32').map((spec) => spec.name).sort());
    network.dispose();
  });

  it('changes the weights of the segments asked for and leaves the features before them as they were, to the bit', async () => {
    const { network, files } = await loadShippedNetwork(id);
    const segments = cascadeSegments(files!, network.card);
    const { rgb } = samplePicture('dog-white');
    const layerIds = network.card.layers.map((layer) => layer.id);
    const featuresOf = (of: typeof network) =>
      tf.tidy(() => of.features(tf.tensor4d(rgb, [1, 32, 32, 3]), layerIds).map((feature) => feature.dataSync()));
    const original = featuresOf(network);
    for (const count of [0, 1, 3, segments.length]) {
      const randomised = await randomiseGraph(files!, network.card, count, 7);
      const expected = segments.slice(0, count).flatMap((segment) => segment.weights).filter((name) => !isKernelOfZerosAndOnes(name));
      expect(changedWeights(files!, randomised).sort()).toEqual(expected.sort());
      const after = await loadNetwork(randomised, network.card);
      const untouched = layerIds.length - Math.max(0, count - 1);
      featuresOf(after.network).forEach((feature, index) => {
        expect(feature.every(Number.isFinite)).toBe(true);
        const differs = feature.some((value, i) => value !== original[index]![i]);
        expect(differs, `${layerIds[index]} after ${count} segments`).toBe(index >= untouched);
      });
      after.network.dispose();
    }
    network.dispose();
  });
});

describe('randomiseGraph', () => {
  it('draws kernels with variance 2 / fan-in, and keeps what earlier steps of the cascade drew', async () => {
    const { network, files } = await loadShippedNetwork('vgg11-half');
    const all = weightsOf(await randomiseGraph(files!, network.card, 9, 1));
    for (const [name, fanIn] of [['conv2/conv/kernel', 9 * 32], ['conv8/conv/kernel', 9 * 256], ['logits/kernel', 256]] as const) {
      const values = all.get(name)!;
      // The variance of n normals has relative standard deviation sqrt(2 / n), their mean sigma / sqrt(n).
      expect(Math.abs((variance(values) * fanIn) / 2 - 1), name).toBeLessThan(4 * Math.sqrt(2 / values.length));
      expect(Math.abs(mean(values)), name).toBeLessThan(4 * Math.sqrt(2 / fanIn / values.length));
    }
    expect(all.get('conv8/conv/bias/values')!.every((value) => value === 0)).toBe(true);
    const some = weightsOf(await randomiseGraph(files!, network.card, 2, 1));
    for (const name of ['logits/kernel', 'conv8/conv/kernel']) expect(isSame(some.get(name)!, all.get(name)!), name).toBe(true);
    const other = weightsOf(await randomiseGraph(files!, network.card, 2, 2));
    expect(isSame(other.get('logits/kernel')!, some.get('logits/kernel')!)).toBe(false);
    network.dispose();
  });

  it('tells weights from structure', async () => {
    const graph = new GraphFiles(8);
    graph.node('shifted', 'Sub', ['input', graph.constant('pixel/mean', [3])]);
    graph.node('normalised', 'Mul', ['shifted', graph.constant('pixel/scale', [3])]);
    graph.convolution('a/conv', 'DepthwiseConv2dNative', 'normalised', graph.constant('a/kernel', [3, 3, 3, 40]));
    graph.node('a/scaled', 'Mul', ['a/conv', graph.constant('a/gain', [120])]);
    const norm = ['gain', 'offset', 'mean', 'variance'].map((name) => graph.constant(`a/norm/${name}`, [120], Array.from({ length: 120 }, () => 3)));
    graph.node('a/norm', 'FusedBatchNormV3', ['a/scaled', ...norm], { epsilon: { f: 0.001 }, data_format: { s: btoa('NHWC') } });
    graph.node('a', 'Prelu', ['a/norm', graph.constant('a/slope', [120])]);
    graph.node('halved', 'Mul', ['a', graph.constant('half', [], [0.5])]);
    graph.convolution('pick', 'Conv2D', 'halved', graph.constant('pick/kernel', [1, 1, 120, 4], Array.from({ length: 480 }, (_, i) => (i % 7 === 0 ? 1 : 0))));
    graph.node('capped', 'Minimum', ['pick', graph.constant('cap', [4])]);
    graph.node('mean', 'Mean', ['capped', graph.integers('axes', [1, 2])], { keep_dims: { b: false } });
    graph.node('logits', 'MatMul', ['mean', graph.constant('logits/kernel', [60, 4])], { transpose_a: { b: false }, transpose_b: { b: true } });
    const files = graph.files();
    const card = graph.card(['a', 'pick']);
    expect(cascadeSegments(files, card)).toEqual([
      { layerId: null, weights: ['logits/kernel'] },
      { layerId: 'pick', weights: ['pick/kernel'] },
      { layerId: 'a', weights: ['a/kernel', 'a/gain', 'a/norm/gain', 'a/norm/offset', 'a/norm/mean', 'a/norm/variance', 'a/slope'] },
    ]);
    const randomised = await randomiseGraph(files, card, 3, 1);
    expect(changedWeights(files, randomised).sort()).toEqual([
      'a/gain', 'a/kernel', 'a/norm/gain', 'a/norm/mean', 'a/norm/offset', 'a/norm/variance', 'a/slope', 'logits/kernel',
    ]);
    const weights = weightsOf(randomised);
    const initial = { 'a/gain': 1, 'a/norm/gain': 1, 'a/norm/variance': 1, 'a/norm/offset': 0, 'a/norm/mean': 0, 'a/slope': 0.25 };
    for (const [name, value] of Object.entries(initial)) expect(new Set(weights.get(name)), name).toEqual(new Set([value]));
    // Depthwise: nine numbers go into one. Transposed product: the second axis is summed over.
    for (const [name, fanIn] of [['a/kernel', 9], ['logits/kernel', 4]] as const) {
      const values = weights.get(name)!;
      expect(Math.abs((variance(values) * fanIn) / 2 - 1), name).toBeLessThan(4 * Math.sqrt(2 / values.length));
    }
  });

  it('gives weights that two layers share to the first', () => {
    const graph = new GraphFiles(8);
    const kernel = graph.constant('kernel', [3, 3, 3, 3]);
    for (const [name, from] of [['a', 'input'], ['b', 'a']] as const) graph.convolution(name, 'Conv2D', from, kernel);
    graph.convolution('logits', 'Conv2D', 'b', graph.constant('logits/kernel', [1, 1, 3, 2]));
    expect(cascadeSegments(graph.files(), graph.card(['a', 'b'])).map((segment) => segment.weights)).toEqual([['logits/kernel'], [], ['kernel']]);
  });

  it('counts what is computed from a weight, not what waits for it', () => {
    const graph = new GraphFiles(8);
    graph.convolution('side', 'Conv2D', 'input', graph.constant('side/kernel', [3, 3, 3, 3]));
    graph.convolution('a', 'Conv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 3]));
    graph.node('b', 'AddV2', ['a', 'side']);
    graph.convolution('logits', 'Conv2D', 'b', graph.constant('logits/kernel', [1, 1, 3, 2]));
    const files = graph.files();
    const { node } = files.json.modelTopology as { node: { name: string; input?: string[] }[] };
    // Control inputs order the execution; a constant may have one too.
    node.find(({ name }) => name === 'a/kernel')!.input = ['^side'];
    expect(cascadeSegments(files, graph.card(['a', 'b'])).map((segment) => segment.weights)).toEqual([
      ['logits/kernel'], ['side/kernel'], ['a/kernel'],
    ]);
  });

  it('refuses more segments than there are, by name', async () => {
    const graph = new GraphFiles(8);
    graph.convolution('a', 'Conv2D', 'input', graph.constant('kernel', [3, 3, 3, 3]));
    for (const count of [-1, 1.5, 3]) {
      await expect(randomiseGraph(graph.files(['a']), graph.card(['a'], 'a'), count, 1)).rejects.toThrow(
        `Built has the weights of 2 segments to randomise (the logits' and one for each layer); ${count} were asked for.`,
      );
    }
  });
});
