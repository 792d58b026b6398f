import * as tf from '@tensorflow/tfjs';
import { fillSigns } from '../core/random';
import type { NetworkPicture } from '../engine/protocol';
import type { Network } from '../models/network';
import { meansOfHalves, rowsOf } from './halves';
import { noisyPictures, toTensor } from './noisyPictures';

export interface SensitivityBatch {
  /** Means of s_i's estimate over either half of the batch, one value a pixel (feature^2 / intensity^2); of one sample there is one. */
  readonly halves: readonly Float32Array[];
  /** J^T v of each sample, [samples, height * width * 3]; the caller disposes of it. */
  readonly gradients: tf.Tensor2D;
}

/**
 * Hutchinson's estimate of s_i = sum over channels of ||column of J for pixel i||^2, J at x + sigma*eps: for random
 * signs v in feature space, E[((J^T v)_i)^2] = s_i.
 * @param noiseStdPerPixel sigma of the points that J is taken at, intensity units
 */
export async function sensitivityBatch(
  network: Network, layerId: string, featureSize: number, picture: NetworkPicture,
  noiseStdPerPixel: Float64Array | number, seed: number, firstStream: number, samples: number,
): Promise<SensitivityBatch> {
  const { pictures } = noisyPictures(picture, noiseStdPerPixel, seed, firstStream, samples);
  const signs = new Float32Array(samples * featureSize);
  // A seed of their own keeps the signs independent of the noise with the same stream.
  fillSigns(signs, seed ^ 0x5bd1e995, firstStream);
  const [perHalf, gradients] = tf.tidy(() => {
    const x = toTensor(pictures, picture);
    const forward = () => network.features(x, [layerId])[0]!.reshape([samples, featureSize]);
    const { grads } = tf.engine().gradients(forward, [x], tf.tensor2d(signs, [samples, featureSize]));
    const gradient = grads[0]!;
    return [meansOfHalves(gradient.square().sum(3)), gradient.reshape([samples, -1]) as tf.Tensor2D];
  }) as [tf.Tensor2D, tf.Tensor2D];
  const values = await perHalf.data<'float32'>();
  perHalf.dispose();
  return { halves: rowsOf(values, perHalf.shape[0]), gradients };
}
