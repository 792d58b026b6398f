import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { entropyOfStd } from '../core/entropy';
import { mean } from '../core/stats';
import { startTestBackend } from '../testing/backends';
import { columnNorms, networkOf, seededNumbers, seededPicture } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';

const TAU = 0.0025;
const BUDGET = 1.5;
const SIZE = 8;

beforeAll(() => startTestBackend('wasm'));

/** Weights that make some pixels matter ten times more than others, smoothly. */
function unevenDense(outputs: number): tf.Tensor2D {
  const inputs = SIZE * SIZE * 3;
  const values = seededNumbers(inputs * outputs, 11);
  return tf.tensor2d(
    values.map((value, i) => {
      const pixel = Math.floor(i / outputs / 3);
      return value * (0.3 + Math.hypot(pixel % SIZE, pixel / SIZE) / 4);
    }),
    [inputs, outputs],
  );
}

type Forward = (x: tf.Tensor4D) => tf.Tensor;
function linearNetworks(): [string, Forward, number[]][] {
  const dense = unevenDense(40);
  const filter = tf.tensor4d(seededNumbers(3 * 3 * 3 * 6, 5), [3, 3, 3, 6]);
  const bias = tf.tensor1d(seededNumbers(6, 6));
  return [
    ['dense', (x) => tf.matMul(x.reshape([-1, SIZE * SIZE * 3]) as tf.Tensor2D, dense), [40]],
    ['convolution, stride 2, padding 1', (x) => tf.conv2d(x, filter, 2, 1).add(bias), [4, 4, 6]],
    ['convolution, stride 1, no padding', (x) => tf.conv2d(x, filter, 1, 'valid').add(bias), [6, 6, 6]],
  ];
}

/** H_i = log of sqrt(c tau^2 mean(s) / s_i): the optimum for a layer that is linear. */
function closedForm(sensitivity: Float64Array): { map: Float64Array; gain: number } {
  const average = mean(sensitivity);
  return {
    map: sensitivity.map((s) => entropyOfStd(Math.sqrt((BUDGET * TAU ** 2 * average) / s))),
    gain: 0.5 * Math.log(average) - 0.5 * mean(sensitivity.map(Math.log)),
  };
}

describe('strict information discarding of linear networks: the closed form', () => {
  it('gives the gain and the map, fast solver', async () => {
    for (const [name, forward, shape] of linearNetworks()) {
      const expected = closedForm(columnNorms(SIZE, SIZE, forward));
      const { layers } = await runToEnd(networkOf(SIZE, SIZE, forward, shape), seededPicture(SIZE, SIZE));
      const { progress, map } = layers.get('layer')!;
      expect(['converged', 'pass-limit'], name).toContain(progress.status);
      // What sampling noise takes of the gain is second order: relative variance / 4.
      expect(progress.gain!, name).toBeGreaterThan(0.9 * expected.gain - 0.01);
      expect(progress.gain!, name).toBeLessThan(expected.gain + 0.01);
      const errors = map!.values.map((value, i) => value - expected.map[i]!);
      expect(Math.abs(mean(errors)), name).toBeLessThan(0.02);
      // 128 probes and three channels leave about 1/sqrt(2 * 128) of noise in log sigma.
      expect(Math.sqrt(mean(errors.map((e) => e ** 2))), name).toBeLessThan(0.1);
    }
  });

  it('holds the budget: g of the exported map by the exact quadratic form is c within 2%', async () => {
    for (const [name, forward, shape] of linearNetworks()) {
      const sensitivity = columnNorms(SIZE, SIZE, forward);
      for (const solver of ['fast', 'reference'] as const) {
        const { layers } = await runToEnd(networkOf(SIZE, SIZE, forward, shape), seededPicture(SIZE, SIZE), { solver });
        const { progress, map } = layers.get('layer')!;
        const offset = entropyOfStd(1);
        const g = mean(map!.values.map((h, i) => (Math.exp(2 * (h - offset)) * sensitivity[i]!) / TAU ** 2)) / mean(sensitivity);
        expect(Math.abs(g / BUDGET - 1), `${name}, ${solver}`).toBeLessThan(0.02);
        expect(Math.abs(progress.distortion! / BUDGET - 1), `${name}, ${solver}`).toBeLessThan(0.02);
        expect(Math.abs(progress.distortion! - g), `${name}, ${solver}`).toBeLessThan(2 * progress.distortionCi95! + 0.002);
        expect(progress.uniformValue!, name).toBeCloseTo(entropyOfStd(TAU * Math.sqrt(BUDGET)), 2);
      }
    }
  });

  it('rises by half the log of the budget', async () => {
    const [, forward, shape] = linearNetworks()[1]!;
    const loaded = networkOf(SIZE, SIZE, forward, shape);
    const at = async (budget: number) =>
      (await runToEnd(loaded, seededPicture(SIZE, SIZE), { budget })).layers.get('layer')!.progress.meanValue!;
    const base = await at(1.5);
    for (const budget of [3, 15, 150]) {
      expect((await at(budget)) - base).toBeCloseTo(0.5 * Math.log(budget / 1.5), 1);
    }
  });

  it('on a coarse grid is the closed form of the sensitivities summed over the cells', async () => {
    const [, forward, shape] = linearNetworks()[0]!;
    const sensitivity = columnNorms(SIZE, SIZE, forward);
    const cells = new Float64Array(16);
    sensitivity.forEach((s, i) => (cells[Math.floor(i / SIZE / 2) * 4 + Math.floor((i % SIZE) / 2)]! += s));
    const { layers } = await runToEnd(networkOf(SIZE, SIZE, forward, shape), seededPicture(SIZE, SIZE), { grid: 4 });
    const { map } = layers.get('layer')!;
    expect([map!.width, map!.height]).toEqual([4, 4]);
    const expected = closedForm(cells).map;
    map!.values.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(0.15));
  });
});

