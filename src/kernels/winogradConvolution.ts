/**
 * 3 x 3 convolutions with stride 1 by Winograd's minimal filtering, on the WASM backend: a quarter of the products.
 */
import * as tf from '@tensorflow/tfjs';
import { type AssemblyKernels, placeOf } from './assemblyKernels';
import type { Convolution, ConvolutionInfo, Shape4D } from './convolution';
import { derivedFilter } from './derivedFilters';
import type { WasmBackend } from './wasmBackend';

const FILTER_SIDE = 3;
/** Filters at the points weigh four times what they do as they are: those above this many channel pairs are computed directly. */
const MOST_CHANNEL_PAIRS = 256 * 256;
/** Points and sums of so many bytes stay in a core's second cache. */
const CACHE_BYTES = 256 * 1024;
const LEAST_TILES_AT_ONCE = 16;
const MOST_TILES_AT_ONCE = 64;

/** @param size of `tileSize` */
export function byWinograd({ wasm, kernels, info, x, filter, bias, activation }: Convolution, size: 2 | 4): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const points = derivedFilter(wasm, filter, `winograd ${size}`, () => transformed(wasm, kernels, size, filter));
  const tilesAtOnce = tilesFor(kernels, size, info);
  const scratch = wasm.makeOutput([Math.ceil(kernels.scratchBytes(size, inChannels, outChannels, tilesAtOnce) / 4)], 'float32');
  const y = wasm.makeOutput([batchSize, outHeight, outWidth, outChannels], 'float32');
  const place = (tensor: tf.TensorInfo) => placeOf(wasm, tensor);
  kernels.convolve(
    size, place(x), batchSize, inHeight, inWidth, inChannels, place(points), outChannels, bias ? place(bias) : 0, activation,
    padInfo.top, padInfo.left, place(y), outHeight, outWidth, tilesAtOnce, place(scratch),
  );
  wasm.disposeData(scratch.dataId);
  return y;
}

/** Side of the squares of outputs that are computed together; null where this way is not open, or does not pay. */
export function tileSize({ filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, inChannels, outChannels, outHeight, outWidth, batchSize }: ConvolutionInfo): 2 | 4 | null {
  const isPlain = filterHeight === FILTER_SIDE && filterWidth === FILTER_SIDE && strideHeight === 1 && strideWidth === 1 && dilationHeight === 1 && dilationWidth === 1;
  const isOpen = isPlain && inChannels % 4 === 0 && inChannels * outChannels <= MOST_CHANNEL_PAIRS && batchSize * outHeight * outWidth > 0;
  if (!isOpen) return null;
  return Math.max(outHeight, outWidth) > 2 ? 4 : 2;
}

function tilesFor(kernels: AssemblyKernels, size: number, { batchSize, outHeight, outWidth, inChannels, outChannels }: ConvolutionInfo): number {
  const all = batchSize * Math.ceil(outHeight / size) * Math.ceil(outWidth / size);
  const bytesOfOne = (size + 2) ** 2 * 4 * (inChannels + kernels.paddedOutputs(outChannels));
  const fitting = Math.min(MOST_TILES_AT_ONCE, Math.max(LEAST_TILES_AT_ONCE, CACHE_BYTES / bytesOfOne));
  return roundedUp(Math.min(all, Math.floor(fitting)), 4);
}

const roundedUp = (value: number, to: number) => Math.ceil(value / to) * to;

function transformed(wasm: WasmBackend, kernels: AssemblyKernels, size: number, filter: tf.TensorInfo): tf.Tensor4D {
  const [, , inputs, outputs] = filter.shape as Shape4D;
  const to = wasm.makeOutput([size + 2, size + 2, inputs, kernels.paddedOutputs(outputs)], 'float32');
  const between = wasm.makeOutput([24, 4], 'float32');
  kernels.transformFilters(size, placeOf(wasm, filter), inputs, outputs, placeOf(wasm, to), placeOf(wasm, between));
  wasm.disposeData(between.dataId);
  return tf.engine().makeTensorFromTensorInfo(to) as tf.Tensor4D;
}
