import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { DecoderShelf } from '../models/decoderShelf';
import { type DecoderStore, type KeptDecoder, openKeptDecoder, withMemory } from '../models/decoderStore';
import type { LoadedNetwork } from '../models/loadNetwork';
import { largestDifference, startTestBackend } from '../testing/backends';
import { networkOf, seededNumbers, seededPicture } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';
import { samplePicture } from '../testing/samples';
import { driveDecoderTraining } from './decoderTraining';
import type { NetworkPicture, RunEvent, RunId } from './protocol';

const SIZE = 16;

beforeAll(() => startTestBackend('wasm'));

/** As IndexedDB copies what it is given and gives out copies. */
function storeInMemory(): DecoderStore & { readonly kept: Map<string, KeptDecoder> } {
  const kept = new Map<string, KeptDecoder>();
  return {
    kept,
    get: async (network, layer) => structuredClone(kept.get(`${network} ${layer}`)),
    put: async (decoder) => void kept.set(`${decoder.networkSha256} ${decoder.layerId}`, structuredClone(decoder)),
    list: async () => [...kept.values()].map(({ weights: _weights, ...info }) => info),
    delete: async (network, layer) => void kept.delete(`${network} ${layer}`),
  };
}

const refusing: DecoderStore = {
  get: () => Promise.reject(new Error('refused')),
  put: () => Promise.reject(new Error('refused')),
  list: () => Promise.reject(new Error('refused')),
  delete: () => Promise.reject(new Error('refused')),
};

/** Smooth pictures, so that there is something to learn: a random slope of each colour. */
function smoothPictures(count: number): NetworkPicture[] {
  return Array.from({ length: count }, (_, index) => {
    const slopes = seededNumbers(9, 100 + index);
    const rgb = Float32Array.from({ length: SIZE * SIZE * 3 }, (__, i) => {
      const pixel = Math.floor(i / 3);
      const [level, right, down] = [0, 3, 6].map((first) => slopes[first + (i % 3)]!);
      const value = 0.5 + 0.1 * level! + 0.2 * right! * ((pixel % SIZE) / SIZE - 0.5) + 0.2 * down! * (Math.floor(pixel / SIZE) / SIZE - 0.5);
      return Math.max(0, Math.min(1, value));
    });
    return { width: SIZE, height: SIZE, rgb };
  });
}

/** A linear layer: a convolution of stride 2, features far from zero mean and unit spread. */
function linearNetwork(): LoadedNetwork {
  const filter = seededNumbers(3 * 3 * 3 * 8, 5).map((value) => 3 * value);
  const forward = (x: tf.Tensor4D) => tf.tidy(() => tf.conv2d(x, tf.tensor4d(filter, [3, 3, 3, 8]), 2, 'same').add(5));
  return networkOf(SIZE, SIZE, forward, [SIZE / 2, SIZE / 2, 8]);
}

interface Options {
  readonly pictures?: readonly NetworkPicture[];
  readonly steps?: number;
  readonly seed?: number;
  readonly store?: DecoderStore;
  readonly signal?: AbortSignal;
  readonly layerIds?: readonly string[];
  readonly released?: ReadonlySet<string>;
  onEvent?(event: RunEvent): void;
}

