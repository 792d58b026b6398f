/** Made by scripts/assemblyKernels.mjs. */
declare module 'virtual:assembly-kernels' {
  /** WebAssembly, as base64. */
  export const plain: string;
  /** The same with relaxed SIMD: products and sums are one instruction, rounded once, where the processor has it. */
  export const relaxed: string;
}
