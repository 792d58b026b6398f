import * as tf from '@tensorflow/tfjs';
import type { NetworkPicture } from '../engine/protocol';
import { makesNoiseOnDevice, noiseState, seededSigns, signsOnDevice } from '../kernels/seededNoise';
import type { Network } from '../models/network';
import { runOnDevice } from './deviceWork';
import { meansOfParts, partsOf, rowsOf } from './halves';
import { noiseInputs, noisyOnDevice, noisyTensors } from './noisyPictures';
import { valuesOf } from '../kernels/valuesOf';

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
  if (makesNoiseOnDevice()) return onDevice(network, layerId, featureSize, picture, noiseStdPerPixel, seed, firstStream, samples, parts);
  const [perPart, gradients] = tf.tidy(() => {
    const { pictures } = noisyTensors(picture, noiseStdPerPixel, seed, firstStream, samples);
    return squaresAndGradients(network, layerId, pictures, seededSigns(signSeed(seed), firstStream, samples, featureSize), parts);
  });
  const [values] = await valuesOf([perPart]);
  return { means: rowsOf(values!, parts), gradients };
}

/** A seed of their own keeps the signs independent of the noise with the same stream. */
const signSeed = (seed: number) => seed ^ 0x5bd1e995;

async function onDevice(
  network: Network, layerId: string, featureSize: number, picture: NetworkPicture, noiseStdPerPixel: Float64Array | number, seed: number,
  firstStream: number, samples: number, parts: number,
): Promise<SensitivityBatch> {
  const inputs = { ...noiseInputs(picture, noiseStdPerPixel, seed, firstStream), signStream: noiseState(signSeed(seed), firstStream) };
  const { read, kept } = await runOnDevice(network, picture, `sensitivities ${layerId} ${samples} ${parts}`, samples, {
    inputs,
    compute: (given) => {
      const signs = signsOnDevice(given.signStream, samples, featureSize);
      const [perPart, gradients] = squaresAndGradients(network, layerId, noisyOnDevice(given, samples).pictures, signs, parts);
      return { read: [perPart], kept: [gradients] };
    },
  });
  return { means: rowsOf(read[0]!, parts), gradients: kept[0] as tf.Tensor2D };
}

/** [parts, height * width], the square of J^T v, and J^T v itself, [samples, height * width * 3]. */
function squaresAndGradients(network: Network, layerId: string, pictures: tf.Tensor4D, signs: tf.Tensor2D, parts: number): [tf.Tensor2D, tf.Tensor2D] {
  const forward = () => network.features(pictures, [layerId])[0]!.reshape(signs.shape);
  const gradient = tf.engine().gradients(forward, [pictures], signs).grads[0]!;
  return [meansOfParts(gradient.square().sum(3), parts), gradient.reshape([signs.shape[0], -1])];
}
