/**
 * Dense convolutions on the WASM backend, in AssemblyScript: forward passes, and input gradients too, which are such convolutions with mirrored
 * filters. XNNPACK, as tfjs has it, reaches less than half of what a core can multiply and add in WebAssembly.
 */
import * as tf from '@tensorflow/tfjs';
import { assemblyKernels, type AssemblyKernels } from './assemblyKernels';
import { directly } from './directConvolution';
import { precedeKernel } from './replaceKernel';
import { asWasmBackend, type WasmBackend } from './wasmBackend';
import { byWinograd, tileSize } from './winogradConvolution';

const ACTIVATIONS = new Map([['linear', 0], ['relu', 1], ['relu6', 2]]);

interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: number | [number, number];
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly activation?: string;
}

export type Shape4D = [number, number, number, number];
export type ConvolutionInfo = tf.backend_util.Conv2DInfo;

/** What a way to compute a convolution gets. */
export interface Convolution {
  readonly wasm: WasmBackend;
  readonly kernels: AssemblyKernels;
  readonly info: ConvolutionInfo;
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly bias: tf.TensorInfo | undefined;
  /** As the kernels have it: 0 none, 1 relu, 2 relu6. */
  readonly activation: number;
}

/** Replaces the backend's convolutions where ours are open; call after that backend's own registration. */
export function registerConvolutions(): void {
  for (const name of ['Conv2D', 'FusedConv2D']) precedeKernel(name, 'wasm', convolve);
}

const convolve: (call: Parameters<tf.KernelFunc>[0]) => tf.TensorInfo | null = ({ inputs, attrs, backend }) => {
  const { x, filter, bias, preluActivationWeights } = inputs as { x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo; preluActivationWeights?: tf.TensorInfo };
  const attributes = attrs as unknown as ConvolutionAttributes;
  const activation = ACTIVATIONS.get(attributes.activation ?? 'linear');
  if (activation === undefined || preluActivationWeights || attributes.dataFormat === 'NCHW' || x.dtype !== 'float32') return null;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as Shape4D, filter.shape as Shape4D, attributes.strides, attributes.dilations ?? 1, attributes.pad, attributes.dimRoundingMode, false,
  );
  // Filters of fewer inputs are for groups of channels, which tfjs refuses with a message of its own.
  const isWhole = info.inChannels === (filter.shape as Shape4D)[2] && tf.util.sizeFromShape(info.outShape) > 0;
  if (!isWhole || (bias && tf.util.sizeFromShape(bias.shape) !== info.outChannels)) return null;
  const wasm = asWasmBackend(backend);
  const kernels = assemblyKernels(wasm);
  if (!kernels) return null;
  const convolution = { wasm, kernels, info, x, filter, bias, activation };
  const size = tileSize(info);
  return size === null ? directly(convolution) : byWinograd(convolution, size);
};
