import * as tf from '@tensorflow/tfjs';
import { fillSigns } from '../core/random';
import type { NetworkPicture } from '../engine/protocol';
import type { Network } from '../models/network';
import { meansOfParts, partsOf, rowsOf } from './halves';
import { noisyPictures, toTensor } from './noisyPictures';

export interface SensitivityBatch {
  /** Of s_i's estimate over the parts of the batch, one value a pixel (feature^2 / intensity^2). */
  readonly means: readonly Float32Array[];
  /** J^T v of each sample, [samples, height * width * 3]; the caller disposes of it. */
  readonly gradients: tf.Tensor2D;
}

/**
 * Hutchinson's estimate of s_i = sum over channels of ||column of J for pixel i||^2, J at x + sigma*eps: for random
 * signs v in feature space, E[((J^T v)_i)^2] = s_i.
 * @param noiseStdPerPixel sigma of the points that J is taken at, intensity units
 * @param parts of the batch that get a mean each: two tell how noisy they are
 */
export async function sensitivityBatch(
  network: Network, layerId: string, featureSize: number, picture: NetworkPicture,
  noiseStdPerPixel: Float64Array | number, seed: number, firstStream: number, samples: number, parts = partsOf(samples),
): Promise<SensitivityBatch> {
  const { pictures } = noisyPictures(picture, noiseStdPerPixel, seed, firstStream, samples);
  const signs = new Float32Array(samples * featureSize);
  // A seed of their own keeps the signs independent of the noise with the same stream.
  for (let sample = 0; sample < samples; sample++) {
    fillSigns(signs.subarray(sample * featureSize, (sample + 1) * featureSize), seed ^ 0x5bd1e995, firstStream + sample);
  }
  const [perPart, gradients] = tf.tidy(() => {
    const x = toTensor(pictures, picture);
    const forward = () => network.features(x, [layerId])[0]!.reshape([samples, featureSize]);
    const { grads } = tf.engine().gradients(forward, [x], tf.tensor2d(signs, [samples, featureSize]));
    const gradient = grads[0]!;
    return [meansOfParts(gradient.square().sum(3), parts), gradient.reshape([samples, -1]) as tf.Tensor2D];
  }) as [tf.Tensor2D, tf.Tensor2D];
  const values = await perPart.data<'float32'>();
  perPart.dispose();
  return { means: rowsOf(values, parts), gradients };
}
