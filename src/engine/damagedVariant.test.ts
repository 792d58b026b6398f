/** Damaged networks of every file format, against what damage must and must not do to features. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyGraphModel, tinyLayersModel } from '../../e2e/support/tinyModel';
import type { Damage, DamageWay } from '../core/spec';
import { type LoadedNetwork, loadNetwork } from '../models/loadNetwork';
import { readModelFromFiles } from '../models/modelFiles';
import { loadOnnx } from '../models/openOnnx';
import { startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { makeVariant } from './variants';

beforeAll(() => startTestBackend('wasm'));

async function loadFolder(folder: ReturnType<typeof tinyGraphModel>): Promise<LoadedNetwork> {
  return loadNetwork(await readModelFromFiles([...folder].map(([name, bytes]) => new File([new Uint8Array(bytes)], name)), 'tiny'), null);
}

function loadOnnxFixture(name: string): Promise<LoadedNetwork> {
  const bytes = readFileSync(new URL(`../testing/fixtures/onnx/${name}.onnx`, import.meta.url));
  return loadOnnx([new File([new Uint8Array(bytes)], `${name}.onnx`)], `${name}.onnx`, null);
}

/** A picture of seeded noise: no filter is without an answer to it. */
function featuresOf({ network, description }: LoadedNetwork): Map<string, Float32Array> {
  const { width, height } = network.card.input;
  const ids = description.layers.map(({ id }) => id);
  const features = new Map<string, Float32Array>();
  tf.tidy(() => {
    const picture = tf.randomUniform([1, height, width, 3], 0, 1, 'float32', 5) as tf.Tensor4D;
    network.features(picture, ids).forEach((feature, i) => features.set(ids[i]!, feature.dataSync().slice() as Float32Array));
  });
  return features;
}

const isSame = (a: Float32Array, b: Float32Array) => a.length === b.length && a.every((value, i) => value === b[i]);
const damaged = (original: LoadedNetwork, damage: Damage) => makeVariant(original, { kind: 'damaged', ...damage });

/** Features, [..., channels], with the numbers of each channel together, in any order of channels. */
function sortedChannels(values: Float32Array, channels: number): string[] {
  return Array.from({ length: channels }, (_, c) => values.filter((_, i) => i % channels === c).join()).sort();
}

const NETWORKS = [
  { format: 'graph, convolutions with biases', load: () => loadShippedNetwork('vgg11-half'), layerId: 'conv4' },
  { format: 'graph without biases', load: () => loadFolder(tinyGraphModel()), layerId: 'conv2' },
  { format: 'layers', load: () => loadFolder(tinyLayersModel()), layerId: 'conv_b' },
  { format: 'ONNX', load: () => loadOnnxFixture('vgg11_bn'), layerId: null },
] as const;

describe.each(NETWORKS)('$format', ({ load, layerId: wanted }) => {
  it('zeroed in full is silent; nothing is changed before it, by no share, or otherwise for the same seed', async () => {
    const original = await load();
    const ids = original.description.layers.map(({ id }) => id);
    const layerId = wanted ?? ids[2]!;
    const before = featuresOf(original);
    const run = async (way: DamageWay, share: number, seed = 1) => {
      const variant = await damaged(original, { layerId, way, share, seed });
      const features = featuresOf(variant);
      expect(variant.description.layers).toEqual(original.description.layers);
      variant.network.dispose();
      return features;
    };
    expect([...(await run('zeroed', 1)).get(layerId)!].every((value) => value === 0)).toBe(true);
    expect(before.get(layerId)!.some((value) => value !== 0)).toBe(true);
    for (const [id, feature] of await run('randomised', 0)) expect(isSame(feature, before.get(id)!), id).toBe(true);
    for (const way of ['zeroed', 'noised', 'randomised'] as const) {
      const half = await run(way, 0.5);
      for (const [i, id] of ids.entries()) {
        expect(isSame(half.get(id)!, before.get(id)!), `${way} ${id}`).toBe(i < ids.indexOf(layerId));
      }
      const again = await run(way, 0.5);
      for (const id of ids) expect(isSame(half.get(id)!, again.get(id)!), id).toBe(true);
    }
    original.network.dispose();
  });

  it('shuffled: the same channels in other places', async () => {
    const original = await load();
    const ids = original.description.layers.map(({ id }) => id);
    const layerId = wanted ?? ids[2]!;
    const channels = original.description.layers.find(({ id }) => id === layerId)!.shape.at(-1)!;
    const variant = await damaged(original, { layerId, way: 'shuffled', share: 1, seed: 1 });
    const [before, after] = [original, variant].map((network) => featuresOf(network).get(layerId)!);
    expect(isSame(before!, after!)).toBe(false);
    expect(sortedChannels(after!, channels)).toEqual(sortedChannels(before!, channels));
    variant.network.dispose();
    original.network.dispose();
  });
});

