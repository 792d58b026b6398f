/** Backends for tests in Node: the CPU backend of tfjs and the WASM backend with our kernels. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { skipFilterGradients } from '../kernels/skipFilterGradients';
import { registerKernels, registerWasmKernels } from '../kernels/registerKernels';

let wasmPrepared = false;

export async function startTestBackend(name: 'cpu' | 'wasm'): Promise<void> {
  registerKernels();
  if (name === 'wasm' && !wasmPrepared) {
    wasmPrepared = true;
    const folder = path.resolve(
      path.dirname(fileURLToPath(import.meta.url)), '../../node_modules/@tensorflow/tfjs-backend-wasm/dist',
    );
    setWasmPaths(`${folder}${path.sep}`);
    registerWasmKernels();
  }
  await tf.setBackend(name);
  await tf.ready();
  skipFilterGradients(name);
}

/** The largest absolute difference of two tensors of one shape. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
