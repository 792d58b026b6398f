/** Depth to space, cut to a size, in one loop: on the WASM backend tfjs computes the place of every single number anew. */
import * as tf from '@tensorflow/tfjs';
import { assemblyKernels, placeOf } from './assemblyKernels';
import { replaceKernel } from './replaceKernel';
import { asWasmBackend } from './wasmBackend';

const KERNEL = 'PhasesToSpace';

/**
 * @param packed [batch, rows, columns, stride * stride * channels], rows * stride >= height, columns * stride >= width
 * @returns [batch, height, width, channels]
 */
export function phasesToSpace(packed: tf.Tensor4D, stride: number, height: number, width: number): tf.Tensor4D {
  if (tf.getKernel(KERNEL, tf.getBackend())) {
    return tf.engine().runKernel<tf.Tensor4D>(KERNEL, { packed }, { stride, height, width });
  }
  return tf.tidy(() => tf.depthToSpace(packed, stride, 'NHWC').slice([0, 0, 0, 0], [-1, height, width, -1]));
}

export function registerWasmPhasesToSpace(): void {
  replaceKernel(KERNEL, 'wasm', ({ inputs, attrs, backend }) => {
    const { packed } = inputs as { packed: tf.TensorInfo };
    const { stride, height, width } = attrs as { stride: number; height: number; width: number };
    const [batch, rows, columns, depth] = packed.shape as [number, number, number, number];
    const channels = depth / (stride * stride);
    const wasm = asWasmBackend(backend);
    const spread = wasm.makeOutput([batch, height, width, channels], 'float32');
    const kernels = assemblyKernels(wasm);
    if (kernels) {
      kernels.phasesToSpace(placeOf(wasm, packed), batch, rows, columns, stride, channels, height, width, placeOf(wasm, spread));
      return spread;
    }
    const [from, to] = [packed, spread].map((info) => wasm.typedArrayFromHeap(info)) as [Float32Array, Float32Array];
    const run = stride * channels;
    for (let sample = 0, at = 0; sample < batch; sample++) {
      for (let y = 0; y < height; y++) {
        const row = (sample * rows + Math.floor(y / stride)) * columns * depth + (y % stride) * run;
        // A pixel's phases of one row lie side by side in both.
        for (let i = 0, start = row, inRun = 0; i < width * channels; i++, at++) {
          to[at] = from[start + inRun]!;
          if (++inRun < run) continue;
          inRun = 0;
          start += depth;
        }
      }
    }
    return spread;
  });
}
