import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { entropyOfStd, HALF_LOG_2_PI_E } from '../core/entropy';
import { DEFAULT_SEED, type RunSpec } from '../core/spec';
import { mean } from '../core/stats';
import type { Decoder } from '../models/decoder';
import { planDecoder } from '../models/decoderPlan';
import type { LoadedNetwork } from '../models/loadNetwork';
import { startTestBackend } from '../testing/backends';
import { columnNorms, networkOf, seededNumbers, seededPicture } from '../testing/linearNetwork';
import { runToEnd } from '../testing/runToEnd';
import { EngineFailure } from './failure';
import type { LayerMap, LayerProgress, NetworkPicture, Reconstructions, RunEvent, RunId } from './protocol';
import { driveReconstructionRun } from './reconstructionRun';

const TAU = 0.02;
const BUDGET = 1.5;
const SIZE = 8;
const NUMBERS = SIZE * SIZE * 3;

beforeAll(() => startTestBackend('wasm'));

type Reconstruct = (features: tf.Tensor) => tf.Tensor;

interface Finished {
  readonly events: RunEvent[];
  readonly layers: Map<string, { progress: LayerProgress; map: LayerMap | null; paintings: Reconstructions[] }>;
}

async function reconstruct(
  loaded: LoadedNetwork, picture: NetworkPicture, decoders: Readonly<Record<string, Reconstruct>>, spec: Partial<RunSpec> = {},
  signal = new AbortController().signal, onEvent: (event: RunEvent) => void = () => undefined,
): Promise<Finished> {
  const finished: Finished = { events: [], layers: new Map() };
  const { width, height } = picture;
  await driveReconstructionRun({
    runId: 1 as RunId,
    spec: {
      metric: 'reconstruction', layerIds: loaded.description.layers.map(({ id }) => id), grid: 'full', budget: BUDGET, noise: TAU,
      solver: 'fast', seed: DEFAULT_SEED, target: 'features', variant: null, ...spec,
    },
    picture,
    loaded,
    signal,
    released: new Set(),
    decoders: {
      async open({ id, shape }): Promise<Decoder> {
        const decode = decoders[id];
        if (!decode) throw new EngineFailure('decoder-missing', `Layer "${id}" has no decoder.`);
        const paint = (features: tf.Tensor) => decode(features).reshape([-1, height, width, 3]) as tf.Tensor4D;
        return { layerId: id, plan: planDecoder(shape, { width, height }), reconstruct: paint, dispose: () => undefined };
      },
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    emit(event) {
      finished.events.push(event);
      if (event.type === 'layer') {
        const before = finished.layers.get(event.progress.layerId);
        const map = event.map ?? before?.map ?? null;
        finished.layers.set(event.progress.layerId, { progress: event.progress, map, paintings: before?.paintings ?? [] });
      }
      if (event.type === 'reconstructions') finished.layers.get(event.layerId)!.paintings.push(event.reconstructions);
      onEvent(event);
    },
  });
  return finished;
}

/** Every channel of every pixel by a weight of its own, smooth over the picture. */
const WEIGHTS = Float32Array.from({ length: NUMBERS }, (_, i) => 0.4 + Math.hypot(Math.floor(i / 3) % SIZE, Math.floor(i / 3 / SIZE)) / 4);
const diagonal = (x: tf.Tensor) => x.reshape([-1, NUMBERS]).mul(WEIGHTS);
const undoDiagonal: Reconstruct = (features) => features.div(WEIGHTS);

describe('an invertible layer with its exact inverse as decoder', () => {
  it('has the uncertainty of its noise: the closed form, and the map of information discarding', async () => {
    const loaded = networkOf(SIZE, SIZE, diagonal, [NUMBERS]);
    const picture = seededPicture(SIZE, SIZE);
    const sensitivity = columnNorms(SIZE, SIZE, diagonal);
    const expected = sensitivity.map((s) => entropyOfStd(Math.sqrt((BUDGET * TAU ** 2 * mean(sensitivity)) / s)));
    const { progress, map } = (await reconstruct(loaded, picture, { layer: undoDiagonal })).layers.get('layer')!;
    expect(['converged', 'pass-limit']).toContain(progress.status);
    expect(map!.quantity).toBe('reconstructionUncertaintyNats');
    const errors = map!.values.map((value, i) => value - expected[i]!);
    expect(Math.abs(mean(errors))).toBeLessThan(0.02);
    // 128 samples of three channels leave 0.5 sqrt(2 / 384) = 0.036 in each pixel's RU; the solver's noise comes on top.
    expect(Math.sqrt(mean(errors.map((e) => e ** 2)))).toBeLessThan(0.1);
    const uniform = entropyOfStd(TAU * Math.sqrt(BUDGET));
    expect(progress.uniformValue!).toBeCloseTo(uniform, 1);
    expect(progress.gain!).toBeGreaterThan(0.95 * (mean(expected) - uniform) - 0.005);
    expect(progress.gain!).toBeLessThan(mean(expected) - uniform + 0.01);
    expect(Math.abs(progress.distortion! / BUDGET - 1)).toBeLessThan(0.02);
    const discarding = (await runToEnd(loaded, picture, { noise: TAU })).layers.get('layer')!.map!;
    expect(Math.sqrt(mean(map!.values.map((value, i) => (value - discarding.values[i]!) ** 2)))).toBeLessThan(0.12);
  });

  it('is as uncertain everywhere where the layer only rotates', async () => {
    const rotation = tf.linalg.gramSchmidt(tf.tensor2d(seededNumbers(NUMBERS * NUMBERS, 12), [NUMBERS, NUMBERS])) as tf.Tensor2D;
    const turn = (x: tf.Tensor) => tf.matMul(x.reshape([-1, NUMBERS]) as tf.Tensor2D, rotation);
    const turnBack: Reconstruct = (features) => tf.matMul(features as tf.Tensor2D, rotation, false, true);
    const { progress, map } = (await reconstruct(networkOf(SIZE, SIZE, turn, [NUMBERS]), seededPicture(SIZE, SIZE), { layer: turnBack }))
      .layers.get('layer')!;
    const expected = entropyOfStd(TAU * Math.sqrt(BUDGET));
    expect(progress.meanValue!).toBeCloseTo(expected, 1);
    expect(Math.sqrt(mean(map!.values.map((value) => (value - expected) ** 2)))).toBeLessThan(0.1);
    expect(Math.abs(progress.gain!)).toBeLessThan(0.01);
    rotation.dispose();
  });
});

describe('what a layer ignores', () => {
  it('is flat and most uncertain there', async () => {
    const seen = Float32Array.from({ length: NUMBERS }, (_, i) => (Math.floor(i / 3) % SIZE < 4 ? 0 : WEIGHTS[i]!));
    const forward = (x: tf.Tensor) => x.reshape([-1, NUMBERS]).mul(seen);
    // Paints mid-grey where it is told nothing.
    const decode: Reconstruct = (features) => features.div(WEIGHTS).add(seen.map((weight) => (weight === 0 ? 0.5 : 0)));
    const rgb = seededPicture(SIZE, SIZE).rgb.map((value, i) => (seen[i] === 0 ? 0.5 + 0.3 * Math.sign(value - 0.5) : value));
    const { map, progress } = (await reconstruct(networkOf(SIZE, SIZE, forward, [NUMBERS]), { width: SIZE, height: SIZE, rgb }, { layer: decode }))
      .layers.get('layer')!;
    const [ignored, known] = [true, false].map((is) => [...map!.values].filter((_, pixel) => pixel % SIZE < 4 === is));
    for (const value of ignored!) expect(value).toBeCloseTo(HALF_LOG_2_PI_E + Math.log(0.3), 5);
    expect(Math.min(...ignored!)).toBeGreaterThan(Math.max(...known!) + 1);
    expect(Math.abs(progress.distortion! / BUDGET - 1)).toBeLessThan(0.02);
    // Where the layer looks, the optimum is that of the invertible layer; what is ignored costs nothing and brings nothing.
    expect(progress.gain!).toBeGreaterThan(0);
  });
});

describe('invariances', () => {
  const filter = () => tf.tensor4d(seededNumbers(3 * 3 * 3 * 6, 5).map((value) => 0.4 * value), [3, 3, 3, 6]);
  const back = () => tf.tensor4d(seededNumbers(3 * 3 * 6 * 3, 6).map((value) => 0.1 * value), [3, 3, 6, 3]);
  const forward = (x: tf.Tensor4D) => tf.tidy(() => tf.relu(tf.conv2d(x, filter(), 1, 'same')));
  const decode: Reconstruct = (features) => tf.tidy(() => tf.conv2d(features as tf.Tensor4D, back(), 1, 'same').add(0.4));
  const shape = [SIZE, SIZE, 6];
  const picture = seededPicture(SIZE, SIZE);
  const mapOf = async (loaded: LoadedNetwork, decoder: Reconstruct, spec: Partial<RunSpec> = {}) =>
    (await reconstruct(loaded, picture, { layer: decoder }, spec)).layers.get('layer')!.map!.values;

  it('features times ten, with a decoder that divides by ten, leave the map unchanged', async () => {
    const plain = await mapOf(networkOf(SIZE, SIZE, forward, shape), decode);
    const ten = networkOf(SIZE, SIZE, (x) => forward(x).mul(10), shape);
    const scaled = await mapOf(ten, (features) => decode(features.div(10)));
    // The driver does so itself for variants that say what they multiply by.
    const variant = await mapOf({ ...ten, featureFactors: new Map([['layer', 10]]) }, decode);
    plain.forEach((value, i) => {
      expect(Math.abs(value - scaled[i]!)).toBeLessThan(2e-3);
      expect(Math.abs(value - variant[i]!)).toBeLessThan(2e-3);
    });
  });

  it('the same seed gives the same map, another seed another one', async () => {
    const loaded = networkOf(SIZE, SIZE, forward, shape);
    expect(await mapOf(loaded, decode, { seed: 4 })).toEqual(await mapOf(loaded, decode, { seed: 4 }));
    expect(await mapOf(loaded, decode, { seed: 4 })).not.toEqual(await mapOf(loaded, decode, { seed: 5 }));
  });

  it('on a coarse grid gives a value a cell, and nothing is left behind', async () => {
    const loaded = networkOf(SIZE, SIZE, forward, shape);
    await reconstruct(loaded, picture, { layer: decode }, { grid: 4 });
    const before = tf.memory();
    const { layers } = await reconstruct(loaded, picture, { layer: decode }, { grid: 4 });
    const { map, progress, paintings } = layers.get('layer')!;
    expect([map!.width, map!.height, map!.values.length]).toEqual([4, 4, 16]);
    expect(mean(map!.values)).toBeCloseTo(progress.meanValue!, 5);
    expect(progress.gain!).toBeGreaterThan(-0.005);
    expect(Math.abs(progress.distortion! / BUDGET - 1)).toBeLessThan(0.02);
    expect(paintings.length).toBeGreaterThanOrEqual(4);
    const clean = tf.tidy(() => decode(forward(tf.tensor4d(picture.rgb, [1, SIZE, SIZE, 3]))).dataSync());
    const last = paintings.at(-1)!;
    expect(last.clean).toEqual(clean);
    expect(last.noisy).toHaveLength(5);
    expect(last.noisy[0]).not.toEqual(last.noisy[1]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it('ends at a cancel, keeps what it has, and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    const { events, layers } = await reconstruct(
      networkOf(SIZE, SIZE, forward, shape), picture, { layer: decode }, {}, abort.signal,
      (event) => {
        if (event.type === 'layer' && event.progress.passes === 24) abort.abort();
      },
    );
    const { progress, map } = layers.get('layer')!;
    expect(events.at(-1)!.type).toBe('runCancelled');
    expect(progress.status).toBe('cancelled');
    expect(progress.passes).toBe(24);
    expect(map).not.toBeNull();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('squared errors below the floor', () => {
  it('count as 1e-6, so that what is restored exactly has a finite uncertainty', async () => {
    const picture = seededPicture(SIZE, SIZE);
    // Knows the picture by heart, all but the last pixel, which it takes from the layer.
    const last = Float32Array.from({ length: NUMBERS }, (_, i) => (i >= NUMBERS - 3 ? 1 : 0));
    const known = picture.rgb.map((value, i) => (last[i] ? 0 : value));
    const decode: Reconstruct = (features) => features.div(WEIGHTS).mul(last).add(known);
    const { map } = (await reconstruct(networkOf(SIZE, SIZE, diagonal, [NUMBERS]), picture, { layer: decode })).layers.get('layer')!;
    const floor = HALF_LOG_2_PI_E + 0.5 * Math.log(1e-6);
    map!.values.slice(0, -1).forEach((value) => expect(value).toBeCloseTo(floor, 5));
    expect(map!.values.at(-1)!).toBeGreaterThan(floor + 1);
  });
});

describe('layers without a decoder', () => {
  it('fail alone, and the run fails where all do', async () => {
    const one = networkOf(SIZE, SIZE, diagonal, [NUMBERS]);
    const layers = [one.description.layers[0]!, { ...one.description.layers[0]!, id: 'other', depth: 2 }];
    const two = { ...one, description: { ...one.description, layers } };
    const picture = seededPicture(SIZE, SIZE);
    const mixed = await reconstruct(two, picture, { layer: undoDiagonal }, { grid: 2 });
    expect(mixed.layers.get('other')!.progress).toMatchObject({ status: 'failed', error: { code: 'decoder-missing' }, meanValue: null });
    expect(mixed.layers.get('layer')!.progress.error).toBeNull();
    expect(mixed.events.at(-1)!.type).toBe('runDone');
    const none = await reconstruct(two, picture, {});
    expect(none.events.at(-1)).toMatchObject({ type: 'runFailed', error: { code: 'decoder-missing' } });
    await expect(reconstruct(two, picture, { layer: undoDiagonal }, { budget: 0 })).rejects.toThrow(/budget must be a number above 0/);
    await expect(reconstruct(two, seededPicture(4, 4), { layer: undoDiagonal })).rejects.toThrow(/4 x 4.*8 x 8/);
  });
});
