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
import { antitheticPictures } from './antitheticPictures';
import { toTensor } from './noisyPictures';
import { type DecodedLayer, LEAST_SQUARED_ERROR, squaredErrors } from './reconstructionErrors';

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
  const { network, layer, picture } = decoded;
  const { pictures, noise } = antitheticPictures(picture, noiseStdPerPixel, decoded.seed, firstStream, pairs);
  const samples = 2 * pairs;
  const atOnce = Math.min(samples, network.maxBatch);
  const pixels = known.length;
  const gradient = new Float64Array(pixels);
  const squaredError = new Float64Array(pixels);
  let move = 0;
  for (let first = 0; first < samples; first += atOnce) {
    const range = [first * picture.rgb.length, (first + atOnce) * picture.rgb.length] as const;
    const [slope, error, moved] = tf.tidy(() => {
      const remembered = tf.tensor(Float32Array.from(known, (m) => (1 - share) * m), [picture.height, picture.width]);
      const x = toTensor(pictures.subarray(...range), picture);
      let perPixel!: tf.Tensor;
      let moves!: tf.Tensor;
      const { grads } = tf.engine().gradients(() => {
        const feature = network.features(x, [layer.id])[0]!;
        const errors = squaredErrors(decoded.reconstruct(feature), picture);
        const total = tf.squaredDifference(feature, reference).mean().mul(atOnce);
        perPixel = tf.keep(errors.sum(0));
        moves = tf.keep(total.clone());
        // The derivative of log of the blend, over the batch's share in it, is that of m over m.
        const blend = errors.mean(0).mul(share).add(remembered);
        const uncertainty = tf.log(tf.maximum(blend, LEAST_SQUARED_ERROR)).sum().mul((0.5 * atOnce) / share);
        // Of the logarithm as well: a sample that moves the layer much, moves it much for every pixel.
        return uncertainty.sub(tf.log(total).mul(multiplier * pixels * atOnce));
      }, [x]);
      return [grads[0]!.mul(tf.tensor(noise.subarray(...range), x.shape)).sum([0, 3]), perPixel, moves];
    }) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [slopes, errors, moves] = await Promise.all([slope.data(), error.data(), moved.data()]);
    tf.dispose([slope, error, moved]);
    for (let i = 0; i < pixels; i++) {
      gradient[i]! += (slopes[i]! * noiseStdPerPixel[i]!) / samples;
      squaredError[i]! += errors[i]! / samples;
    }
    move += moves[0]! / samples;
  }
  return { gradient, squaredError, move };
}
