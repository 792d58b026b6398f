/** Our own WebAssembly (assembly/, in AssemblyScript) on the heap of tfjs's WASM backend: it reads and writes the tensors where they are. */
import type * as tf from '@tensorflow/tfjs';
import binary from 'virtual:assembly-kernels';
import type { WasmBackend } from './wasmBackend';

/** What assembly/ exports. All numbers but `ceiling` are whole, pointers are bytes from the heap's beginning. */
export interface AssemblyKernels {
  blur(
    from: number, rows: number, columns: number, kernel: number, reach: number, alongShares: number, downShares: number, line: number,
    between: number, to: number,
  ): void;
  convolve(
    size: number, x: number, batch: number, height: number, width: number, inputs: number, filters: number, outputs: number, bias: number, activation: number,
    padTop: number, padLeft: number, y: number, outHeight: number, outWidth: number, tilesAtOnce: number, scratch: number,
  ): void;
  paddedOutputs(outputs: number): number;
  scratchBytes(size: number, inputs: number, outputs: number, tilesAtOnce: number): number;
  transformFilters(size: number, filter: number, inputs: number, outputs: number, to: number, between: number): void;
  rectifierGradient(dy: number, x: number, ceiling: number, count: number, to: number): void;
}

const instances = new WeakMap<WebAssembly.Memory, AssemblyKernels | null>();

/** Null where the browser refuses it, as it does without SIMD. */
export const assemblyKernels = ({ wasm }: WasmBackend): AssemblyKernels | null => assemblyKernelsOn(wasm.asm.memory);

/** On any memory. */
export function assemblyKernelsOn(memory: WebAssembly.Memory): AssemblyKernels | null {
  let kernels = instances.get(memory);
  if (kernels === undefined) {
    kernels = instantiate(memory);
    instances.set(memory, kernels);
  }
  return kernels;
}

function instantiate(memory: WebAssembly.Memory): AssemblyKernels | null {
  const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as unknown as AssemblyKernels;
}

/** Where a tensor's numbers begin. Ask once all outputs are made: only then do they stay. */
export function placeOf(backend: WasmBackend, { dataId }: tf.TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}
