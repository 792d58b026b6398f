/** Made by scripts/assemblyKernels.mjs. */
declare module 'virtual:assembly-kernels' {
  /** WebAssembly, as base64. */
  const binary: string;
  export default binary;
}
