/**
 * Filters made of other filters, such as mirrored ones for input gradients: made once, and freed with the filter they were made
 * of. A run asks for the same few hundreds of times, and the WASM backend packs every filter that it meets anew.
 */
import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './wasmBackend';

const derivedOf = new WeakMap<object, Map<string, tf.Tensor4D>>();
const followed = new WeakSet<WasmBackend>();

/** @param key tells apart what is made of one filter */
export function derivedFilter(backend: WasmBackend, filter: Pick<tf.TensorInfo, 'dataId'>, key: string, make: () => tf.Tensor4D): tf.Tensor4D {
  freeWithSource(backend);
  const known = derivedOf.get(filter.dataId) ?? new Map<string, tf.Tensor4D>();
  derivedOf.set(filter.dataId, known);
  let derived = known.get(key);
  if (!derived) {
    derived = tf.keep(tf.tidy(make));
    known.set(key, derived);
  }
  return derived;
}

function freeWithSource(backend: WasmBackend): void {
  if (followed.has(backend)) return;
  followed.add(backend);
  const disposeData = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const isGone = disposeData(dataId, force);
    if (isGone) {
      for (const derived of derivedOf.get(dataId)?.values() ?? []) derived.dispose();
      derivedOf.delete(dataId);
    }
    return isGone;
  };
}
