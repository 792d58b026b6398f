/** Models as people have them: in several files' worth of ways. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { INPUT_PRESETS } from '../core/modelChoices';
import { logitsOf } from '../engine/predict';
import { largestDifference, startTestBackend } from '../testing/backends';
import { GraphFiles } from '../testing/graphFiles';
import { seededPicture } from '../testing/linearNetwork';
import { lengthOfReach } from '../testing/reach';
import { type LoadedNetwork, loadNetwork, sharesWeights } from './loadNetwork';
import type { ModelFiles } from './modelFiles';

beforeAll(() => startTestBackend('wasm'));

const SIDE = 8;
const FLOAT = { type: 'DT_FLOAT' };
const pictureOf = (side: number) => tf.tensor4d(seededPicture(side, side).rgb, [1, side, side, 3]);

function valuesOf({ network }: LoadedNetwork, layerId: string, side = SIDE): Float32Array {
  return tf.tidy(() => network.features(pictureOf(side), [layerId])[0]!.dataSync()) as Float32Array;
}

/** As the converter would have saved a Keras model. */
async function saved(model: tf.LayersModel, name = 'keras'): Promise<ModelFiles> {
  let artifacts: tf.io.ModelArtifacts | null = null;
  await model.save(tf.io.withSaveHandler(async (all) => {
    artifacts = all;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
  const { modelTopology, weightSpecs, weightData } = artifacts as unknown as Required<tf.io.ModelArtifacts>;
  return {
    name, sha256: '', weightSpecs, weightData: weightData as ArrayBuffer,
    json: { format: 'layers-model', modelTopology, weightsManifest: [] } as unknown as tf.io.ModelJSON,
  };
}

const conv = (name: string, filters = 4, strides = 1, kernelSize = 3) => tf.layers.conv2d({ name, filters, kernelSize, strides, padding: 'same' });

describe('models inside models', () => {
  function nested(): tf.LayersModel {
    const inner = tf.sequential({ name: 'inner', layers: [tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, padding: 'same', inputShape: [SIDE, SIDE, 4] }), tf.layers.leakyReLU({ name: 'act' })] });
    const input = tf.input({ shape: [SIDE, SIDE, 3] });
    const stem = conv('stem').apply(input) as tf.SymbolicTensor;
    const branch = inner.apply(stem) as tf.SymbolicTensor;
    const sum = tf.layers.add({ name: 'sum' }).apply([branch, stem]) as tf.SymbolicTensor;
    const pool = tf.layers.globalAveragePooling2d({ name: 'pool', dataFormat: 'channelsLast' }).apply(sum);
    return tf.model({ inputs: input, outputs: tf.layers.dense({ name: 'scores', units: 3 }).apply(pool) as tf.SymbolicTensor });
  }

  it('offers their layers by path, with the features that the whole model has there', async () => {
    const model = nested();
    const loaded = await loadNetwork(await saved(model), null);
    expect(loaded.description.layers.map(({ id }) => id)).toEqual(['stem', 'inner/conv', 'inner/act', 'sum', 'pool', 'scores']);
    const stem = valuesOf(loaded, 'stem');
    const branch = valuesOf(loaded, 'inner/act');
    expect(largestDifference(valuesOf(loaded, 'sum'), stem.map((value, i) => value + branch[i]!))).toBeLessThan(1e-6);
    const expected = tf.tidy(() => (model.predict(pictureOf(SIDE)) as tf.Tensor).dataSync());
    expect(largestDifference(valuesOf(loaded, 'scores'), expected)).toBeLessThan(1e-6);
    loaded.network.dispose();
    model.dispose();
  });

  it('are entered in their middle', async () => {
    const loaded = await loadNetwork(await saved(nested()), null);
    tf.tidy(() => {
      const x = pictureOf(SIDE);
      const [feature] = loaded.network.features(x, ['inner/conv']);
      const from = loaded.network.featuresFrom!(x, 'inner/conv', feature!, ['sum'])[0]!.dataSync();
      expect(largestDifference(from, valuesOf(loaded, 'sum'))).toBeLessThan(1e-6);
    });
    loaded.network.dispose();
  });
});

describe('several inputs and outputs', () => {
  function twoEnded(): tf.LayersModel {
    const picture = tf.input({ shape: [SIDE, SIDE, 3], name: 'picture' });
    const scale = tf.input({ shape: [1], name: 'scale' });
    const features = conv('features').apply(picture) as tf.SymbolicTensor;
    const pooled = tf.layers.globalAveragePooling2d({ name: 'pool', dataFormat: 'channelsLast' }).apply(features) as tf.SymbolicTensor;
    const scaled = tf.layers.multiply({ name: 'scaled' }).apply([pooled, tf.layers.dense({ name: 'spread', units: 4, useBias: false }).apply(scale) as tf.SymbolicTensor]) as tf.SymbolicTensor;
    const few = tf.layers.dense({ name: 'few', units: 2 }).apply(pooled) as tf.SymbolicTensor;
    const many = tf.layers.dense({ name: 'many', units: 5 }).apply(scaled) as tf.SymbolicTensor;
    return tf.model({ inputs: [scale, picture], outputs: [few, many] });
  }

  it('takes the picture by its shape and the scores by their number, and says that it chose', async () => {
    const { description, network } = await loadNetwork(await saved(twoEnded()), null);
    expect(description.feeding).toMatchObject({ pictureInput: 'picture', output: 'many', constants: { scale: 0 }, questions: expect.arrayContaining(['input', 'output']) });
    network.dispose();
  });

  it('fills the others with the chosen number, and reads the chosen output', async () => {
    const model = twoEnded();
    const files = await saved(model);
    const loaded = await loadNetwork(files, null, { constants: { scale: 2 } });
    const expected = tf.tidy(() => (model.predict([tf.tensor2d([[2]]), pictureOf(SIDE)]) as tf.Tensor[])[1]!.dataSync());
    expect(largestDifference(Float32Array.from(await logitsOf(loaded.network, seededPicture(SIDE, SIDE))), expected)).toBeLessThan(1e-5);
    const other = await loaded.withChoices!({ constants: { scale: 2 }, output: 'few' });
    expect(await logitsOf(other.network, seededPicture(SIDE, SIDE))).toHaveLength(2);
    expect(sharesWeights(loaded, other)).toBe(false);
    await expect(loadNetwork(files, null, { pictureInput: 'nope' })).rejects.toThrow(/no input "nope"; it has scale, picture/);
    loaded.network.dispose();
    other.network.dispose();
    model.dispose();
  });
});

describe('an open size', () => {
  it('is proposed, can be chosen, and keeps the weights; an impossible one changes nothing', async () => {
    const input = tf.input({ shape: [null, null, 3] });
    const pooled = tf.layers.globalAveragePooling2d({ name: 'pool', dataFormat: 'channelsLast' }).apply(conv('c', 2, 2).apply(input)) as tf.SymbolicTensor;
    const loaded = await loadNetwork(await saved(tf.model({ inputs: input, outputs: pooled })), null);
    expect(loaded.description.card.input).toMatchObject({ width: 224, height: 224 });
    expect(loaded.description.feeding!.questions).toContain('size');
    const small = await loaded.withChoices!({ input: { ...loaded.description.card.input, width: 20, height: 12 } });
    expect(small.description.layers[0]!.shape).toEqual([6, 10, 2]);
    expect(sharesWeights(loaded, small)).toBe(true);
    await expect(loaded.withChoices!({ input: { ...loaded.description.card.input, width: 0 } })).rejects.toThrow(/width must be a whole number/);
    expect(valuesOf(small, 'pool', 12)).toHaveLength(2);
    small.network.dispose();
  });

  it('of a file that fixes it cannot be chosen', async () => {
    const input = tf.input({ shape: [SIDE, SIDE, 3] });
    const files = await saved(tf.model({ inputs: input, outputs: conv('c').apply(input) as tf.SymbolicTensor }));
    const { network, withChoices, description } = await loadNetwork(files, null);
    await expect(withChoices!({ input: { ...description.card.input, width: 9 } })).rejects.toThrow(/takes pictures of 8 × 8 only, not 9 × 8/);
    network.dispose();
  });
});

/** Two convolutions on bytes, behind a loop that TensorFlow.js cannot differentiate, and before a suppression that it cannot either. */
function withLoop(): GraphFiles {
  const graph = new GraphFiles(SIDE);
  graph.node('Preprocessor/loop', 'StatelessWhile', ['input']);
  graph.node('Preprocessor/stack', 'Identity', ['Preprocessor/loop']);
  graph.node('Preprocessor/mul', 'Mul', ['Preprocessor/stack', graph.constant('two', [], [2 / 255])]);
  graph.convolution('first', 'Conv2D', 'Preprocessor/mul', graph.constant('k1', [3, 3, 3, 4]), { stride: 2 });
  graph.convolution('second', 'Conv2D', 'first', graph.constant('k2', [3, 3, 4, 4]));
  graph.node('Postprocessor/Where', 'Where', ['second']);
  graph.convolution('after', 'Conv2D', 'Postprocessor/Where', graph.constant('k3', [1, 1, 4, 2]));
  return graph;
}

describe('control flow', () => {
  it('is left out: the picture is fed behind it, what can be differentiated is offered, and the rest is named', async () => {
    const loaded = await loadNetwork(withLoop().files(['after']), null);
    const { description, network } = loaded;
    expect(description.card.feed).toBe('Preprocessor/stack');
    expect(description.layers.map(({ id }) => id)).toEqual(['first', 'second']);
    expect(description.notes.join(' ')).toMatch(/StatelessWhile, Where, first at “Preprocessor\/loop”.*fed at “Preprocessor\/stack”/);
    // The file scales bytes itself.
    expect(description.card.input).toMatchObject({ mean: INPUT_PRESETS.bytes.mean, std: INPUT_PRESETS.bytes.std });
    const { gradient, slope } = tf.tidy(() => {
      const f = (x: tf.Tensor) => network.features(x as tf.Tensor4D, ['second'])[0]!.square().sum() as tf.Scalar;
      const x = pictureOf(SIDE);
      const direction = tf.randomNormal(x.shape, 0, 1, 'float32', 5);
      const step = 1e-2;
      const slope = f(x.add(direction.mul(step))).sub(f(x.sub(direction.mul(step)))).div(2 * step).dataSync()[0]!;
      return { gradient: tf.grad(f)(x).mul(direction).sum().dataSync()[0]!, slope };
    });
    expect(Math.abs(gradient - slope)).toBeLessThan(1e-2 * Math.abs(slope));
    network.dispose();
  });
});

describe('what cannot run', () => {
  it('is named with its node and the layers that remain', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('sound', 'Conv2D', 'input', graph.constant('k1', [3, 3, 3, 4]));
    graph.node('strange/op', 'FractionalMaxPool', ['sound']);
    graph.convolution('behind', 'Conv2D', 'strange/op', graph.constant('k2', [3, 3, 4, 4]));
    const { description, network } = await loadNetwork(graph.files(['behind']), null);
    expect(description.layers.map(({ id }) => id)).toEqual(['sound']);
    expect(description.notes.join(' ')).toMatch(/FractionalMaxPool \(at “strange\/op”\).*1 of 2 layers.*“sound”/);
    network.dispose();
  });

  it('names a kernel that does not fit, once for all layers behind it', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('sound', 'Conv2D', 'input', graph.constant('k1', [3, 3, 3, 4]));
    graph.convolution('misfit', 'Conv2D', 'sound', graph.constant('k2', [3, 3, 5, 4]));
    graph.convolution('behind', 'Conv2D', 'misfit', graph.constant('k3', [3, 3, 4, 4]));
    const { description, network } = await loadNetwork(graph.files(['behind']), null);
    expect(description.notes.filter((note) => /misfit/.test(note))).toHaveLength(1);
    expect(description.notes.join(' ')).toMatch(/Layer "misfit" cannot run here: .*depth.*it and the 1 layers behind it are left out/);
    network.dispose();
  });
});

