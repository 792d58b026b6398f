/** Our own WebAssembly (assembly/, in AssemblyScript) on the heap of tfjs's WASM backend: it reads and writes the tensors where they are. */
import type * as tf from '@tensorflow/tfjs';
import { plain, relaxed } from 'virtual:assembly-kernels';
import type { WasmBackend } from './wasmBackend';

/** What assembly/ exports. Pointers are bytes from the heap's beginning; sizes and counts are whole. */
export interface AssemblyKernels {
  blur(
    from: number, rows: number, columns: number, kernel: number, reach: number, alongShares: number, downShares: number, line: number,
    between: number, to: number,
  ): void;
  addWeighted(values: number, scale: number, share: number, count: number, sums: number, squares: number): void;
  carryFactors(now: number, before: number, exponent: number, most: number, count: number, factors: number): void;
  scaleEach(values: number, factors: number, count: number): number;
  fillNormal(to: number, count: number, key: number): void;
  convolve(
    size: number, x: number, batch: number, height: number, width: number, inputs: number, filters: number, outputs: number, bias: number, activation: number,
    padTop: number, padLeft: number, y: number, outHeight: number, outWidth: number, tilesAtOnce: number, scratch: number,
  ): void;
  convolveDirectly(
    x: number, batch: number, height: number, width: number, inputs: number, filters: number, filterHeight: number, filterWidth: number, outputs: number,
    bias: number, activation: number, strideHeight: number, strideWidth: number, dilationHeight: number, dilationWidth: number, padTop: number, padLeft: number,
    y: number, outHeight: number, outWidth: number, pixelsAtOnce: number, scratch: number,
  ): void;
  directScratchBytes(inputs: number, taps: number, pixelsAtOnce: number): number;
  packFilters(filter: number, tapsAndInputs: number, outputs: number, to: number): void;
  paddedOutputs(outputs: number): number;
  maxPoolGradient(
    dy: number, x: number, dx: number, batch: number, height: number, width: number, channels: number, outHeight: number, outWidth: number,
    filterHeight: number, filterWidth: number, strideHeight: number, strideWidth: number, padTop: number, padLeft: number,
  ): void;
  phasesToSpace(from: number, batch: number, rows: number, columns: number, stride: number, channels: number, height: number, width: number, to: number): void;
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

/** The first that is valid here: browsers without relaxed SIMD refuse the first, those without any SIMD both. */
function instantiate(memory: WebAssembly.Memory): AssemblyKernels | null {
  const binaries = [relaxed, plain].map((base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  const bytes = binaries.find((binary) => WebAssembly.validate(binary));
  return bytes ? (new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as unknown as AssemblyKernels) : null;
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
