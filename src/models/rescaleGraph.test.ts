import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import { largestDifference, startTestBackend } from '../testing/backends';
import { GraphFiles, weightsOf } from '../testing/graphFiles';
import { seededPicture } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';
import { samplePicture } from '../testing/samples';
import type { NetworkPicture } from '../engine/protocol';
import { loadNetwork } from './loadNetwork';
import type { ModelFiles } from './modelFiles';
import type { Network } from './network';
import { rescaleGraph } from './rescaleGraph';

beforeAll(() => startTestBackend('wasm'));

const SIDE = 8;
const picture = seededPicture(SIDE, SIDE);

function featuresOf(network: Network, { width, height, rgb }: NetworkPicture, id: string): Float32Array {
  return tf.tidy(() => network.features(tf.tensor4d(rgb, [1, height, width, 3]), [id])[0]!.dataSync()) as Float32Array;
}

const largest = (values: Float32Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** The largest error, as a share of the largest number. */
function relativeError(found: Float32Array, expected: Float32Array): number {
  return largestDifference(found, expected) / largest(expected);
}

/** Multiplying by a power of two is exact in float32, so every number must agree to the bit. */
async function expectExactly(files: ModelFiles, card: ModelCard, rescaled: string[], kept: string[] = []): Promise<ModelFiles> {
  const result = await rescaleGraph(files, card, 8);
  expect(result).toMatchObject({ rescaled, kept });
  const before = await loadNetwork(files, card);
  const after = await loadNetwork(result.files, card);
  for (const id of [...rescaled, ...kept, card.logits]) {
    const expected = featuresOf(before.network, picture, id).map((value) => value * (rescaled.includes(id) ? 8 : 1));
    expect(largest(expected), `${id} is not dead`).toBeGreaterThan(0);
    expect(largestDifference(featuresOf(after.network, picture, id), expected), id).toBe(0);
  }
  before.network.dispose();
  after.network.dispose();
  return result.files;
}

/** Mean over positions and a product give `logits`, as most networks end. */
function finish(graph: GraphFiles, from: string, channels: number): GraphFiles {
  graph.integers('axes', [1, 2]);
  graph.node('mean', 'Mean', [from, 'axes'], { keep_dims: { b: false } });
  graph.node('logits/product', 'MatMul', ['mean', graph.constant('logits/kernel', [channels, 3])], {
    transpose_a: { b: false }, transpose_b: { b: false },
  });
  graph.node('logits', 'BiasAdd', ['logits/product', graph.constant('logits/bias', [3])]);
  return graph;
}

describe.each(['resnet20', 'vgg11-half'])('%s', (id) => {
  it('keeps its logits and gives every listed layer times 10', async () => {
    const { network, files } = await loadShippedNetwork(id);
    const { files: changed, rescaled } = await rescaleGraph(files!, network.card, 10);
    expect(rescaled).toEqual(network.card.layers.map((layer) => layer.id));
    const after = await loadNetwork(changed, network.card);
    const sample = samplePicture('cat-sitting');
    for (const layer of rescaled) {
      const expected = featuresOf(network, sample, layer).map((value) => value * 10);
      expect(relativeError(featuresOf(after.network, sample, layer), expected), layer).toBeLessThan(1e-5);
    }
    const logits = featuresOf(network, sample, network.card.logits);
    expect(relativeError(featuresOf(after.network, sample, network.card.logits), logits)).toBeLessThan(1e-5);
    network.dispose();
    after.network.dispose();
  });
});

describe('rescaleGraph', () => {
  it('follows concatenation, depthwise and fused convolutions, padding, sums with constants and batch norm', async () => {
    const graph = new GraphFiles(SIDE);
    const fused = { fused: ['BiasAdd', 'Relu'], others: [graph.constant('a/bias', [4])] };
    graph.convolution('a', '_FusedConv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 4]), fused);
    graph.convolution('d', 'FusedDepthwiseConv2dNative', 'a', graph.constant('d/kernel', [3, 3, 4, 1]), {
      fused: ['BiasAdd', 'Prelu'], others: [graph.constant('d/bias', [4]), graph.constant('d/slope', [4], [0.1, 0.2, 0.3, 0.4])],
    });
    graph.node('joined', 'ConcatV2', ['a', 'd', graph.integers('axis', [3], [])], { N: { i: '2' } });
    graph.node('padded', 'Pad', ['joined', graph.integers('padding', [0, 0, 1, 1, 1, 1, 0, 0], [4, 2])]);
    graph.convolution('e/conv', 'DepthwiseConv2dNative', 'padded', graph.constant('e/kernel', [3, 3, 8, 1]), { stride: 2 });
    graph.node('e/sum', 'AddV2', [graph.constant('e/offset', [8]), 'e/conv']);
    graph.node('e', 'LeakyRelu', ['e/sum'], { alpha: { f: 0.25 } });
    graph.convolution('n/conv', 'Conv2D', 'e', graph.constant('n/kernel', [1, 1, 8, 8]));
    const norm = [
      graph.constant('n/gain', [8]), graph.constant('n/offset', [8]), graph.constant('n/mean', [8]),
      graph.constant('n/variance', [8], [1, 2, 3, 4, 5, 6, 7, 8]),
    ];
    graph.node('n', 'FusedBatchNormV3', ['n/conv', ...norm], { epsilon: { f: 0.001 }, data_format: { s: btoa('NHWC') } });
    graph.node('p', 'Prelu', ['n', graph.constant('p/slope', [8], [1, 2, 3, 4, 5, 6, 7, 8].map((v) => v / 8))]);
    finish(graph, 'p', 8);
    await expectExactly(graph.files(), graph.card(['a', 'd', 'e', 'p']), ['a', 'd', 'e', 'p']);
    // What is not listed keeps its scale, and what it is between does not.
    await expectExactly(graph.files(), graph.card(['e']), ['e']);
    await expectExactly(graph.files(), graph.card(['p']), ['p']);
  });

  it('scales all that a shortcut ties together', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('a', 'Conv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 4]));
    graph.convolution('b', 'Conv2D', 'a', graph.constant('b/kernel', [3, 3, 4, 4]));
    graph.node('sum', 'AddV2', ['b', 'a']);
    finish(graph, 'sum', 4);
    const changed = weightsOf(await expectExactly(graph.files(), graph.card(['sum']), ['sum']));
    const before = weightsOf(graph.files());
    expect(changed.get('a/kernel')).toEqual(before.get('a/kernel')!.map((value) => value * 8));
    expect(changed.get('b/kernel')).toEqual(before.get('b/kernel'));
  });

  it('copies weights whose readers want different factors', async () => {
    const graph = new GraphFiles(SIDE);
    const kernel = graph.node('kernel/read', 'Identity', [graph.constant('kernel', [3, 3, 3, 3])]);
    const bias = graph.constant('bias', [3]);
    for (const [name, from] of [['a', 'input'], ['b', 'a'], ['c', 'b']] as const) {
      graph.convolution(`${name}/conv`, 'Conv2D', from, kernel);
      graph.node(`${name}/bias`, 'BiasAdd', [`${name}/conv`, bias]);
      graph.node(name, 'Relu', [`${name}/bias`]);
    }
    finish(graph, 'c', 3);
    // The kernel is wanted times 8, 1/8 and 1.
    const files = await expectExactly(graph.files(), graph.card(['a']), ['a']);
    expect(files.weightSpecs.map((spec) => spec.name).filter((name) => /kernel/.test(name))).toEqual([
      'kernel', 'logits/kernel', 'kernel/times_8', 'kernel/times_0.125',
    ]);
  });

  it('leaves what has no weights between it and the output', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('a', 'Conv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 4]));
    graph.convolution('b', 'Conv2D', 'a', graph.constant('b/kernel', [3, 3, 4, 3]));
    graph.node('logits', 'Mean', ['b', graph.integers('axes', [1, 2])], { keep_dims: { b: false } });
    graph.node('probabilities', 'Softmax', ['logits']);
    const files = graph.files(['probabilities']);
    await expectExactly(files, graph.card(['a', 'b'], 'probabilities'), ['a'], ['b']);
    await expectExactly(files, graph.card(['a', 'logits'], 'logits'), ['a'], ['logits']);
    await expect(rescaleGraph(files, graph.card(['b']), 10)).rejects.toThrow(/Built cannot be rescaled: none of its layers/);
  });

  it('reads quantised weights', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('a', 'Conv2D', 'input', graph.constant('a/kernel', [1, 1, 3, 3]));
    const files = finish(graph, 'a', 3).files();
    const [kernel, ...others] = files.weightSpecs;
    const quantised: ModelFiles = {
      ...files,
      weightSpecs: [{ ...kernel!, quantization: { dtype: 'uint8', scale: 0.25, min: -1 } }, ...others],
      weightData: Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, ...new Uint8Array(files.weightData, 36)]).buffer,
    };
    const changed = await expectExactly(quantised, graph.card(['a']), ['a']);
    expect([...weightsOf(changed).get('a/kernel')!]).toEqual([-8, -6, -4, -2, 0, 2, 4, 6, 8]);
  });

  it.each(['Relu6', 'Sigmoid', 'Elu', 'Softplus'])('refuses a layer behind %s, naming both', async (op) => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('a/conv', 'Conv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 4]));
    graph.node('a', op, ['a/conv']);
    graph.node('a/pool', 'MaxPool', ['a'], {});
    graph.convolution('b', 'Conv2D', 'a', graph.constant('b/kernel', [3, 3, 4, 4]));
    const files = finish(graph, 'b', 4).files();
    for (const layer of ['a', 'a/conv']) {
      await expect(rescaleGraph(files, graph.card([layer, 'b']), 10)).rejects.toThrow(
        new RegExp(`^Built cannot be rescaled .*layer "Layer ${layer}".*"a" \\(${op}\\)`),
      );
    }
    // The layer after it has weights of its own on both sides.
    await expectExactly(files, graph.card(['b']), ['b']);
  });

  it('refuses a layer whose convolution ends in ReLU6 itself, and takes the one before it', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('a', 'Conv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 4]));
    const fused = { fused: ['BiasAdd', 'Relu6'], others: [graph.constant('b/bias', [4])] };
    graph.convolution('b', '_FusedConv2D', 'a', graph.constant('b/kernel', [3, 3, 4, 4]), fused);
    const files = finish(graph, 'b', 4).files();
    await expect(rescaleGraph(files, graph.card(['b']), 10)).rejects.toThrow(/layer "Layer b".*"b" \(_FusedConv2D\)/);
    await expectExactly(files, graph.card(['a']), ['a']);
  });

  it('refuses a layer tied to the input, a gate, and factors that are no scale', async () => {
    const graph = new GraphFiles(SIDE);
    graph.node('first', 'Relu', ['input']);
    graph.convolution('a', 'Conv2D', 'first', graph.constant('a/kernel', [3, 3, 3, 4]));
    graph.convolution('gate', 'Conv2D', 'first', graph.constant('gate/kernel', [3, 3, 3, 4]));
    graph.node('gated', 'Mul', ['a', 'gate']);
    const files = finish(graph, 'gated', 4).files();
    await expect(rescaleGraph(files, graph.card(['first']), 10)).rejects.toThrow(/no weights between it and the input "input"/);
    await expect(rescaleGraph(files, graph.card(['a']), 10)).rejects.toThrow(/"gated" \(Mul\)/);
    for (const factor of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(rescaleGraph(files, graph.card(['a']), factor)).rejects.toThrow(`above 0; it is ${factor}`);
    }
  });

  it('leaves no tensor behind', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('a', 'Conv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 4]));
    const files = finish(graph, 'a', 4).files();
    const before = tf.memory().numTensors;
    await rescaleGraph(files, graph.card(['a']), 10);
    expect(tf.memory().numTensors).toBe(before);
  });
});
