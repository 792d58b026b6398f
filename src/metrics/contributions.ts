import * as tf from '@tensorflow/tfjs';
import type { NoiseDistribution } from '../core/batchWork';
import type { NetworkPicture } from '../engine/protocol';
import { makesNoiseOnDevice } from '../kernels/seededNoise';
import type { Network } from '../models/network';
import { runOnDevice } from './deviceWork';
import { meansOfParts, partsOf, rowsOf } from './halves';
import { meanSquaredDifference } from './moves';
import { noiseInputs, noisyOnDevice, type NoisyTensors, noisyTensors } from './noisyPictures';
import { valuesOf } from '../kernels/valuesOf';

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
 * @param distribution with signs, of E d under such noise: what a unit sums over its field is near enough to normal
 * @param parts of the batch that get a mean each: two tell how noisy they are
 */
export async function contributionBatch(
  network: Network, layerId: string, reference: tf.Tensor, picture: NetworkPicture,
  noiseStdPerPixel: Float64Array, distribution: NoiseDistribution, seed: number, firstStream: number, samples: number, parts = partsOf(samples),
): Promise<ContributionBatch> {
  const [slopes, moves] = makesNoiseOnDevice()
    ? await onDevice(network, layerId, reference, picture, noiseStdPerPixel, distribution, seed, firstStream, samples, parts)
    : await valuesOf(tf.tidy(() => slopesAndMove(network, layerId, reference, noisyTensors(picture, noiseStdPerPixel, seed, firstStream, samples, distribution), parts)));
  const means = rowsOf(slopes!, parts).map((part) => part.map((slope, i) => slope * noiseStdPerPixel[i]!));
  return { means, move: moves![0]! };
}

async function onDevice(
  network: Network, layerId: string, reference: tf.Tensor, picture: NetworkPicture, noiseStdPerPixel: Float64Array, distribution: NoiseDistribution,
  seed: number, firstStream: number, samples: number, parts: number,
): Promise<readonly Float32Array[]> {
  const inputs = { ...noiseInputs(picture, noiseStdPerPixel, seed, firstStream), reference: { values: reference, shape: reference.shape } };
  const { read } = await runOnDevice(network, picture, `contributions ${layerId} ${samples} ${parts} ${distribution}`, samples, {
    inputs, compute: (given) => ({ read: slopesAndMove(network, layerId, given.reference, noisyOnDevice(given, samples, distribution), parts), kept: [] }),
  });
  return read;
}

/** [parts, height * width], eps . grad d at each pixel, and the mean of d. */
function slopesAndMove(network: Network, layerId: string, reference: tf.Tensor, { pictures, noise }: NoisyTensors, parts: number): [tf.Tensor, tf.Tensor] {
  let move!: tf.Tensor;
  const { grads } = tf.engine().gradients(() => {
    const total = meanSquaredDifference(network.features(pictures, [layerId])[0]!, reference);
    move = tf.keep(total.clone());
    return total;
  }, [pictures]);
  // The batch's mean is over its samples as well: the gradient holds one share of each.
  return [meansOfParts(grads[0]!.mul(noise()).sum(3), parts).mul(pictures.shape[0]), move];
}
