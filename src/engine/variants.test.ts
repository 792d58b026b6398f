import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TINY_SIDE, tinyGraphModel, tinyLayersModel } from '../../e2e/support/tinyModel';
import type { NetworkVariant } from '../core/spec';
import { type LoadedNetwork, loadNetwork } from '../models/loadNetwork';
import { readModelFromFiles } from '../models/modelFiles';
import { startTestBackend } from '../testing/backends';
import { networkOf } from '../testing/linearNetwork';
import { makeVariant, NetworkVariants } from './variants';

beforeAll(() => startTestBackend('wasm'));

async function loadTiny(folder: ReturnType<typeof tinyGraphModel>): Promise<LoadedNetwork> {
  return loadNetwork(await readModelFromFiles([...folder].map(([name, bytes]) => new File([new Uint8Array(bytes)], name)), 'tiny'), null);
}

const rescaled = (factor: number): NetworkVariant => ({ kind: 'rescaled', factor });

describe('NetworkVariants', () => {
  it('makes a variant once, keeps two and leaves nothing behind', async () => {
    const nothing = tf.memory().numTensors;
    const original = await loadTiny(tinyGraphModel());
    const alone = tf.memory().numTensors;
    const variants = new NetworkVariants(original);
    expect(await variants.get(null)).toBe(original);
    expect(tf.memory().numTensors).toBe(alone);
    const [first, second] = [await variants.get(rescaled(2)), await variants.get(rescaled(3))];
    const withTwo = tf.memory().numTensors;
    expect(withTwo).toBeGreaterThan(alone);
    expect(await variants.get(rescaled(2))).toBe(first);
    // The one used longest ago goes.
    await variants.get({ kind: 'randomised', segments: 1, seed: 1 });
    expect(tf.memory().numTensors).toBe(withTwo);
    expect(await variants.get(rescaled(2))).toBe(first);
    expect(await variants.get(rescaled(3))).not.toBe(second);
    expect(tf.memory().numTensors).toBe(withTwo);
    variants.dispose();
    expect(tf.memory().numTensors).toBe(alone);
    original.network.dispose();
    expect(tf.memory().numTensors).toBe(nothing);
  });

  it('gives every variant the layers of the network', async () => {
    const original = await loadTiny(tinyGraphModel());
    const kinds: NetworkVariant[] = [{ kind: 'layer-scaled', factor: 10 }, rescaled(10), { kind: 'randomised', segments: 3, seed: 1 }];
    for (const kind of kinds) {
      const variant = await makeVariant(original, kind);
      expect(variant.description).toEqual(original.description);
      variant.network.dispose();
    }
    original.network.dispose();
  });

  it('says what it multiplies features by, which decoders must know', async () => {
    const original = await loadTiny(tinyGraphModel({ card: false }));
    expect(original.description.layers.map((layer) => layer.id)).toEqual(['conv1', 'conv2', 'logits']);
    for (const kind of ['layer-scaled', 'rescaled'] as const) {
      const variant = await makeVariant(original, { kind, factor: 4 });
      expect([...variant.featureFactors!]).toEqual([['conv1', 4], ['conv2', 4]]);
      for (const id of ['conv1', 'conv2', 'logits']) {
        const [before, after] = [original, variant].map(({ network }) =>
          tf.tidy(() => network.features(tf.fill([1, TINY_SIDE, TINY_SIDE, 3], 0.3), [id])[0]!.dataSync() as Float32Array));
        expect(after, id).toEqual(before!.map((value) => value * (variant.featureFactors!.get(id) ?? 1)));
      }
      variant.network.dispose();
    }
    original.network.dispose();
  });

  it('refuses what cannot be made, with a remedy', async () => {
    const layersModel = await loadTiny(tinyLayersModel());
    await expect(makeVariant(layersModel, rescaled(10))).rejects.toThrow(/tiny is a layers \(Keras\) model.*tensorflowjs_converter/);
    await expect(makeVariant(layersModel, { kind: 'randomised', segments: 1, seed: 1 })).rejects.toThrow(/layers \(Keras\) model/);
    await expect(makeVariant(layersModel, { kind: 'layer-scaled', factor: 0 })).rejects.toThrow('above 0; it is 0');
    layersModel.network.dispose();
    const made = networkOf(4, 4, (x) => x, [4, 4, 3]);
    await expect(makeVariant(made, rescaled(10))).rejects.toThrow(/Linear was not read from files/);
  });
});
