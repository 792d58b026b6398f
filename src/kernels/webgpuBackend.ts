/** As much of tfjs's WebGPU backend as our kernels and recordings use; it has these members, though its types hide some. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

export interface BufferSource {
  acquireBuffer(size: number, usage: number, mappedAtCreation?: boolean, reuse?: boolean): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
}

export interface WebgpuBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  bufferManager: BufferSource;
  readonly commandEncoder: GPUCommandEncoder | null;
  readonly tensorMap: { get(dataId: object): { resource: GPUBuffer | null; external?: boolean } };
  /** With its pipeline, which the backend gives it before this is called. */
  recordAndSubmit(program: WebGPUProgram & { readonly pipeline?: GPUComputePipeline | Promise<GPUComputePipeline> }, ...rest: unknown[]): void;
  runWebGPUProgram(
    program: WebGPUProgram, inputs: tf.TensorInfo[], dtype: tf.DataType, uniforms?: { type: string; data: number[] }[],
  ): tf.TensorInfo;
  makeTensorInfo(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  /** Gives a tensor its buffer where it has none yet. */
  uploadToGPU(dataId: object): void;
  createTensorFromGPUData(data: { buffer: GPUBuffer; zeroCopy: boolean }, shape: number[], dtype: tf.DataType): tf.Tensor;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

export const asWebgpuBackend = (backend: unknown) => backend as WebgpuBackend;

/** Hands over what has been recorded so far, and with it the buffers of tensors that were disposed of meanwhile. */
export function flush(backend: WebgpuBackend): void {
  backend.endComputePassEncoder();
  if (backend.commandEncoder) backend.submitQueue();
}
