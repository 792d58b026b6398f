import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ModelFolder, TINY_SIDE, tinyGraphModel, tinyLayersModel, withNaN, withoutShard, withTruncatedWeights,
} from '../../e2e/support/tinyModel';
import { largestDifference, startTestBackend } from '../testing/backends';
import { seededPicture } from '../testing/linearNetwork';
import { runToEnd } from '../testing/runToEnd';
import { fuseConvolutions } from './fuseConvolutions';
import type { GraphTopology } from './graphNetwork';
import { loadNetwork } from './loadNetwork';
import { readModelFromFiles } from './modelFiles';

beforeAll(() => startTestBackend('wasm'));

const filesOf = (folder: ModelFolder) => [...folder].map(([name, bytes]) => new File([new Uint8Array(bytes)], name));
const load = async (folder: ModelFolder) => loadNetwork(await readModelFromFiles(filesOf(folder), 'mine'), null);

function featuresOf(network: Awaited<ReturnType<typeof load>>['network'], layerId: string): Float32Array {
  const picture = seededPicture(TINY_SIDE, TINY_SIDE);
  return tf.tidy(() => network.features(tf.tensor4d(picture.rgb, [1, TINY_SIDE, TINY_SIDE, 3]), [layerId])[0]!.dataSync()) as Float32Array;
}

describe('a network of one’s own', () => {
  it('takes the card from a graph model’s metadata', async () => {
    const { description, network } = await load(tinyGraphModel());
    expect(description.card.title).toBe('Tiny');
    expect(description.layers.map(({ id, depth, shape }) => [id, depth, shape])).toEqual([
      ['conv1', 1, [8, 8, 4]],
      ['conv2', 2, [4, 4, 4]],
    ]);
    expect(description.sha256).toMatch(/^[0-9a-f]{64}$/);
    network.dispose();
  });

  it('finds the layers of a graph model without a card, and says what it assumed', async () => {
    const { description, network } = await load(tinyGraphModel({ card: false }));
    expect(description.layers.map((layer) => layer.id)).toEqual(['conv1', 'conv2', 'logits']);
    expect(description.card.input).toMatchObject({ width: 8, height: 8, mean: [0, 0, 0], std: [1, 1, 1] });
    expect(description.card.logits).toBe('logits');
    expect(description.notes.join(' ')).toMatch(/normalised/);
    network.dispose();
  });

  it('runs a layers model, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const loaded = await load(tinyLayersModel());
    expect(loaded.description.layers.map((layer) => layer.id)).toEqual(['conv_a', 'leaky_a', 'conv_b', 'leaky_b', 'pool', 'scores']);
    const { layers } = await runToEnd(loaded, seededPicture(TINY_SIDE, TINY_SIDE), { layerIds: ['leaky_b'] });
    expect(layers.get('leaky_b')!.progress).toMatchObject({ status: 'converged', error: null });
    expect(layers.get('leaky_b')!.progress.distortion).toBeCloseTo(1.5, 1);
    loaded.network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['a missing shard', () => withoutShard(tinyGraphModel()), /mine: the weight file "group1-shard2of2\.bin" is missing/],
    ['truncated weights', () => withTruncatedWeights(tinyGraphModel()), /hold \d+ bytes, but the model needs \d+/],
    ['NaN among the weights', () => withNaN(tinyGraphModel()), /the weight "conv1\/kernel" holds NaN at position 2/],
    ['NaN in a layers model', () => withNaN(tinyLayersModel()), /holds NaN/],
    ['no model.json', () => new Map([['weights.bin', Buffer.alloc(4)]]), /holds no model\.json/],
    ['a model.json that is not JSON', () => new Map([['model.json', Buffer.from('<html>')]]), /it is not JSON/],
    ['other JSON', () => new Map([['model.json', Buffer.from('{}')]]), /no "modelTopology"/],
  ] as const)('refuses %s by name', async (_, make, message) => {
    const before = tf.memory().numTensors;
    await expect(load(make() as ModelFolder)).rejects.toThrow(message);
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(0);
  });
});

describe('fuseConvolutions', () => {
  it('leaves the layers and what they compute as they were', async () => {
    const folder = tinyGraphModelWithBias();
    const files = await readModelFromFiles(filesOf(folder), 'mine');
    const topology = files.json.modelTopology as unknown as GraphTopology;
    const fused = fuseConvolutions(topology, new Set(['conv2']));
    expect(fused.node.filter((node) => node.op === '_FusedConv2D').map((node) => node.name)).toEqual(['conv2']);
    const plain = await tf.loadGraphModel(
      tf.io.fromMemory({ ...files.json, modelTopology: topology, weightSpecs: files.weightSpecs, weightData: files.weightData } as unknown as tf.io.ModelArtifacts),
    );
    const { network } = await loadNetwork(files, null);
    const picture = seededPicture(TINY_SIDE, TINY_SIDE);
    const expected = tf.tidy(() => (plain.execute(tf.tensor4d(picture.rgb, [1, 8, 8, 3]), 'conv2') as tf.Tensor).dataSync());
    expect(largestDifference(featuresOf(network, 'conv2'), expected)).toBeLessThan(1e-5);
    network.dispose();
    plain.dispose();
  });

  it('fuses every convolution of the shipped ResNet-20 that has a bias', () => {
    const json = JSON.parse(readFileSync(new URL('../../public/models/resnet20/model.json', import.meta.url), 'utf8')) as { modelTopology: GraphTopology };
    const count = (topology: GraphTopology, op: string) => topology.node.filter((node) => node.op === op).length;
    const fused = fuseConvolutions(json.modelTopology, new Set());
    // The one that is left belongs to the classifier's matrix product.
    expect(fused.node.filter((node) => node.op === 'BiasAdd').map((node) => node.name)).toEqual(['logits']);
    expect(count(fused, '_FusedConv2D')).toBe(count(json.modelTopology, 'BiasAdd') - 1);
  });
});

/** The tiny graph with a bias between its second convolution and the ReLU after it. */
function tinyGraphModelWithBias(): ModelFolder {
  const folder = new Map(tinyGraphModel({ card: false, activation: 'Relu' }));
  const json = JSON.parse(folder.get('model.json')!.toString()) as {
    modelTopology: { node: { name: string; op: string; input?: string[]; attr?: object }[] };
    weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
  };
  const { node } = json.modelTopology;
  const activation = node.findIndex((candidate) => candidate.name === 'conv2');
  node[activation]!.input = ['conv2/bias_add'];
  const FLOAT = { type: 'DT_FLOAT' };
  node.splice(
    activation, 0,
    { name: 'conv2/bias', op: 'Const', attr: { dtype: FLOAT } },
    { name: 'conv2/bias_add', op: 'BiasAdd', input: ['conv2/conv', 'conv2/bias'], attr: { T: FLOAT } },
  );
  json.weightsManifest.push({ paths: ['bias.bin'], weights: [{ name: 'conv2/bias', shape: [4], dtype: 'float32' }] });
  folder.set('bias.bin', Buffer.from(Float32Array.of(0.3, -0.2, 0.1, 0).buffer));
  folder.set('model.json', Buffer.from(JSON.stringify(json)));
  return folder;
}
