/** Paints the picture from a layer's features; differentiable with respect to the features and the weights. */
import * as tf from '@tensorflow/tfjs';
import type { DecoderPlan } from './decoderPlan';

/** A layer's decoder with its weights, ready to paint. */
export interface Decoder {
  readonly layerId: string;
  readonly plan: DecoderPlan;
  /**
   * @param features [batch, ...the layer's shape]
   * @returns [batch, height, width, 3], intensities 0..1 and a little beyond
   */
  reconstruct(features: tf.Tensor): tf.Tensor4D;
  dispose(): void;
}

/** Kernels height x width x in x out and biases by the names of `decoderWeightShapes`. */
export type DecoderWeights = Readonly<Record<string, tf.Tensor>>;

/** @param weights the decoder's from now on: it disposes of them */
export function createDecoder(layerId: string, plan: DecoderPlan, weights: DecoderWeights): Decoder {
  return {
    layerId,
    plan,
    reconstruct: (features) => reconstruct(plan, weights, features),
    dispose: () => tf.dispose(weights),
  };
}

/**
 * @param features [batch, ...], as many numbers a sample as the plan's feature shape
 * @returns [batch, picture height, picture width, 3]
 */
export function reconstruct(plan: DecoderPlan, weights: DecoderWeights, features: tf.Tensor): tf.Tensor4D {
  return tf.tidy(() => {
    const batch = features.shape[0]!;
    const convolve = (x: tf.Tensor4D, name: string, stride: number, pad: 'same' | 'valid', activation: 'relu' | 'linear') =>
      tf.fused.conv2d({
        x, filter: weights[`${name}/kernel`] as tf.Tensor4D, strides: stride, pad, activation, bias: weights[`${name}/bias`]!,
      });
    let x = features.reshape([batch, ...plan.featureShape]) as tf.Tensor4D;
    plan.stages.forEach((stage, index) => {
      x = index === 0
        ? convolve(x, stage.convolution, plan.patch, 'valid', 'relu')
        : convolve(nearest(x, stage.height, stage.width), stage.convolution, 1, 'same', 'relu');
      if (!stage.block) return;
      const [first, second] = stage.block;
      x = tf.relu(tf.add(x, convolve(convolve(x, first, 1, 'same', 'relu'), second, 1, 'same', 'linear')));
    });
    const painted = convolve(x, 'exit', 1, 'same', 'linear').add(0.5) as tf.Tensor4D;
    return cropCentre(spreadPixels(painted, plan.pixelsPerPlace), plan.picture.height, plan.picture.width);
  });
}

/** [batch, h, w, c] to [batch, height, width, c]; each place takes the nearest one above and left of it. */
function nearest(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  return tf.image.resizeNearestNeighbor(x, [height, width]);
}

/** [batch, h, w, side * side * 3] to [batch, h * side, w * side, 3]. */
function spreadPixels(x: tf.Tensor4D, side: number): tf.Tensor4D {
  if (side === 1) return x;
  const [batch, height, width] = x.shape;
  return x
    .reshape([batch, height, width, side, side * 3])
    .transpose([0, 1, 3, 2, 4])
    .reshape([batch, height * side, width * side, 3]) as tf.Tensor4D;
}

function cropCentre(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [batch, h, w] = x.shape;
  if (h === height && w === width) return x;
  return x.slice([0, Math.floor((h - height) / 2), Math.floor((w - width) / 2), 0], [batch, height, width, 3]);
}