describe('channels', () => {
  it('first in the file: the page sees them last, and gradients come through', async () => {
    const graph = new GraphFiles(SIDE);
    graph.node('nhwc', 'Transpose', ['input', graph.integers('there', [0, 2, 3, 1])]);
    graph.convolution('conv', 'Conv2D', 'nhwc', graph.constant('k', [3, 3, 3, 4]), { stride: 2 });
    graph.node('back', 'Transpose', ['conv', graph.integers('again', [0, 3, 1, 2])]);
    const files = graph.files(['back']);
    const topology = files.json.modelTopology as unknown as { node: { name: string; attr: Record<string, unknown> }[] };
    topology.node.find(({ name }) => name === 'input')!.attr['shape'] = { shape: { dim: [-1, 3, SIDE, SIDE].map((size) => ({ size: String(size) })) } };
    const card = { ...graph.card(['back'], 'back'), input: { width: SIDE, height: SIDE, mean: [0, 0, 0], std: [1, 1, 1], layout: 'nchw' as const } };
    const { description, network } = await loadNetwork(files, card);
    expect(description.layers[0]!.shape).toEqual([4, 4, 4]);
    const kernel = tf.io.decodeWeights(files.weightData, files.weightSpecs)['k'] as tf.Tensor4D;
    const expected = tf.tidy(() => tf.conv2d(pictureOf(SIDE), kernel, 2, 'same').dataSync());
    const found = tf.tidy(() => network.features(pictureOf(SIDE), ['back'])[0]!.dataSync());
    expect(largestDifference(found, expected)).toBeLessThan(1e-5);
    const guessed = await loadNetwork(files, null);
    expect(guessed.description.card.input).toMatchObject({ layout: 'nchw', width: SIDE, height: SIDE });
    network.dispose();
    guessed.network.dispose();
  });

  it('blue first, and grey', async () => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('conv', 'Conv2D', 'input', graph.constant('k', [1, 1, 3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]));
    const input = { width: SIDE, height: SIDE, mean: [0.1, 0.2, 0.3], std: [1, 2, 4], channelOrder: 'bgr' as const };
    const loaded = await loadNetwork(graph.files(['conv']), null, { input });
    const rgb = seededPicture(SIDE, SIDE).rgb;
    const [blue, green, red] = valuesOf(loaded, 'conv');
    expect(blue).toBeCloseTo((rgb[2]! - 0.3) / 4, 5);
    expect(green).toBeCloseTo((rgb[1]! - 0.2) / 2, 5);
    expect(red).toBeCloseTo(rgb[0]! - 0.1, 5);
    loaded.network.dispose();

    const grey = tf.input({ shape: [SIDE, SIDE, 1] });
    const identity = conv('identity', 1, 1, 1).apply(grey) as tf.SymbolicTensor;
    const model = tf.model({ inputs: grey, outputs: identity });
    model.layers[1]!.setWeights([tf.ones([1, 1, 1, 1]), tf.zeros([1])]);
    const seen = await loadNetwork(await saved(model), null);
    expect(seen.description.card.input.channelOrder).toBe('grey');
    expect(valuesOf(seen, 'identity')[0]).toBeCloseTo(0.299 * rgb[0]! + 0.587 * rgb[1]! + 0.114 * rgb[2]!, 5);
    seen.network.dispose();
  });
});

