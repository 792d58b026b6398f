import * as tf from '@tensorflow/tfjs';
import { fillNormal } from '../core/random';
import type { NetworkPicture } from '../engine/protocol';

export interface NoisyBatch {
  /** x + sigma * eps, [samples, height, width, 3]. */
  readonly pictures: Float32Array;
  /** The standard normal noise of the same shape. */
  readonly noise: Float32Array;
}

/**
 * x + sigma_i * eps for consecutive noise streams, one stream a sample, so that a sample's noise does not depend on how
 * samples are batched.
 * @param noiseStdPerPixel sigma in intensity units, one value a pixel, shared by its three channels; or one for all
 */
export function noisyPictures(
  picture: NetworkPicture, noiseStdPerPixel: Float64Array | number, seed: number, firstStream: number, samples: number,
): NoisyBatch {
  const { rgb } = picture;
  const pictures = new Float32Array(samples * rgb.length);
  const noise = new Float32Array(samples * rgb.length);
  for (let sample = 0; sample < samples; sample++) {
    const offset = sample * rgb.length;
    const own = noise.subarray(offset, offset + rgb.length);
    fillNormal(own, seed, firstStream + sample);
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
