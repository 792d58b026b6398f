/** Contributions of linear networks, which have a closed form: q_i = 2 sigma_i^2 s_i / size. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mean } from '../core/stats';
import { startTestBackend } from '../testing/backends';
import { columnNorms, networkOf, seededNumbers, seededPicture } from '../testing/linearNetwork';
import { contributionBatch } from './contributions';
import { toTensor } from './noisyPictures';

const [HEIGHT, WIDTH, CHANNELS, SEED] = [11, 14, 5, 7];
const picture = seededPicture(HEIGHT, WIDTH);
const std = Float64Array.from(seededNumbers(HEIGHT * WIDTH, 4), (v) => 0.01 * Math.exp(0.3 * v));

/** Relative to the mean of all contributions, the root mean square of what is off. */
async function errorOf(side: number, distribution: 'normal' | 'orthogonal-signs', samples: number): Promise<number> {
  const filter = tf.tensor4d(seededNumbers(side * side * 3 * CHANNELS, 6), [side, side, 3, CHANNELS]);
  const forward = (pictures: tf.Tensor4D) => tf.conv2d(pictures, filter, 1, 'same');
  const { network } = networkOf(HEIGHT, WIDTH, forward, [HEIGHT, WIDTH, CHANNELS]);
  const reference = tf.tidy(() => forward(toTensor(picture.rgb, picture)));
  const { means, move } = await contributionBatch(network, 'layer', reference, picture, std, distribution, SEED, 0, samples, 1);
  const size = HEIGHT * WIDTH * CHANNELS;
  const known = columnNorms(HEIGHT, WIDTH, forward).map((s, i) => (2 * std[i]! ** 2 * s) / size);
  const usual = mean(known);
  // d is quadratic in sigma: contributions add up to twice of it, sample by sample.
  expect(mean(means[0]!) / ((2 * move) / (HEIGHT * WIDTH))).toBeCloseTo(1, 3);
  tf.dispose([filter, reference]);
  return Math.sqrt(mean(known.map((q, i) => ((means[0]![i]! - q) / usual) ** 2)));
}

beforeAll(() => startTestBackend('cpu'));

describe('contributionBatch', () => {
  it.each([[1, 4], [3, 64], [7, 256]])('under orthogonal signs is exact where filters of %d pixels leave neighbours no further than %d samples tell apart', async (side, samples) => {
    expect(await errorOf(side, 'orthogonal-signs', samples)).toBeLessThan(2e-4);
  }, 60_000);

  it('is as far off as chance has it under normal noise, and where signs are too few', async () => {
    const normal = await errorOf(3, 'normal', 64);
    expect(normal).toBeGreaterThan(0.1);
    expect(normal).toBeLessThan(1);
    expect(await errorOf(3, 'orthogonal-signs', 4)).toBeGreaterThan(0.1);
  });
});