describe('quantised weights', () => {
  it.each([['uint8', 255, Uint8Array], ['uint16', 65_535, Uint16Array]] as const)('of %s come out as the numbers they stand for', async (dtype, levels, Stored) => {
    const graph = new GraphFiles(SIDE);
    graph.convolution('conv', 'Conv2D', 'input', graph.constant('k', [3, 3, 3, 4]));
    const plain = graph.files(['conv']);
    const weights = new Float32Array(plain.weightData);
    const [min, max] = [Math.min(...weights), Math.max(...weights)];
    const scale = (max - min) / levels;
    const stored = new Stored(weights.map((value) => Math.round((value - min) / scale)));
    const files: ModelFiles = {
      ...plain, weightData: stored.buffer as ArrayBuffer,
      weightSpecs: [{ ...plain.weightSpecs[0]!, quantization: { dtype, scale, min } } as tf.io.WeightsManifestEntry],
    };
    const [exact, quantised] = [await loadNetwork(plain, null), await loadNetwork(files, null)];
    // 27 products with inputs of about 1, each off by half a step at most.
    expect(largestDifference(valuesOf(quantised, 'conv'), valuesOf(exact, 'conv'))).toBeLessThan(27 * 0.5 * scale);
    exact.network.dispose();
    quantised.network.dispose();
  });
});

