import * as tf from '@tensorflow/tfjs';
import type { NetworkPicture } from '../engine/protocol';
import type { Network } from '../models/network';
import { meansOfHalves, rowsOf } from './halves';
import { noisyPictures, toTensor } from './noisyPictures';

export interface ContributionBatch {
  /** Means of d d / d log sigma_i over either half of the batch, one value a pixel (feature^2); of one sample there is one. */
  readonly halves: readonly Float32Array[];
  /** Mean over the batch of d = mean((h(x') - h(x))^2). */
  readonly move: number;
}

/**
 * What each pixel's noise contributes to the distortion: q_i = d E d / d log sigma_i, whose unbiased estimate from one sample
 * x' = x + sigma*eps is sigma_i eps_i . grad d(x')_i. Exact whatever the network does between x and x'; at the optimum of
 * information discarding all q_i are equal.
 * @param reference h(x), [1, ...]
 * @param noiseStdPerPixel sigma, intensity units
 */
export async function contributionBatch(
  network: Network, layerId: string, reference: tf.Tensor, picture: NetworkPicture,
  noiseStdPerPixel: Float64Array, seed: number, firstStream: number, samples: number,
): Promise<ContributionBatch> {
  const { pictures, noise } = noisyPictures(picture, noiseStdPerPixel, seed, firstStream, samples);
  const [perHalf, move] = tf.tidy(() => {
    const x = toTensor(pictures, picture);
    let moves!: tf.Tensor;
    const { grads } = tf.engine().gradients(() => {
      const feature = network.features(x, [layerId])[0]!;
      const total = tf.squaredDifference(feature, reference).mean();
      moves = tf.keep(total.clone());
      return total;
    }, [x]);
    // The batch's mean is over its samples as well: the gradient holds one share of each.
    return [meansOfHalves(grads[0]!.mul(tf.tensor(noise, x.shape)).sum(3)).mul(samples), moves];
  }) as [tf.Tensor2D, tf.Tensor];
  const [slopes, moves] = await Promise.all([perHalf.data<'float32'>(), move.data<'float32'>()]);
  tf.dispose([perHalf, move]);
  const halves = rowsOf(slopes, perHalf.shape[0]).map((half) => half.map((slope, i) => slope * noiseStdPerPixel[i]!));
  return { halves, move: moves[0]! };
}
