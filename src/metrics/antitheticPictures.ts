import type { NetworkPicture } from '../engine/protocol';
import { type NoisyBatch, noisyPictures } from './noisyPictures';

/**
 * x + sigma*eps for consecutive noise streams, then x - sigma*eps for the same: what changes with the noise to first order
 * cancels in the mean of a pair.
 * @param noiseStdPerPixel sigma in intensity units, one value a pixel, shared by its three channels; or one for all
 * @param firstStream of noise; one a pair
 */
export function antitheticPictures(
  picture: NetworkPicture, noiseStdPerPixel: Float64Array | number, seed: number, firstStream: number, pairs: number,
): NoisyBatch {
  const half = noisyPictures(picture, noiseStdPerPixel, seed, firstStream, pairs);
  const size = half.noise.length;
  const pictures = new Float32Array(2 * size);
  const noise = new Float32Array(2 * size);
  pictures.set(half.pictures);
  noise.set(half.noise);
  for (let i = 0; i < size; i++) {
    pictures[size + i] = 2 * picture.rgb[i % picture.rgb.length]! - half.pictures[i]!;
    noise[size + i] = -half.noise[i]!;
  }
  return { pictures, noise };
}
