/** Budgets far out: linear layers take any, saturating ones say where their entropy has no bound. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { entropyOfStd } from '../core/entropy';
import { mean } from '../core/stats';
import { startTestBackend } from '../testing/backends';
import { networkOf, seededNumbers, seededPicture } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';

const SIZE = 6;
const TAU = 0.0025;

beforeAll(() => startTestBackend('wasm'));

/** Every number of the picture on its own through tanh((x - x0) / width): no noise moves the layer by more than 1. */
function saturating(width: number) {
  const picture = seededPicture(SIZE, SIZE);
  const centre = tf.tensor4d(picture.rgb, [1, SIZE, SIZE, 3]);
  const loaded = networkOf(SIZE, SIZE, (x) => x.sub(centre).div(width).tanh(), [SIZE, SIZE, 3]);
  return { picture, loaded };
}

it.each([15, 150, 1500])('a linear layer at c = %d has the closed form’s gain', async (budget) => {
  const weights = seededNumbers(SIZE * SIZE * 3, 4).map((value, i) => Math.exp(0.5 * (value - ((i / 3) % SIZE) / 3)));
  const scale = tf.tensor4d(weights, [1, SIZE, SIZE, 3]);
  const loaded = networkOf(SIZE, SIZE, (x) => x.mul(scale), [SIZE, SIZE, 3]);
  const { progress } = (await runToEnd(loaded, seededPicture(SIZE, SIZE), { budget })).layers.get('layer')!;
  const sensitivity = Array.from({ length: SIZE * SIZE }, (_, pixel) => [0, 1, 2].reduce((sum, c) => sum + weights[pixel * 3 + c]! ** 2, 0));
  const gain = 0.5 * Math.log(mean(sensitivity)) - 0.5 * mean(sensitivity.map(Math.log));
  expect(gain).toBeGreaterThan(0.05);
  expect(progress.status).toBe('converged');
  expect(Math.abs(progress.distortion! / budget - 1)).toBeLessThan(0.02);
  expect(progress.uniformValue!).toBeCloseTo(entropyOfStd(TAU * Math.sqrt(budget)), 1);
  expect(progress.gain!).toBeGreaterThan(0.9 * gain - 0.01);
  expect(progress.gain!).toBeLessThan(gain + 0.02);
});

it('a layer that saturates has a number where its distortion still grows, and none beyond', async () => {
  // At tau the tanh is nearly linear: d(tau) is about (0.0025 / 0.01)^2, and g can never exceed its inverse, about 16.
  const { picture, loaded } = saturating(0.01);
  const inside = (await runToEnd(loaded, picture, { budget: 3 })).layers.get('layer')!.progress;
  expect(inside.status).toBe('converged');
  expect(inside.meanValue).not.toBeNull();
  for (const budget of [14, 1e3]) {
    const { progress } = (await runToEnd(loaded, picture, { budget })).layers.get('layer')!;
    expect(progress.status, `c = ${budget}`).toBe('unbounded');
    expect(progress.statusReason).toMatch(/slope of log g over log σ/);
    expect(progress.statusReason).toMatch(/smaller budget/);
    expect([progress.meanValue, progress.gain, progress.distortion], `c = ${budget}`).toEqual([null, null, null]);
  }
}, 60_000);

it('ResNet-20 has numbers at tau = 0.1', async () => {
  const loaded = await loadShippedNetwork('resnet20');
  const { layers } = await runToEnd(loaded, samplePicture('bird-redstart'), { layerIds: ['stage1_block1'], noise: 0.1, grid: 8, budget: 1 });
  const { progress } = layers.get('stage1_block1')!;
  expect(['converged', 'pass-limit']).toContain(progress.status);
  expect(Math.abs(progress.distortion! / 1 - 1)).toBeLessThan(0.02);
  expect(progress.gain!).toBeGreaterThan(0);
  loaded.network.dispose();
}, 120_000);
