import * as tf from '@tensorflow/tfjs';
import type { NetworkPicture } from '../engine/protocol';
import type { Network } from '../models/network';
import { meansOfParts, partsOf, rowsOf } from './halves';
import { noisyPictures, toTensor } from './noisyPictures';

export interface ContributionBatch {
  /** Of d d / d log sigma_i over the parts of the batch, one value a pixel (feature^2). */
  readonly means: readonly Float32Array[];
  /** Mean over the batch of d = mean((h(x') - h(x))^2). */
  readonly move: number;
}

/**
 * What each pixel's noise contributes to the distortion: q_i = d E d / d log sigma_i, whose unbiased estimate from one sample
 * x' = x + sigma*eps is sigma_i eps_i . grad d(x')_i. Exact whatever the network does between x and x'; at the optimum of
 * information discarding all q_i are equal.
 * @param reference h(x), [1, ...]
 * @param noiseStdPerPixel sigma, intensity units
 * @param parts of the batch that get a mean each: two tell how noisy they are
 */
export async function contributionBatch(
  network: Network, layerId: string, reference: tf.Tensor, picture: NetworkPicture,
  noiseStdPerPixel: Float64Array, seed: number, firstStream: number, samples: number, parts = partsOf(samples),
): Promise<ContributionBatch> {
  const { pictures, noise } = noisyPictures(picture, noiseStdPerPixel, seed, firstStream, samples);
  const [perPart, move] = tf.tidy(() => {
    const x = toTensor(pictures, picture);
    let moves!: tf.Tensor;
    const { grads } = tf.engine().gradients(() => {
      const feature = network.features(x, [layerId])[0]!;
      const total = tf.squaredDifference(feature, reference).mean();
      moves = tf.keep(total.clone());
      return total;
    }, [x]);
    // The batch's mean is over its samples as well: the gradient holds one share of each.
    return [meansOfParts(grads[0]!.mul(tf.tensor(noise, x.shape)).sum(3), parts).mul(samples), moves];
  }) as [tf.Tensor2D, tf.Tensor];
  const [slopes, moves] = await Promise.all([perPart.data<'float32'>(), move.data<'float32'>()]);
  tf.dispose([perPart, move]);
  const means = rowsOf(slopes, parts).map((part) => part.map((slope, i) => slope * noiseStdPerPixel[i]!));
  return { means, move: moves[0]! };
}
