/**
 * The gradient of maximum pooling on WASM: tfjs's own overlooks maxima below zero, which pools before the rectifier have.
 */
import type * as tf from '@tensorflow/tfjs';
import { assemblyKernels, placeOf } from './assemblyKernels';
import { poolGeometry } from './poolGeometry';
import { replaceKernel } from './replaceKernel';
import { asWasmBackend } from './wasmBackend';

/** dx: what each window's dy gives the first of its maxima; NHWC. */
export function registerWasmMaxPoolGradient(): void {
  replaceKernel('MaxPoolGrad', 'wasm', ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
    const wasm = asWasmBackend(backend);
    const dx = wasm.makeOutput(input.shape, 'float32');
    const pool = poolGeometry(input.shape, attrs!);
    const kernels = assemblyKernels(wasm);
    if (kernels && pool.inChannels % 4 === 0) {
      kernels.maxPoolGradient(
        placeOf(wasm, dy), placeOf(wasm, input), placeOf(wasm, dx), pool.batchSize, pool.inHeight, pool.inWidth, pool.inChannels, pool.outHeight, pool.outWidth,
        pool.filterHeight, pool.filterWidth, pool.strideHeight, pool.strideWidth, pool.padInfo.top, pool.padInfo.left,
      );
      return dx;
    }
    const [given, features, gradient] = [dy, input, dx].map((info) => wasm.typedArrayFromHeap(info)) as [Float32Array, Float32Array, Float32Array];
    gradient.fill(0);
    spread(given, features, gradient, pool);
    return dx;
  });
}

function spread(given: Float32Array, features: Float32Array, gradient: Float32Array, pool: tf.backend_util.Conv2DInfo): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels } = pool;
  let at = 0;
  for (let sample = 0; sample < batchSize; sample++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * pool.strideHeight - pool.padInfo.top;
      const [fromRow, toRow] = [Math.max(0, top), Math.min(inHeight, top + pool.filterHeight)];
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * pool.strideWidth - pool.padInfo.left;
        const [fromColumn, toColumn] = [Math.max(0, left), Math.min(inWidth, left + pool.filterWidth)];
        for (let channel = 0; channel < inChannels; channel++, at++) {
          let best = -1;
          for (let row = fromRow; row < toRow; row++) {
            const line = ((sample * inHeight + row) * inWidth) * inChannels + channel;
            for (let column = fromColumn; column < toColumn; column++) {
              const place = line + column * inChannels;
              if (best < 0 || features[place]! > features[best]!) best = place;
            }
          }
          if (best >= 0) gradient[best]! += given[at]!;
        }
      }
    }
  }
}
