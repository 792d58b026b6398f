/**
 * How uncertainty and distortion change with log sigma, pixel by pixel, from antithetic pairs of samples.
 *
 * With r = x^ - x at x + sigma*eps and m_i = E[r_i^2], d/dlog sigma_j of mean_i 0.5 log m_i is
 * E[sigma_j eps_j (K^T (r/m))_j] / pixels, K the Jacobian of the reconstruction; the clean error's share of r makes that noisy
 * to first order, and pairs of eps and -eps cancel it. For m stands what is known of it, blended with the batch's own, so that
 * it keeps up with noise that grows. The distortion's share has h(x + sigma*eps) - h(x) in r's place, so that
 * one backward pass serves the difference of both.
 */
import * as tf from '@tensorflow/tfjs';
import { makesNoiseOnDevice } from '../kernels/seededNoise';
import { antitheticPictures } from './antitheticPictures';
import { runOnDevice } from './deviceWork';
import { meanSquaredDifference } from './moves';
import { noiseInputs, noisyOnDevice, toTensor } from './noisyPictures';
import { type DecodedLayer, LEAST_SQUARED_ERROR, squaredErrors } from './reconstructionErrors';
import { valuesOf } from '../kernels/valuesOf';

export interface LagrangianBatch {
  /** d/dlog sigma of mean RU - multiplier * log g, times the number of pixels; one value a pixel. */
  readonly gradient: Float64Array;
  /** Mean over the batch of each pixel's squared error. */
  readonly squaredError: Float64Array;
  /** Mean over the batch of d(sigma). */
  readonly move: number;
}

/**
 * @param reference h(x), [1, ...]
 * @param known m, one value a pixel, as far as it is known; it counts 1 - `share`, the batch's own `share`
 * @param firstStream of noise; one a pair
 */
export async function lagrangianBatch(
  decoded: DecodedLayer, reference: tf.Tensor, noiseStdPerPixel: Float64Array, known: Float64Array,
  share: number, multiplier: number, firstStream: number, pairs: number,
): Promise<LagrangianBatch> {
  const samples = 2 * pairs;
  const atOnce = Math.min(samples, decoded.network.maxBatch);
  const pixels = known.length;
  const batch = {
    remembered: Float32Array.from(known, (m) => (1 - share) * m), share,
    // The derivative of log of the blend, over the batch's share in it, is that of m over m.
    uncertaintyWeight: (0.5 * atOnce) / share, distortionWeight: multiplier * pixels * atOnce,
  };
  const gradient = new Float64Array(pixels);
  const squaredError = new Float64Array(pixels);
  let move = 0;
  const add = ([slopes, errors, moves]: readonly Float32Array[]) => {
    for (let i = 0; i < pixels; i++) {
      gradient[i]! += (slopes![i]! * noiseStdPerPixel[i]!) / samples;
      squaredError[i]! += errors![i]! / samples;
    }
    move += moves![0]! / samples;
  };
  if (makesNoiseOnDevice() && atOnce === samples) {
    add(await onDevice(decoded, reference, noiseStdPerPixel, batch, firstStream, pairs));
    return { gradient, squaredError, move };
  }
  const { picture } = decoded;
  const { pictures, noise } = antitheticPictures(picture, noiseStdPerPixel, decoded.seed, firstStream, pairs);
  for (let first = 0; first < samples; first += atOnce) {
    const range = [first * picture.rgb.length, (first + atOnce) * picture.rgb.length] as const;
    add(await valuesOf(tf.tidy(() => {
      const x = toTensor(pictures.subarray(...range), picture);
      const weights = {
        remembered: tf.tensor(batch.remembered, [picture.height, picture.width]), share: tf.scalar(share),
        uncertaintyWeight: tf.scalar(batch.uncertaintyWeight), distortionWeight: tf.scalar(batch.distortionWeight),
      };
      return slopesErrorsAndMove(decoded, reference, x, () => tf.tensor4d(noise.subarray(...range), x.shape), weights);
    })));
  }
  return { gradient, squaredError, move };
}

interface BatchWeights<Value> {
  /** m as it is known, times what it counts. */
  readonly remembered: Value extends number ? Float32Array : Value;
  /** What the batch's own m counts. */
  readonly share: Value;
  readonly uncertaintyWeight: Value;
  readonly distortionWeight: Value;
}

async function onDevice(
  decoded: DecodedLayer, reference: tf.Tensor, noiseStdPerPixel: Float64Array, batch: BatchWeights<number>, firstStream: number, pairs: number,
): Promise<readonly Float32Array[]> {
  const { picture, seed } = decoded;
  const scalar = (value: number) => ({ values: Float32Array.of(value), shape: [] });
  const inputs = {
    ...noiseInputs(picture, noiseStdPerPixel, seed, firstStream),
    reference: { values: reference, shape: reference.shape },
    remembered: { values: batch.remembered, shape: [picture.height, picture.width] },
    share: scalar(batch.share), uncertaintyWeight: scalar(batch.uncertaintyWeight), distortionWeight: scalar(batch.distortionWeight),
  };
  // A decoder is opened for the run: what is recorded of it goes with it.
  const { read } = await runOnDevice(decoded, picture, `lagrangian ${pairs}`, 2 * pairs, {
    inputs,
    compute: (given) => {
      const half = noisyOnDevice(given, pairs);
      const pictures = tf.concat4d([half.pictures, given.picture.mul(2).sub(half.pictures) as tf.Tensor4D], 0);
      const noise = () => tf.concat4d([half.noise(), half.noise().neg()], 0);
      return { read: slopesErrorsAndMove(decoded, given.reference, pictures, noise, given), kept: [] };
    },
  });
  return read;
}

/** eps . gradient and the squared errors of each pixel, [height, width], and the moves, each summed over the samples. */
function slopesErrorsAndMove(
  { network, layer, picture, reconstruct }: DecodedLayer, reference: tf.Tensor, x: tf.Tensor4D, noise: () => tf.Tensor4D, weights: BatchWeights<tf.Tensor>,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  let perPixel!: tf.Tensor;
  let moves!: tf.Tensor;
  const { grads } = tf.engine().gradients(() => {
    const feature = network.features(x, [layer.id])[0]!;
    const errors = squaredErrors(reconstruct(feature), picture);
    const total = meanSquaredDifference(feature, reference).mul(x.shape[0]);
    perPixel = tf.keep(errors.sum(0));
    moves = tf.keep(total.clone());
    const blend = errors.mean(0).mul(weights.share).add(weights.remembered);
    const uncertainty = tf.log(tf.maximum(blend, LEAST_SQUARED_ERROR)).sum().mul(weights.uncertaintyWeight);
    // Of the logarithm as well: a sample that moves the layer much, moves it much for every pixel.
    return uncertainty.sub(tf.log(total).mul(weights.distortionWeight));
  }, [x]);
  return [grads[0]!.mul(noise()).sum([0, 3]), perPixel, moves];
}
