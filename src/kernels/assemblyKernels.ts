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
  fillNormal(to: number, count: number, key: number): void;
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

/** The same on a memory of its own, for what is no tensor's. */
export interface OwnAssembly {
  readonly kernels: AssemblyKernels;
  /** So many floats from the memory's beginning, with whatever was there; stale once more are asked for. */
  room(floats: number): Float32Array;
}

const PAGE = 65536;
let own: OwnAssembly | null | undefined;

/** Null where the browser refuses it. */
export function ownAssembly(): OwnAssembly | null {
  if (own === undefined) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = assemblyKernelsOn(memory);
    const room = (floats: number) => {
      const missing = 4 * floats - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return new Float32Array(memory.buffer, 0, floats);
    };
    own = kernels && { kernels, room };
  }
  return own;
}

/** Where a tensor's numbers begin. Ask once all outputs are made: only then do they stay. */
export function placeOf(backend: WasmBackend, { dataId }: tf.TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}
