import * as tf from '@tensorflow/tfjs';

/** Puts a kernel of ours in the place of a backend's own, or where it has none; call after the backend's registration. */
export function replaceKernel(kernelName: string, backendName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/** Lets a kernel of ours take the calls that it can, and leaves the others, for which it gives null, to the backend's own. */
export function precedeKernel(kernelName: string, backendName: string, kernelFunc: (call: Parameters<tf.KernelFunc>[0]) => ReturnType<tf.KernelFunc> | null): void {
  const own = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...own, kernelFunc: (call) => kernelFunc(call) ?? own.kernelFunc(call) });
}
