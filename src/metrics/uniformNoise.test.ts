import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startTestBackend } from '../testing/backends';
import { networkOf, seededPicture } from '../testing/linearNetwork';
import { DistortionMeter } from './distortion';
import { uniformNoiseStds } from './uniformNoise';

const SIZE = 8;
const TAU = 0.0025;
const picture = seededPicture(SIZE, SIZE);

beforeAll(() => startTestBackend('wasm'));

/** The layer of `feature` of each number's own move from the picture. */
async function levelOf(feature: (move: tf.Tensor4D) => tf.Tensor, budget: number): Promise<number | undefined> {
  const clean = tf.tensor4d(picture.rgb, [1, SIZE, SIZE, 3]);
  const { network } = networkOf(SIZE, SIZE, (x) => feature(x.sub(clean)), [SIZE, SIZE, 3]);
  const meter = new DistortionMeter(network, picture, ['layer'], TAU, 1);
  const stds = await uniformNoiseStds(meter, ['layer'], TAU, budget);
  meter.dispose();
  clean.dispose();
  return stds.get('layer');
}

it('is tau sqrt(c) where the layer is linear', async () => {
  for (const budget of [0.01, 1, 1.5, 150, 1e5]) {
    expect((await levelOf((move) => move.mul(3), budget))! / (TAU * Math.sqrt(budget)), `c = ${budget}`).toBeCloseTo(1, 3);
  }
});

it('is found beyond a stretch in which the layer all but stands still', async () => {
  // h = a tanh(m / w) + b m: E tanh^2 is nearly 1 on the plateau, so that g = c where b^2 sigma^2 + a^2 + 2 a b E|m| is c delta2.
  const [width, slow] = [0.004, 0.2];
  const feature = (move: tf.Tensor4D) => move.div(width).tanh().add(move.mul(slow));
  // delta2 by quadrature over the normal density.
  const expectation = (std: number) => {
    let sum = 0;
    let weights = 0;
    for (let z = -8; z <= 8; z += 0.001) {
      const weight = Math.exp((-z * z) / 2);
      sum += weight * (Math.tanh((z * std) / width) + slow * z * std) ** 2;
      weights += weight;
    }
    return sum / weights;
  };
  for (const budget of [2, 4, 8, 50, 1000]) {
    const std = (await levelOf(feature, budget))!;
    const g = expectation(std) / expectation(TAU);
    expect(Math.abs(Math.log(g / budget)), `c = ${budget}`).toBeLessThan(0.04);
  }
});

it('has no entry where g never gets there', async () => {
  expect(await levelOf((move) => move.div(0.01).tanh(), 100)).toBeUndefined();
});
