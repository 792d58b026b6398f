/** Registers our kernels and gradients with tfjs, once, before any backend runs. */
import * as tf from '@tensorflow/tfjs';
import { type ConvGeometry, convInputGradient, depthwiseConvInputGradient } from './convInputGradient';
import { stridedSliceGradient } from './stridedSliceGradient';

interface ConvAttributes {
  strides: number | [number, number];
  dilations?: number | [number, number];
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** @throws where the convolution is not NHWC: the loader converts such graphs before they get here. */
function geometryOf(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  attributes: ConvAttributes,
  depthwise: boolean,
): ConvGeometry {
  if (attributes.dataFormat === 'NCHW') throw new Error('input gradients of NCHW convolutions are not implemented');
  const info = tf.backend_util.computeConv2DInfo(
    inputShape, filterShape, attributes.strides, attributes.dilations ?? 1, attributes.pad,
    attributes.dimRoundingMode, depthwise,
  );
  return {
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

type Shape4D = [number, number, number, number];
type KernelArguments = Parameters<tf.KernelFunc>[0];

/** Kernels get bare TensorInfo; the ops that ours are made of want tensors. The view shares the data. */
function asTensor4D(info: tf.TensorInfo): tf.Tensor4D {
  return (info instanceof tf.Tensor ? info : tf.engine().makeTensorFromTensorInfo(info)) as tf.Tensor4D;
}

function conv2dBackpropInputKernel({ inputs, attrs }: KernelArguments): tf.TensorInfo {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = attrs as unknown as ConvAttributes & { inputShape: Shape4D };
  const geometry = geometryOf(attributes.inputShape, filter.shape as Shape4D, attributes, false);
  return convInputGradient(asTensor4D(dy), asTensor4D(filter), geometry);
}

function depthwiseBackpropInputKernel({ inputs, attrs }: KernelArguments): tf.TensorInfo {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = attrs as unknown as ConvAttributes & { inputShape: Shape4D };
  const geometry = geometryOf(attributes.inputShape, filter.shape as Shape4D, attributes, true);
  return depthwiseConvInputGradient(asTensor4D(dy), asTensor4D(filter), geometry);
}

/** Replaces the gradient of dense convolutions where tfjs refuses: dilated filters. */
function registerDilatedConvGradient(): void {
  const original = tf.getGradient('Conv2D');
  tf.unregisterGradient('Conv2D');
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const attributes = attrs as unknown as ConvAttributes;
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const dilations = attributes.dilations ?? 1;
      const isDilated = Array.isArray(dilations) ? dilations.some((d) => d !== 1) : dilations !== 1;
      if (!isDilated) return original.gradFunc(dy, saved, attrs);
      return {
        x: () =>
          convInputGradient(dy as tf.Tensor4D, filter, geometryOf(x.shape, filter.shape, attributes, false)),
        filter: () => {
          throw new Error('gradients of dilated filters are not needed here and not implemented');
        },
      };
    },
  });
}

let registered = false;

export function registerKernels(): void {
  if (registered) return;
  registered = true;
  registerDilatedConvGradient();
  tf.registerGradient({ kernelName: 'StridedSlice', inputsToSave: ['x'], gradFunc: stridedSliceGradient });
}

/** Ours in place of the WASM backend's input gradients; call after that backend's own registration. */
export function registerWasmKernels(): void {
  if (tf.getKernel('Conv2DBackpropInput', 'wasm')) tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  tf.registerKernel({ kernelName: 'Conv2DBackpropInput', backendName: 'wasm', kernelFunc: conv2dBackpropInputKernel });
  const depthwise = 'DepthwiseConv2dNativeBackpropInput';
  if (tf.getKernel(depthwise, 'wasm')) tf.unregisterKernel(depthwise, 'wasm');
  tf.registerKernel({ kernelName: depthwise, backendName: 'wasm', kernelFunc: depthwiseBackpropInputKernel });
}