describe('invariances', () => {
  it('features times ten leave the map unchanged', async () => {
    const [, forward, shape] = linearNetworks()[1]!;
    const relu: Forward = (x) => tf.relu(forward(x));
    const plain = await runToEnd(networkOf(SIZE, SIZE, relu, shape), seededPicture(SIZE, SIZE));
    const scaled = await runToEnd(networkOf(SIZE, SIZE, (x) => relu(x).mul(10), shape), seededPicture(SIZE, SIZE));
    const a = plain.layers.get('layer')!.map!.values;
    const b = scaled.layers.get('layer')!.map!.values;
    a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(1e-3));
  });

  it('the same seed gives the same map, another seed another one', async () => {
    const [, forward, shape] = linearNetworks()[0]!;
    const loaded = networkOf(SIZE, SIZE, forward, shape);
    const mapOf = async (seed: number) =>
      [...(await runToEnd(loaded, seededPicture(SIZE, SIZE), { seed })).layers.get('layer')!.map!.values];
    expect(await mapOf(1)).toEqual(await mapOf(1));
    expect(await mapOf(1)).not.toEqual(await mapOf(2));
  });
});

describe('the run', () => {
  it('gives a layer the same map to the bit, whichever others are asked for', async () => {
    const loaded = await loadShippedNetwork('resnet20');
    const picture = samplePicture('cat-sitting');
    // The stem is measured, and samples at tau are taken for it, while the later layer is still being solved.
    const together = await runToEnd(loaded, picture, { layerIds: ['stem', 'stage2_block1'] });
    const alone = await runToEnd(loaded, picture, { layerIds: ['stage2_block1'] });
    expect(together.layers.get('stage2_block1')!.map!.values).toEqual(alone.layers.get('stage2_block1')!.map!.values);
    loaded.network.dispose();
  });

  it('ends at a cancel within one step, keeps what it has, and leaks nothing', async () => {
    const [, forward, shape] = linearNetworks()[0]!;
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    let passesAtAbort = -1;
    const { events, layers } = await runToEnd(
      networkOf(SIZE, SIZE, forward, shape), seededPicture(SIZE, SIZE), {}, abort.signal,
      (event) => {
        if (event.type === 'layer' && event.progress.passes === 24 && !abort.signal.aborted) {
          passesAtAbort = event.progress.passes;
          abort.abort();
        }
      },
    );
    const { progress, map } = layers.get('layer')!;
    expect(events.at(-1)!.type).toBe('runCancelled');
    expect(progress.status).toBe('cancelled');
    expect(progress.passes - passesAtAbort).toBeLessThanOrEqual(8);
    expect(map).not.toBeNull();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaks no tensor over 100 runs', async () => {
    const [, forward, shape] = linearNetworks()[1]!;
    const loaded = networkOf(SIZE, SIZE, (x) => tf.relu(forward(x)), shape);
    await runToEnd(loaded, seededPicture(SIZE, SIZE), { grid: 4 });
    const before = tf.memory();
    for (let run = 0; run < 100; run++) await runToEnd(loaded, seededPicture(SIZE, SIZE), { grid: 4, seed: run });
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  }, 240_000);

  it('names what is wrong with a spec, and fails only the layer that cannot be done', async () => {
    const [, forward, shape] = linearNetworks()[0]!;
    const loaded = networkOf(SIZE, SIZE, forward, shape);
    const picture = seededPicture(SIZE, SIZE);
    await expect(runToEnd(loaded, picture, { grid: 9 })).rejects.toThrow(/grid of 9 x 9.*8 x 8/);
    await expect(runToEnd(loaded, picture, { layerIds: ['nope'] })).rejects.toThrow(/no layer "nope".*layer/);
    await expect(runToEnd(loaded, picture, { budget: 0 })).rejects.toThrow(/budget must be a number above 0/);
    await expect(runToEnd(loaded, seededPicture(4, 4))).rejects.toThrow(/4 x 4.*8 x 8/);
    const dead = networkOf(SIZE, SIZE, (x) => forward(x).mul(0), shape);
    const { events, layers } = await runToEnd(dead, picture);
    expect(layers.get('layer')!.progress.status).toBe('failed');
    expect(layers.get('layer')!.progress.error!.message).toMatch(/does not change at all under noise/);
    expect(events.at(-1)!.type).toBe('runFailed');
  });
});
