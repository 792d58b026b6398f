/**
 * The gradient of Relu and Relu6 in one loop over the heap. tfjs makes it of five kernels (compare, step, multiply, cast,
 * multiply), each of which reads and writes the whole feature; at 300 x 300 pixels that is half of a backward pass.
 */
import * as tf from '@tensorflow/tfjs';
import { assemblyKernels, placeOf } from './assemblyKernels';
import { replaceKernel } from './replaceKernel';
import { elementwise } from './elementwise';
import { asWasmBackend } from './wasmBackend';
import { asWebgpuBackend } from './webgpuBackend';

const KERNEL = 'ReluGradient';
/** Above these the activation is flat, as it is at 0 and below. */
const CEILINGS = { Relu: Infinity, Relu6: 6 } as const;

/** dy where 0 < x <= ceiling, else 0; inputs of one shape. */
export function registerWasmReluGradient(): void {
  replaceKernel(KERNEL, 'wasm', ({ inputs, attrs, backend }) => {
    const { dy, x } = inputs as { dy: tf.TensorInfo; x: tf.TensorInfo };
    const { ceiling } = attrs as { ceiling: number };
    const wasm = asWasmBackend(backend);
    const dx = wasm.makeOutput(x.shape, 'float32');
    const kernels = assemblyKernels(wasm);
    if (kernels) {
      kernels.rectifierGradient(placeOf(wasm, dy), placeOf(wasm, x), ceiling, tf.util.sizeFromShape(x.shape), placeOf(wasm, dx));
      return dx;
    }
    const [given, at, gradient] = [dy, x, dx].map((info) => bitsOf(wasm.typedArrayFromHeap(info))) as [Int32Array, Int32Array, Int32Array];
    const most = bitsOf(Float32Array.of(ceiling))[0]!;
    for (let i = 0; i < gradient.length; i++) {
      const bits = at[i]!;
      // Floats above 0 are ordered as their bits are. Without a branch: half of them would be predicted wrongly.
      gradient[i] = given[i]! & ~((bits | (bits - 1) | (most - bits)) >> 31);
    }
    return dx;
  });
}

/** The same on WebGPU, one dispatch in place of three. */
export function registerWebgpuReluGradient(): void {
  replaceKernel(KERNEL, 'webgpu', ({ inputs, attrs, backend }) => {
    const { dy, x } = inputs as { dy: tf.TensorInfo; x: tf.TensorInfo };
    const { ceiling } = attrs as { ceiling: number };
    const isOpen = ceiling === Infinity ? 'at > 0.0' : `at > 0.0 && at <= bitcast<f32>(${bitsOf(Float32Array.of(ceiling))[0]!})`;
    const program = elementwise(`reluGradient${ceiling}`, x.shape, ['dy', 'x'], `
      let at = x[index];
      let value = select(0.0, dy[index], ${isOpen});`);
    return asWebgpuBackend(backend).runWebGPUProgram(program, [dy, x], 'float32');
  });
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array) => new Int32Array(buffer, byteOffset, length);

/** The largest float below 6: of an output that is 6 nobody can tell how far above it the input was. */
const BELOW_SIX = bitsBelow(6);

function bitsBelow(value: number): number {
  const float = Float32Array.of(value);
  new Int32Array(float.buffer)[0]! -= 1;
  return float[0]!;
}

/**
 * The gradient of a rectifier from what came out of it: dy where 0 < y, and y < 6 for relu6, else 0.
 * @param dy of y's shape
 */
export function rectifierGradient(dy: tf.Tensor, y: tf.Tensor, activation: 'relu' | 'relu6'): tf.Tensor {
  const ceiling = activation === 'relu' ? Infinity : BELOW_SIX;
  if (tf.getKernel(KERNEL, tf.getBackend())) return tf.engine().runKernel<tf.Tensor>(KERNEL, { dy, x: y }, { ceiling });
  const open = tf.step(y);
  return dy.mul(activation === 'relu' ? open : open.mul(tf.cast(tf.less(y, 6), 'float32')));
}

/** On backends with the kernel above it is used; on others tfjs's own gradients are. */
export function registerReluGradients(): void {
  for (const [kernelName, ceiling] of Object.entries(CEILINGS)) {
    const original = tf.getGradient(kernelName);
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      ...original,
      gradFunc: (dy, saved, attrs) => {
        if (!tf.getKernel(KERNEL, tf.getBackend())) return original.gradFunc(dy, saved, attrs);
        return { x: () => tf.engine().runKernel<tf.Tensor>(KERNEL, { dy: dy as tf.Tensor, x: saved[0]! }, { ceiling }) };
      },
    });
  }
}