describe('receptive fields', () => {
  /** Side of the square around the middle feature within which the picture moves it: measured, not calculated. */
  function measuredSide({ network }: LoadedNetwork, layerId: string, side: number): number {
    return tf.tidy(() => {
      const gradient = tf.grad((x) => {
        const feature = network.features(x as tf.Tensor4D, [layerId])[0] as tf.Tensor4D;
        const middle = Math.floor(feature.shape[1] / 2);
        return feature.slice([0, middle, middle, 0], [1, 1, 1, -1]).sum();
      })(tf.ones([1, side, side, 3]));
      return lengthOfReach([...gradient.abs().sum([0, 2, 3]).dataSync()]);
    });
  }

  it('are what the gradient of the middle feature reaches, in a graph and in a Keras model', async () => {
    const side = 64;
    const graph = new GraphFiles(side);
    const positive = (name: string, shape: number[]) => graph.constant(name, shape, Array.from({ length: shape.reduce((a, b) => a * b) }, () => 0.1));
    graph.convolution('a', 'Conv2D', 'input', positive('ka', [5, 5, 3, 4]), { stride: 2 });
    graph.node('pool', 'AvgPool', ['a'], { ksize: { list: { i: ['1', '3', '3', '1'] } }, strides: { list: { i: ['1', '2', '2', '1'] } }, padding: { s: btoa('SAME') } });
    graph.convolution('b', 'DepthwiseConv2dNative', 'pool', positive('kb', [3, 3, 4, 1]));
    graph.convolution('c', 'Conv2D', 'b', positive('kc', [1, 1, 4, 4]));
    graph.node('sum', 'AddV2', ['c', 'pool']);
    const loaded = await loadNetwork(graph.files(['sum']), null);
    for (const { id, receptiveField } of loaded.description.layers) expect([id, receptiveField!.height]).toEqual([id, measuredSide(loaded, id, side)]);
    expect(loaded.description.layers.at(-1)!.receptiveField).toMatchObject({ height: 17, strideHeight: 4 });
    loaded.network.dispose();

    const input = tf.input({ shape: [side, side, 3] });
    const ones = { kernelInitializer: 'ones', padding: 'same' } as const;
    const first = tf.layers.conv2d({ name: 'first', filters: 2, kernelSize: 3, strides: 2, ...ones }).apply(input);
    const dilated = tf.layers.conv2d({ name: 'dilated', filters: 2, kernelSize: 3, dilationRate: 3, ...ones }).apply(first);
    const pooled = tf.layers.averagePooling2d({ name: 'pooled', poolSize: 2 }).apply(dilated);
    const keras = await loadNetwork(await saved(tf.model({ inputs: input, outputs: pooled as tf.SymbolicTensor })), null);
    for (const { id, receptiveField } of keras.description.layers) expect([id, receptiveField!.height]).toEqual([id, measuredSide(keras, id, side)]);
    keras.network.dispose();
  });
});

describe('class names', () => {
  it('of ImageNet come with a thousand scores, and after the background with one more', async () => {
    for (const [classes, first] of [[1000, 'tench'], [1001, 'background']] as const) {
      const graph = new GraphFiles(SIDE);
      graph.convolution('conv', 'Conv2D', 'input', graph.constant('k', [3, 3, 3, 2]));
      graph.node('pool', 'Mean', ['conv', graph.integers('axes', [1, 2])], { keep_dims: { b: false } });
      graph.node('logits', 'MatMul', ['pool', graph.constant('w', [2, classes])], { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: false } });
      const { description, network } = await loadNetwork(graph.files(), null);
      expect(description.card.labels).toHaveLength(classes);
      expect(description.card.labels[0]).toBe(first);
      expect(description.feeding!.labelSet).toBe('imagenet-1k');
      network.dispose();
    }
  });
});
