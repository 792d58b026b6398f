/** What is left of a picture after a layer and its decoder, under noise: squared errors pixel by pixel, and the uncertainty they mean. */
import * as tf from '@tensorflow/tfjs';
import { HALF_LOG_2_PI_E } from '../core/entropy';
import type { NetworkPicture } from '../engine/protocol';
import { valuesOf } from '../kernels/valuesOf';
import type { Network } from '../models/network';
import { antitheticPictures } from './antitheticPictures';
import { meanSquaredMove } from './moves';
import { noisyPictures, toTensor } from './noisyPictures';

/** Squared errors below this count as this much, so that a pixel restored exactly has a finite uncertainty. */
export const LEAST_SQUARED_ERROR = 1e-6;

/** A layer and the decoder that paints the picture from its features. */
export interface DecodedLayer {
  readonly network: Network;
  readonly layer: { readonly id: string };
  readonly picture: NetworkPicture;
  readonly seed: number;
  /** [batch, ...the layer's shape] to [batch, height, width, 3]. */
  reconstruct(features: tf.Tensor): tf.Tensor4D;
}

/** RU = 0.5 log(2 pi e E[(x^ - x)^2]), nats. */
export function uncertaintyNats(meanSquaredError: number): number {
  return HALF_LOG_2_PI_E + 0.5 * Math.log(Math.max(meanSquaredError, LEAST_SQUARED_ERROR));
}

export interface ErrorSums {
  readonly pairs: number;
  /** Over pairs, of each pixel's squared error (mean over channels and the pair), and of that number's square. */
  readonly sum: Float64Array;
  readonly squareSum: Float64Array;
  /** d(sigma) of each pair: mean over both and over the feature of (h(x + sigma eps) - h(x))^2. */
  readonly moves: readonly number[];
}

export function emptyErrorSums(pixels: number): ErrorSums {
  return { pairs: 0, sum: new Float64Array(pixels), squareSum: new Float64Array(pixels), moves: [] };
}

/**
 * One forward batch of antithetic pairs, added to `before`: the clean error times the noise, which is most of what fluctuates
 * where decoders are far from perfect, cancels in a pair.
 * @param reference h(x), [1, ...]
 * @param noiseStdPerPixel sigma, intensity; 0 for the clean reconstruction
 * @param firstStream of noise; one a pair
 */
export async function addErrors(
  before: ErrorSums, decoded: DecodedLayer, reference: tf.Tensor, noiseStdPerPixel: Float64Array | number, firstStream: number, pairs: number,
): Promise<ErrorSums> {
  const { network, layer, picture, seed } = decoded;
  const { pictures } = antitheticPictures(picture, noiseStdPerPixel, seed, firstStream, pairs);
  const atOnce = Math.min(2 * pairs, network.maxBatch);
  const [sum, squareSum, moves] = tf.tidy(() => {
    const errors: tf.Tensor[] = [];
    const moved: tf.Tensor[] = [];
    for (let first = 0; first < 2 * pairs; first += atOnce) {
      const range = [first, Math.min(first + atOnce, 2 * pairs)].map((index) => index * picture.rgb.length);
      const feature = network.features(toTensor(pictures.subarray(...range), picture), [layer.id])[0]!;
      errors.push(squaredErrors(decoded.reconstruct(feature), picture));
      moved.push(meanSquaredMove(feature, reference));
    }
    const ofPairs = (all: tf.Tensor[]) => tf.concat(all, 0).reshape([2, pairs, ...all[0]!.shape.slice(1)]).mean(0);
    const perPair = ofPairs(errors);
    return [perPair.sum(0), perPair.square().sum(0), ofPairs(moved)];
  }) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [sums, squares, pairMoves] = await valuesOf([sum, squareSum, moves]);
  return {
    pairs: before.pairs + pairs,
    sum: before.sum.map((value, i) => value + sums![i]!),
    squareSum: before.squareSum.map((value, i) => value + squares![i]!),
    moves: [...before.moves, ...pairMoves!],
  };
}

/** (x^ - x)^2, mean over channels: [batch, height, width, 3] to [batch, height, width]. */
export function squaredErrors(painted: tf.Tensor4D, picture: NetworkPicture): tf.Tensor3D {
  return tf.tidy(() => tf.squaredDifference(painted, toTensor(picture.rgb, picture)).mean<tf.Tensor3D>(3));
}

/**
 * RU of each pixel, nats, freed of what the logarithm makes of sampling noise: E log m' is below log m by half of m's
 * relative variance.
 */
export function uncertaintyOf({ pairs, sum, squareSum }: ErrorSums): Float64Array {
  return sum.map((total, i) => {
    const mean = total / pairs;
    if (pairs < 2 || mean <= LEAST_SQUARED_ERROR) return uncertaintyNats(mean);
    const varianceOfMean = Math.max(0, squareSum[i]! / pairs - mean ** 2) / (pairs - 1);
    return uncertaintyNats(mean) + 0.25 * (varianceOfMean / mean ** 2);
  });
}

/** The picture as painted: clean (0), or a draw each for consecutive noise streams. */
export async function paint(
  decoded: DecodedLayer, noiseStdPerPixel: Float64Array | number, firstStream: number, samples: number,
): Promise<Float32Array<ArrayBuffer>[]> {
  const { network, layer, picture, seed } = decoded;
  const draws: Float32Array<ArrayBuffer>[] = [];
  const size = picture.rgb.length;
  while (draws.length < samples) {
    const count = Math.min(network.maxBatch, samples - draws.length);
    const { pictures } = noisyPictures(picture, noiseStdPerPixel, seed, firstStream + draws.length, count);
    const painted = tf.tidy(() => decoded.reconstruct(network.features(toTensor(pictures, picture), [layer.id])[0]!));
    const values = await painted.data<'float32'>();
    painted.dispose();
    for (let draw = 0; draw < count; draw++) draws.push(Float32Array.from(values.subarray(draw * size, (draw + 1) * size)));
  }
  return draws;
}
