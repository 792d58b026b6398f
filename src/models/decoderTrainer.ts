/** Trains one layer's decoder on features and the pictures they come from: mean squared error, Adam, one step a call. */
import * as tf from '@tensorflow/tfjs';
import { fillNormal } from '../core/random';
import { withFilterGradients } from '../kernels/skipFilterGradients';
import { reconstruct } from './decoder';
import { type DecoderPlan, decoderWeightShapes, type PictureSize, planDecoder } from './decoderPlan';

const PEAK_RATE = 3e-3;
/** The rate rises over this share of the steps, and falls to its end over the rest. */
const WARM_UP_SHARE = 0.1;
/** A channel that moves less than this, feature units, is taken as off. */
const LEAST_STD = 1e-6;
/** Keeps the weights' random numbers apart from other uses of the seed. */
const WEIGHTS_SEED = 0x51ed270b;
const STREAMS_PER_DECODER = 64;

export class DecoderTrainer {
  readonly layerId: string;
  readonly plan: DecoderPlan;
  private readonly weights: Record<string, tf.Variable> = {};
  private readonly optimiser = tf.train.adam(PEAK_RATE);
  private readonly mean: tf.Tensor1D;
  private readonly std: tf.Tensor1D;
  private readonly steps: number;
  private stepsDone = 0;

  /**
   * @param features [pictures, ...the layer's shape]: some to take the channels' mean and standard deviation from
   * @param index of the decoder among its network's, so that each starts from weights of its own
   */
  constructor(layerId: string, shape: readonly number[], picture: PictureSize, features: tf.Tensor, steps: number, seed: number, index: number) {
    this.layerId = layerId;
    this.plan = planDecoder(shape, picture);
    this.steps = steps;
    const [mean, std] = tf.tidy(() => {
      const { mean, variance } = tf.moments(features.reshape([-1, this.plan.featureShape[2]]), 0);
      const std = variance.sqrt();
      // A channel that is always off stays off.
      return [mean, tf.where(std.greater(LEAST_STD), std, tf.onesLike(std))];
    }) as [tf.Tensor1D, tf.Tensor1D];
    this.mean = mean;
    this.std = std;
    decoderWeightShapes(this.plan).forEach(({ name, shape: own }, place) => {
      this.weights[name] = tf.tidy(() => tf.variable(firstValues(name, own, seed ^ WEIGHTS_SEED, index * STREAMS_PER_DECODER + place)));
    });
  }

  /**
   * One step down the mean squared error.
   * @param pictures [batch, height, width, 3], 0..1
   * @returns the error before the step
   */
  async step(features: tf.Tensor, pictures: tf.Tensor4D): Promise<number> {
    (this.optimiser as unknown as { learningRate: number }).learningRate = this.rate();
    const error = withFilterGradients(() =>
      this.optimiser.minimize(() => tf.squaredDifference(this.paint(features), pictures).mean() as tf.Scalar, true, Object.values(this.weights)),
    )!;
    this.stepsDone++;
    const value = (await error.data())[0]!;
    error.dispose();
    return value;
  }

  /** Mean squared error on pictures that are not learnt from. */
  async squaredError(features: tf.Tensor, pictures: tf.Tensor4D): Promise<number> {
    const error = tf.tidy(() => tf.squaredDifference(this.paint(features), pictures).mean());
    const value = (await error.data())[0]!;
    error.dispose();
    return value;
  }

  /** float32, in the order of `decoderWeightShapes`, for features as they come: their standardisation is part of `entry`. */
  async exported(): Promise<Float32Array<ArrayBuffer>> {
    const folded = tf.tidy(() => {
      const kernel = tf.div(this.weights['entry/kernel']!, this.std.reshape([1, 1, -1, 1]));
      const shift = kernel.mul(this.mean.reshape([1, 1, -1, 1])).sum([0, 1, 2]);
      return { 'entry/kernel': kernel, 'entry/bias': tf.sub(this.weights['entry/bias']!, shift) };
    }) as Record<string, tf.Tensor>;
    const parts: Float32Array[] = [];
    for (const { name } of decoderWeightShapes(this.plan)) parts.push(await (folded[name] ?? this.weights[name]!).data<'float32'>());
    tf.dispose(folded);
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }

  dispose(): void {
    tf.dispose([this.mean, this.std, this.weights]);
    this.optimiser.dispose();
  }

  private paint(features: tf.Tensor): tf.Tensor4D {
    return tf.tidy(() => {
      const places = features.reshape([-1, this.plan.featureShape[2]]);
      return reconstruct(this.plan, this.weights, places.sub(this.mean).div(this.std).reshape(features.shape));
    });
  }

  private rate(): number {
    const done = this.stepsDone / this.steps;
    if (done < WARM_UP_SHARE) return (PEAK_RATE * (this.stepsDone + 1)) / (WARM_UP_SHARE * this.steps + 1);
    const fallen = (done - WARM_UP_SHARE) / (1 - WARM_UP_SHARE);
    return PEAK_RATE * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * fallen)));
  }
}

/**
 * Kernels keep the size of what passes through them (He et al. 2015); residual blocks start near the identity and the exit near
 * mid-grey, so that the first steps are not spent on unlearning; biases are zero.
 */
function firstValues(name: string, shape: readonly number[], seed: number, stream: number): tf.Tensor {
  if (name.endsWith('/bias')) return tf.zeros([...shape]);
  const values = new Float32Array(tf.util.sizeFromShape([...shape]));
  fillNormal(values, seed, stream);
  const fanIn = shape[0]! * shape[1]! * shape[2]!;
  const share = name.startsWith('exit') ? 0.02 : name.endsWith('_b/kernel') ? 0.2 : 1;
  const std = Math.sqrt(2 / fanIn) * share;
  return tf.tensor(values.map((value) => value * std), [...shape]);
}
