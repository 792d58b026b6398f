import * as tf from '@tensorflow/tfjs';

/** Puts a kernel of ours in the place of a backend's own, or where it has none; call after the backend's registration. */
export function replaceKernel(kernelName: string, backendName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}
