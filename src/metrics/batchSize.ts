import * as tf from '@tensorflow/tfjs';
import type { NetworkPicture } from '../engine/protocol';

/** Pixels of all pictures in a batch that a GPU is given at once: 64 of 32 x 32. */
export const GPU_PIXELS = 64 * 32 * 32;

/**
 * How many samples a batch has. On WebAssembly a sample costs the same in any batch. On a GPU a batch of few small pictures costs what
 * starting its kernels costs, so that more of them are almost free. It depends on backend and picture alone: results stay those of
 * the seed, however fast a machine is.
 * @param usual on WebAssembly, and the least on a GPU
 * @param most on a GPU
 */
export function batchSize({ width, height }: NetworkPicture, usual: number, most: number): number {
  if (tf.getBackend() !== 'webgpu') return usual;
  const fitting = 2 ** Math.floor(Math.log2(GPU_PIXELS / (width * height)));
  return Math.max(usual, Math.min(most, fitting));
}
