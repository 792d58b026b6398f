/** Copies that share memory, as Reshape's do on the WASM backend: tfjs saves a copy of every input that a gradient will need. */
import type * as tf from '@tensorflow/tfjs';
import { replaceKernel } from './replaceKernel';
import { asWasmBackend } from './wasmBackend';

export function registerSharedIdentity(): void {
  replaceKernel('Identity', 'wasm', ({ inputs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    asWasmBackend(backend).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
}
