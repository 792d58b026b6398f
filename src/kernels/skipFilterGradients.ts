/**
 * tfjs's fused convolutions compute the gradient of their filter whenever the gradient of their input is asked for. Metrics
 * train no weights, the filter's gradient costs as much as the input's, and on WASM it does not exist at all. So these
 * kernels answer with tensors that nobody reads, unless a training step asks for the real ones.
 */
import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from './replaceKernel';
import { asWebgpuBackend } from './webgpuBackend';

const FILTER_GRADIENTS = ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'] as const;

/** Backends whose kernels stand aside already. */
const replaced = new Set<string>();
let isTraining = false;

/** Call once the backend's own kernels are registered; again for the same backend it does nothing. */
export function skipFilterGradients(backendName: string): void {
  if (replaced.has(backendName)) return;
  replaced.add(backendName);
  for (const kernelName of FILTER_GRADIENTS) {
    const original = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
    replaceKernel(kernelName, backendName, (params) => {
      if (!isTraining) return unread((params.attrs as unknown as { filterShape: number[] }).filterShape, params.backend);
      if (!original) throw new Error(`${kernelName} is not implemented on ${backendName}`);
      return original.kernelFunc(params);
    });
  }
}

/** On a GPU, where making zeros is a dispatch and an upload, without numbers. */
function unread(shape: number[], backend: unknown): tf.TensorInfo {
  return tf.getBackend() === 'webgpu' ? asWebgpuBackend(backend).makeTensorInfo(shape, 'float32') : tf.zeros(shape);
}

/** Within `task`, which must not be asynchronous, filter gradients are computed. */
export function withFilterGradients<T>(task: () => T): T {
  const before = isTraining;
  isTraining = true;
  try {
    return task();
  } finally {
    isTraining = before;
  }
}
