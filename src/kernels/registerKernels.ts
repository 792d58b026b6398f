/** Registers our kernels and gradients with tfjs, once, before any backend runs. */
import * as tf from '@tensorflow/tfjs';
import { registerAvgPoolGradient } from './avgPoolGradient';
import { convFilterGradient } from './convFilterGradient';
import { type ConvGeometry, convInputGradient, depthwiseConvInputGradient } from './convInputGradient';
import { registerConvolutions } from './convolution';
import { derivedFilter } from './derivedFilters';
import { registerWasmMaxPoolGradient } from './maxPoolGradient';
import { registerWasmPhasesToSpace } from './phasesToSpace';
import { registerReluGradients, registerWasmReluGradient, registerWebgpuReluGradient } from './reluGradient';
import { replaceKernel } from './replaceKernel';
import { registerWebgpuNoise } from './seededNoise';
import { registerSharedIdentity } from './sharedIdentity';
import { stridedSliceGradient } from './stridedSliceGradient';
import { asWasmBackend } from './wasmBackend';

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

/** Kernels get bare TensorInfo; the ops that ours are made of want tensors. The view shares the data. */
function asTensor4D(info: tf.TensorInfo): tf.Tensor4D {
  return (info instanceof tf.Tensor ? info : tf.engine().makeTensorFromTensorInfo(info)) as tf.Tensor4D;
}

function inputGradientKernel(depthwise: boolean): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const attributes = attrs as unknown as ConvAttributes & { inputShape: Shape4D };
    const geometry = geometryOf(attributes.inputShape, filter.shape as Shape4D, attributes, depthwise);
    const gradient = depthwise ? depthwiseConvInputGradient : convInputGradient;
    const source = asTensor4D(filter);
    return gradient(asTensor4D(dy), source, geometry, (key, make) => derivedFilter(asWasmBackend(backend), source, key, make));
  };
}

const filterGradientKernel: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const attributes = attrs as unknown as ConvAttributes & { filterShape: Shape4D };
  const geometry = geometryOf(x.shape as Shape4D, attributes.filterShape, attributes, false);
  return convFilterGradient(asTensor4D(x), asTensor4D(dy), geometry);
};

/** Replaces the gradients of convolutions, dense and depthwise, where tfjs refuses: dilated filters. */
function registerDilatedConvGradient(kernelName: 'Conv2D' | 'DepthwiseConv2dNative'): void {
  const isDepthwise = kernelName === 'DepthwiseConv2dNative';
  const inputGradient = isDepthwise ? depthwiseConvInputGradient : convInputGradient;
  const original = tf.getGradient(kernelName);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const attributes = attrs as unknown as ConvAttributes;
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const dilations = attributes.dilations ?? 1;
      const isDilated = Array.isArray(dilations) ? dilations.some((d) => d !== 1) : dilations !== 1;
      if (!isDilated) return original.gradFunc(dy, saved, attrs);
      return {
        x: () => inputGradient(dy as tf.Tensor4D, filter, geometryOf(x.shape, filter.shape, attributes, isDepthwise)),
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
  registerDilatedConvGradient('Conv2D');
  registerDilatedConvGradient('DepthwiseConv2dNative');
  registerReluGradients();
  registerAvgPoolGradient();
  tf.registerGradient({ kernelName: 'StridedSlice', inputsToSave: ['x'], gradFunc: stridedSliceGradient });
}

/** Ours in place of the WASM backend's input gradients, and where it has none for filters; call after that backend's own registration. */
export function registerWasmKernels(): void {
  registerSharedIdentity();
  registerWasmReluGradient();
  registerWasmMaxPoolGradient();
  registerWasmPhasesToSpace();
  registerConvolutions();
  replaceKernel('Conv2DBackpropInput', 'wasm', inputGradientKernel(false));
  replaceKernel('DepthwiseConv2dNativeBackpropInput', 'wasm', inputGradientKernel(true));
  replaceKernel('Conv2DBackpropFilter', 'wasm', filterGradientKernel);
}

/** Call after the WebGPU backend's own registration. */
export function registerWebgpuKernels(): void {
  registerWebgpuNoise();
  registerWebgpuReluGradient();
}
