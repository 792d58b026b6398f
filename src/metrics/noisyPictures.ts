import * as tf from '@tensorflow/tfjs';
import type { NoiseDistribution } from '../core/batchWork';
import { fillOrthogonalSigns } from '../core/orthogonalSigns';
import type { NetworkPicture } from '../engine/protocol';
import { fillNormalNoise } from '../kernels/normalNoise';
import { noiseState, normalOnDevice, orthogonalSignsOnDevice } from '../kernels/seededNoise';

export interface NoisyBatch {
  /** x + sigma * eps, [samples, height, width, 3]. */
  readonly pictures: Float32Array;
  /** eps, of mean 0 and variance 1, of the same shape. */
  readonly noise: Float32Array;
}

/**
 * x + sigma_i * eps for consecutive noise streams, one stream a sample, so that a sample's noise does not depend on how
 * samples are batched.
 * @param noiseStdPerPixel sigma in intensity units, one value a pixel, shared by its three channels; or one for all
 */
export function noisyPictures(
  picture: NetworkPicture, noiseStdPerPixel: Float64Array | number, seed: number, firstStream: number, samples: number,
  distribution: NoiseDistribution = 'normal',
): NoisyBatch {
  const { rgb } = picture;
  const pictures = new Float32Array(samples * rgb.length);
  const noise = new Float32Array(samples * rgb.length);
  for (let sample = 0; sample < samples; sample++) {
    const offset = sample * rgb.length;
    const own = noise.subarray(offset, offset + rgb.length);
    if (distribution === 'normal') fillNormalNoise(own, seed, firstStream + sample);
    else fillOrthogonalSigns(own, picture.width, seed, firstStream + sample);
    for (let i = 0; i < rgb.length; ) {
      const std = typeof noiseStdPerPixel === 'number' ? noiseStdPerPixel : noiseStdPerPixel[i / 3]!;
      for (const end = i + 3; i < end; i++) pictures[offset + i] = rgb[i]! + std * own[i]!;
    }
  }
  return { pictures, noise };
}

export function toTensor(pictures: Float32Array, picture: NetworkPicture): tf.Tensor4D {
  const samples = pictures.length / picture.rgb.length;
  return tf.tensor4d(pictures, [samples, picture.height, picture.width, 3]);
}

export interface NoisyTensors {
  /** x + sigma * eps, [samples, height, width, 3]. */
  readonly pictures: tf.Tensor4D;
  /** eps, of the same shape; made when asked for. */
  noise(): tf.Tensor4D;
}

/** As noisyPictures, for use inside a tidy; `values` is eps. */
export function noisyTensors(
  picture: NetworkPicture, noiseStdPerPixel: Float64Array | number, seed: number, firstStream: number, samples: number,
  distribution: NoiseDistribution = 'normal',
): NoisyTensors & { readonly values: Float32Array } {
  const { pictures, noise } = noisyPictures(picture, noiseStdPerPixel, seed, firstStream, samples, distribution);
  const x = toTensor(pictures, picture);
  return { pictures: x, noise: () => tf.tensor4d(noise, x.shape), values: noise };
}

/** What noisyPictures takes, as inputs of a computation that makes its noise on the GPU. */
export function noiseInputs(picture: NetworkPicture, noiseStdPerPixel: Float64Array | number, seed: number, firstStream: number) {
  const { width, height, rgb } = picture;
  const std = typeof noiseStdPerPixel === 'number' ? new Float32Array(width * height).fill(noiseStdPerPixel) : Float32Array.from(noiseStdPerPixel);
  return {
    picture: { values: rgb, shape: [1, height, width, 3] },
    std: { values: std, shape: [1, height, width, 1] },
    stream: noiseState(seed, firstStream),
  };
}

/** @param inputs tensors of noiseInputs */
export function noisyOnDevice(inputs: Readonly<Record<'picture' | 'std' | 'stream', tf.Tensor>>, samples: number, distribution: NoiseDistribution = 'normal'): NoisyTensors {
  const { picture, std, stream } = inputs;
  const shape = [samples, ...picture.shape.slice(1)] as [number, number, number, number];
  const made = distribution === 'normal' ? normalOnDevice(stream, samples, picture.size) : orthogonalSignsOnDevice(stream, samples, picture.size, picture.shape[2]!);
  const noise = made.reshape(shape) as tf.Tensor4D;
  return { pictures: noise.mul(std).add(picture), noise: () => noise };
}
