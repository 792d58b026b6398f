/** Convolutions product by product, of any filter, stride, dilation and padding; on the WASM backend. */
import * as tf from '@tensorflow/tfjs';
import { placeOf } from './assemblyKernels';
import type { Convolution } from './convolution';
import { derivedFilter } from './derivedFilters';

/** The inputs of so many bytes, with the panel of filters that they meet, stay in a core's first cache. */
const CACHE_BYTES = 24 * 1024;
const LEAST_PIXELS_AT_ONCE = 8;
const MOST_PIXELS_AT_ONCE = 256;

export function directly({ wasm, kernels, info, x, filter, bias, activation }: Convolution): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, padInfo } = info;
  const taps = filterHeight * filterWidth;
  const packed = derivedFilter(wasm, filter, 'panels', () => {
    const to = wasm.makeOutput([1, taps, inChannels, kernels.paddedOutputs(outChannels)], 'float32');
    kernels.packFilters(placeOf(wasm, filter), taps * inChannels, outChannels, placeOf(wasm, to));
    return tf.engine().makeTensorFromTensorInfo(to) as tf.Tensor4D;
  });
  const fitting = Math.floor(CACHE_BYTES / (4 * taps * inChannels));
  const pixelsAtOnce = 4 * Math.ceil(Math.min(MOST_PIXELS_AT_ONCE, Math.max(LEAST_PIXELS_AT_ONCE, fitting)) / 4);
  const scratch = wasm.makeOutput([kernels.directScratchBytes(inChannels, taps, pixelsAtOnce) / 4], 'float32');
  const y = wasm.makeOutput([batchSize, outHeight, outWidth, outChannels], 'float32');
  const place = (tensor: tf.TensorInfo) => placeOf(wasm, tensor);
  kernels.convolveDirectly(
    place(x), batchSize, inHeight, inWidth, inChannels, place(packed), filterHeight, filterWidth, outChannels, bias ? place(bias) : 0, activation,
    info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth, padInfo.top, padInfo.left, place(y), outHeight, outWidth,
    pixelsAtOnce, place(scratch),
  );
  wasm.disposeData(scratch.dataId);
  return y;
}
