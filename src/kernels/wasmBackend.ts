/** As much of tfjs's WASM backend as our kernels use; it has these methods, though its types do not say so. */
import type * as tf from '@tensorflow/tfjs';

export interface WasmBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  /** A view on the heap; stale once anything else is allocated. */
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
  incRef(dataId: object): void;
  disposeData(dataId: object, force?: boolean): boolean;
  /** Where on the heap a tensor's numbers begin, in bytes. */
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  /** The backend's own module. */
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } };
}

export const asWasmBackend = (backend: unknown) => backend as WasmBackend;
