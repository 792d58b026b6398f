/**
 * Convolutions with fixed filters as one differentiable step: filter, bias and activation in one kernel also under gradients (tfjs
 * takes them apart there), and only the output is kept for the way back, where tfjs would keep input and output of each part.
 */
import * as tf from '@tensorflow/tfjs';
import { convInputGradient, type ConvGeometry, depthwiseConvInputGradient } from '../../../kernels/convInputGradient';
import { explicitPadding, type Windows } from './windows';

export type Activation = 'linear' | 'relu' | 'relu6';

interface Step {
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D | null;
  readonly windows: Windows;
  readonly activation: Activation;
  readonly isDepthwise: boolean;
}

/** @param x [batch, height, width, channels] */
export function convolve(x: tf.Tensor4D, step: Step): tf.Tensor4D {
  const { windows, isDepthwise } = step;
  const [strideHeight, strideWidth] = windows.strides;
  const isStrided = strideHeight > 1 || strideWidth > 1;
  const isDilated = windows.dilations.some((dilation) => dilation > 1);
  // tfjs has no kernel for both at once: every position first, then every second (or third).
  if (isStrided && isDilated) return thinned(convolve(x, { ...step, windows: { ...windows, strides: [1, 1] } }), windows);
  const { top, bottom, left, right } = windows;
  // Depthwise kernels take one number as padding, and then count rows and columns alike: not even for oblong filters is that right.
  const isSquare = [windows.kernel, windows.strides, windows.dilations].every(([vertical, horizontal]) => vertical === horizontal);
  const isPadded = top + bottom + left + right > 0;
  if (isDepthwise && isPadded && (top !== bottom || left !== right || top !== left || !isSquare)) {
    const padded = tf.pad(x, explicitPadding(windows)) as tf.Tensor4D;
    return fixedConvolution(padded, { ...step, windows: { ...windows, top: 0, bottom: 0, left: 0, right: 0 } });
  }
  return fixedConvolution(x, step);
}

function thinned(every: tf.Tensor4D, { strides, outHeight, outWidth }: Windows): tf.Tensor4D {
  const [batch, , , channels] = every.shape;
  const end = [batch, (outHeight - 1) * strides[0] + 1, (outWidth - 1) * strides[1] + 1, channels];
  return tf.stridedSlice(every, [0, 0, 0, 0], end, [1, strides[0], strides[1], 1]) as tf.Tensor4D;
}

function fixedConvolution(x: tf.Tensor4D, { filter, bias, windows, activation, isDepthwise }: Step): tf.Tensor4D {
  const { top, bottom, left, right, strides, dilations } = windows;
  const pad = isDepthwise ? depthwisePadding(windows) : explicitPadding({ top, bottom, left, right });
  const attributes = { strides: [...strides], pad, dataFormat: 'NHWC', dilations: [...dilations], ...(isDepthwise && top > 0 && { dimRoundingMode: 'floor' }), activation, leakyreluAlpha: 0 };
  const run = tf.customGrad((input, save) => {
    const inputs = { x: input as tf.Tensor, filter, ...(bias && { bias }) } as unknown as tf.NamedTensorMap;
    const kernel = isDepthwise ? 'FusedDepthwiseConv2D' : 'FusedConv2D';
    const value = tf.engine().runKernel(kernel, inputs, attributes) as tf.Tensor4D;
    if (activation !== 'linear') (save as (tensors: tf.Tensor[]) => void)([value]);
    const shape = x.shape;
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => inputGradient(throughActivation(dy, saved[0], activation) as tf.Tensor4D, filter, shape, windows, isDepthwise),
    };
  });
  return run(x) as tf.Tensor4D;
}

const depthwisePadding = ({ top }: Windows) => (top > 0 ? top : 'valid');

function throughActivation(dy: tf.Tensor, y: tf.Tensor | undefined, activation: Activation): tf.Tensor {
  if (activation === 'linear' || !y) return dy;
  const open = activation === 'relu' ? tf.step(y) : tf.step(y).mul(tf.cast(tf.less(y, 6), 'float32'));
  return dy.mul(open);
}

function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, inputShape: Shape4D, windows: Windows, isDepthwise: boolean): tf.Tensor4D {
  const { top, bottom, left, right, strides, dilations } = windows;
  if (dilations.some((dilation) => dilation > 1)) {
    const geometry: ConvGeometry = {
      inHeight: inputShape[1], inWidth: inputShape[2], filterHeight: filter.shape[0], filterWidth: filter.shape[1],
      strideHeight: strides[0], strideWidth: strides[1], dilationHeight: dilations[0], dilationWidth: dilations[1], padTop: top, padLeft: left,
    };
    return (isDepthwise ? depthwiseConvInputGradient : convInputGradient)(dy, filter, geometry);
  }
  const inputs = { dy: dy as tf.Tensor, filter } as unknown as tf.NamedTensorMap;
  if (isDepthwise) {
    return tf.engine().runKernel('DepthwiseConv2dNativeBackpropInput', inputs, { strides: [...strides], pad: depthwisePadding(windows), dilations: [...dilations], ...(top > 0 && { dimRoundingMode: 'floor' }), inputShape }) as tf.Tensor4D;
  }
  return tf.engine().runKernel('Conv2DBackpropInput', inputs, { strides: [...strides], pad: explicitPadding({ top, bottom, left, right }), dataFormat: 'NHWC', inputShape }) as tf.Tensor4D;
}

type Shape4D = [number, number, number, number];
