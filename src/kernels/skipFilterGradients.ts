/**
 * tfjs's fused convolutions compute the gradient of their filter whenever the gradient of their input is asked for. Nothing
 * here trains weights, the filter's gradient costs as much as the input's, and on WASM it does not exist at all. So these
 * kernels answer with zeros, which nobody reads.
 */
import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from './replaceKernel';

const FILTER_GRADIENTS = ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'] as const;

/** Call once the backend's own kernels are registered. */
export function skipFilterGradients(backendName: string): void {
  for (const kernelName of FILTER_GRADIENTS) {
    replaceKernel(kernelName, backendName, ({ attrs }) =>
      tf.zeros((attrs as unknown as { filterShape: number[] }).filterShape),
    );
  }
}