describe('damaged blocks', () => {
  it('keep what goes around them', async () => {
    const original = await loadShippedNetwork('resnet20');
    const variant = await damaged(original, { layerId: 'stage1_block2', way: 'zeroed', share: 1, seed: 1 });
    const features = featuresOf(variant);
    // The shortcut is what the block before gives, and the rectifier leaves that as it is.
    expect(isSame(features.get('stage1_block2')!, features.get('stage1_block1')!)).toBe(true);
    variant.network.dispose();
    original.network.dispose();
  });

  it('keep the kernel that picks the shortcut’s pixels', async () => {
    const original = await loadShippedNetwork('resnet20');
    const variant = await damaged(original, { layerId: 'stage2_block1', way: 'zeroed', share: 1, seed: 1 });
    expect(featuresOf(variant).get('stage2_block1')!.some((value) => value > 0)).toBe(true);
    variant.network.dispose();
    original.network.dispose();
  });
});

it('has all filters of a block whose convolutions are listed too, and one convolution’s where that is meant', async () => {
  const original = await loadOnnxFixture('resnet18');
  const { layers } = original.description;
  const block = layers.findLast(({ kind, inner }) => kind === 'block' && !inner)!;
  const inside = layers.filter(({ inner }) => inner);
  expect(inside.length).toBeGreaterThan(0);
  const before = featuresOf(original);
  const differing = async (layerId: string) => {
    const variant = await damaged(original, { layerId, way: 'noised', share: 1, seed: 1 });
    const after = featuresOf(variant);
    variant.network.dispose();
    return inside.filter(({ id, depth }) => depth < block.depth && !isSame(after.get(id)!, before.get(id)!)).map(({ id }) => id);
  };
  const last = inside.filter(({ depth }) => depth < block.depth).at(-1)!;
  expect((await differing(block.id)).length).toBeGreaterThan(1);
  expect(await differing(last.id)).toEqual([last.id]);
  original.network.dispose();
});

it('leaves nothing behind, and the network as it was', async () => {
  for (const load of [() => loadFolder(tinyGraphModel()), () => loadFolder(tinyLayersModel()), () => loadOnnxFixture('resnet18')]) {
    const original = await load();
    const before = featuresOf(original);
    const alone = tf.memory().numTensors;
    const layerId = original.description.layers.find(({ kind }) => kind === 'convolution')!.id;
    const variant = await damaged(original, { layerId, way: 'noised', share: 0.5, seed: 1 });
    variant.network.dispose();
    expect(tf.memory().numTensors).toBe(alone);
    for (const [id, feature] of featuresOf(original)) expect(isSame(feature, before.get(id)!), id).toBe(true);
    await expect(damaged(original, { layerId: 'nowhere', way: 'noised', share: 0.5, seed: 1 })).rejects.toThrow(/no layer "nowhere"/);
    expect(tf.memory().numTensors).toBe(alone);
    original.network.dispose();
  }
});