async function train(loaded: LoadedNetwork, options: Options = {}): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const store = withMemory(options.store ?? storeInMemory());
  await driveDecoderTraining({
    runId: 1 as RunId,
    training: {
      layerIds: options.layerIds ?? loaded.description.layers.map(({ id }) => id), pictures: options.pictures ?? smoothPictures(6),
      steps: options.steps ?? 60, seed: options.seed ?? 1,
    },
    loaded, store, isKept: store.isKept, signal: options.signal ?? new AbortController().signal, released: options.released ?? new Set(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => 0,
    emit(event) {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return events;
}

async function squaredError(loaded: LoadedNetwork, kept: KeptDecoder, picture: NetworkPicture): Promise<number> {
  const { shape } = loaded.description.layers[0]!;
  const decoder = openKeptDecoder(kept, shape, picture)!;
  const error = tf.tidy(() => {
    const x = tf.tensor4d(picture.rgb, [1, picture.height, picture.width, 3]);
    return tf.squaredDifference(decoder.reconstruct(loaded.network.features(x, ['layer'])[0]!), x).mean().dataSync()[0]!;
  });
  decoder.dispose();
  return error;
}

describe('decoders trained on a few pictures', () => {
  it('learn to undo a linear layer, also on pictures held back, and say so', async () => {
    const loaded = linearNetwork();
    const store = storeInMemory();
    const before = tf.memory().numTensors;
    const pictures = smoothPictures(6);
    const events = await train(loaded, { store, pictures, steps: 150 });
    expect(tf.memory().numTensors).toBe(before);
    const [kept] = [...store.kept.values()];
    expect(kept).toMatchObject({ layerId: 'layer', trainingPictures: 5, heldOutPictures: 1, steps: 150, seed: 1, savedAt: '1970-01-01T00:00:00.000Z' });
    const errors = await Promise.all(pictures.map((picture) => squaredError(loaded, kept!, picture)));
    const asGrey = pictures.map(({ rgb }) => rgb.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / rgb.length);
    // Mid-grey is what an untrained decoder paints.
    errors.forEach((error, i) => expect(error).toBeLessThan(asGrey[i]! / 10));
    // The best that ignores the features: all pictures' mean, pixel by pixel, those held back included.
    const mean = pictures[0]!.rgb.map((_, i) => pictures.reduce((sum, { rgb }) => sum + rgb[i]!, 0) / pictures.length);
    const asMean = pictures.map(({ rgb }) => rgb.reduce((sum, value, i) => sum + (value - mean[i]!) ** 2, 0) / rgb.length);
    const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
    expect(total(errors)).toBeLessThan(total(asMean) / 10);
    const done = events.flatMap((event) => (event.type === 'decoderDone' ? [event] : []));
    expect(done).toHaveLength(1);
    expect(done[0]!.decoder).toMatchObject({ layerId: 'layer', source: 'trained here', pictures: 1 });
    expect(done[0]!.warning).toMatch(/5 pictures only/);
    // The weights that were put away are the ones that were measured, standardisation folded in.
    const last = errors.reduce((a, b) => (Math.abs(psnr(a) - done[0]!.decoder.psnrDb!) < Math.abs(psnr(b) - done[0]!.decoder.psnrDb!) ? a : b));
    expect(psnr(last)).toBeCloseTo(done[0]!.decoder.psnrDb!, 2);
    const progress = events.flatMap((event) => (event.type === 'decoderProgress' ? [event] : []));
    expect(progress.at(-1)).toMatchObject({ step: 150, steps: 150, secondsLeft: 0 });
    expect(progress.at(-1)!.trainPsnrDb!).toBeGreaterThan(progress[0]!.trainPsnrDb! + 5);
    expect(events.at(-1)!.type).toBe('runDone');
  });

  it('are the same for the same seed, other ones for another, whichever layers train beside them', async () => {
    const { network, description } = await loadShippedNetwork('resnet20');
    const loaded = { network, description: { ...description, sha256: 'net' } };
    const pictures = ['cat-sitting', 'frog-tree', 'truck-red'].map(samplePicture);
    const weightsOf = async (seed: number, layerIds: string[], released = new Set<string>()) => {
      const store = storeInMemory();
      await train(loaded, { store, seed, layerIds, pictures, steps: 3, released });
      return new Map([...store.kept].map(([key, { weights }]) => [key, [...new Float32Array(weights)]]));
    };
    const both = await weightsOf(1, ['stage2_block3', 'stage3_block3']);
    expect([...both.keys()]).toEqual(['net stage2_block3', 'net stage3_block3']);
    const alone = await weightsOf(1, ['stage3_block3']);
    expect(largestDifference(alone.get('net stage3_block3')!, both.get('net stage3_block3')!)).toBe(0);
    expect((await weightsOf(2, ['stage3_block3'])).get('net stage3_block3')).not.toEqual(alone.get('net stage3_block3'));
    const moved = await weightsOf(1, ['stage2_block3', 'stage3_block3'], new Set(['stage2_block3']));
    expect([...moved.keys()]).toEqual(['net stage3_block3']);
    network.dispose();
  });

  it('stop at a cancel between two steps and keep nothing', async () => {
    const store = storeInMemory();
    const abort = new AbortController();
    const before = tf.memory().numTensors;
    const events = await train(linearNetwork(), {
      store, signal: abort.signal,
      onEvent: (event) => event.type === 'decoderProgress' && abort.abort(),
    });
    expect(events.filter((event) => event.type === 'decoderProgress')).toHaveLength(1);
    expect(events.at(-1)!.type).toBe('runCancelled');
    expect(store.kept.size).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('need no picture held back where there are few, and say what that means', async () => {
    const events = await train(linearNetwork(), { pictures: smoothPictures(4), steps: 2 });
    const done = events.find((event) => event.type === 'decoderDone');
    expect(done).toMatchObject({ decoder: { psnrDb: null, pictures: 4 }, warning: expect.stringMatching(/4 pictures only.*at least 5/) });
  });

  it('train where a network takes one picture at a time, and on dense layers', async () => {
    const dense = seededNumbers(SIZE * SIZE * 3 * 20, 8);
    const forward = (x: tf.Tensor4D) =>
      tf.tidy(() => tf.matMul(x.reshape([x.shape[0], -1]) as tf.Tensor2D, tf.tensor2d(dense, [SIZE * SIZE * 3, 20])));
    const loaded = networkOf(SIZE, SIZE, forward, [20]);
    const one = { ...loaded, network: { ...loaded.network, maxBatch: 1 } };
    const psnrOf = async (network: LoadedNetwork) =>
      (await train(network, { steps: 4 })).flatMap((event) => (event.type === 'decoderDone' ? [event.decoder.psnrDb!] : []))[0]!;
    expect(await psnrOf(one)).toBeCloseTo(await psnrOf(loaded), 4);
  });

  it('end with the layer’s name where their error is no number, and leave nothing behind', async () => {
    const loaded = networkOf(SIZE, SIZE, (x) => tf.mul(x, Number.NaN), [SIZE, SIZE, 3]);
    const store = storeInMemory();
    const before = tf.memory().numTensors;
    await expect(train(loaded, { store, steps: 3 })).rejects.toThrow(/layer "layer" ran away at step 1: its error is NaN\. Try/);
    expect(store.kept.size).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuse what cannot be trained on', async () => {
    const loaded = linearNetwork();
    await expect(train(loaded, { pictures: [] })).rejects.toThrow(/no picture to train a decoder on/);
    await expect(train(loaded, { pictures: [seededPicture(4, 4)] })).rejects.toThrow(/4 x 4.*16 x 16/);
    await expect(train(loaded, { steps: 0 })).rejects.toThrow(/steps must be a whole number above 0; it is 0/);
    await expect(train(loaded, { layerIds: ['nope'] })).rejects.toThrow(/no layer "nope"/);
  });
});

const psnr = (error: number) => -10 * Math.log10(error);

describe('the shelf of decoders', () => {
  it('gives out what was trained and kept, lists it, and forgets what was deleted', async () => {
    const loaded = linearNetwork();
    const store = storeInMemory();
    const [layer] = loaded.description.layers;
    const shelf = new DecoderShelf(loaded, async () => null, store);
    await expect(shelf.open(layer!)).rejects.toMatchObject({ code: 'decoder-missing', message: expect.stringMatching(/"layer" has no decoder.*none yet.*Train one here/) });
    await train(loaded, { store, steps: 2 });
    (await shelf.open(layer!)).dispose();
    expect(await shelf.list()).toMatchObject([{ layerId: 'layer', source: 'trained here', pictures: 1 }]);
    await expect(shelf.open({ ...layer!, id: 'other' })).rejects.toThrow(/There are decoders for layer\./);
    // Another network's, though its layer has the same name.
    const other = new DecoderShelf({ ...loaded, description: { ...loaded.description, sha256: 'other' } }, async () => null, store);
    await expect(other.open(layer!)).rejects.toMatchObject({ code: 'decoder-missing' });
    await store.delete(loaded.description.sha256, 'layer');
    expect(await shelf.list()).toEqual([]);
  });

  it('remembers what the browser refuses to keep, and says so', async () => {
    const loaded = linearNetwork();
    const store = withMemory(refusing);
    const events = await train(loaded, { store, steps: 2 });
    expect(events.find((event) => event.type === 'decoderDone')).toMatchObject({ decoder: { layerId: 'layer' } });
    const shelf = new DecoderShelf(loaded, async () => null, store);
    (await shelf.open(loaded.description.layers[0]!)).dispose();
    const alone = await train(loaded, { store: refusing, steps: 2 });
    expect(alone.find((event) => event.type === 'decoderDone')).toMatchObject({ warning: expect.stringMatching(/does not allow it to be kept/) });
  });

  it('prefers shipped decoders unless asked, and falls back on the other kind', async () => {
    const loaded = linearNetwork();
    const store = storeInMemory();
    await train(loaded, { store, steps: 2 });
    const broken = new TextEncoder().encode('{"format":"something else"}').buffer as ArrayBuffer;
    const shelf = new DecoderShelf(loaded, async () => broken, store);
    (await shelf.open(loaded.description.layers[0]!)).dispose();
    await store.delete(loaded.description.sha256, 'layer');
    await expect(shelf.open(loaded.description.layers[0]!)).rejects.toMatchObject({ code: 'decoder-format' });
  });
});
