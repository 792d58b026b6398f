/** What is compiled into one WebAssembly module beside tfjs's own; see assemblyKernels.ts. */
export { rectifierGradient } from './rectifier';
export { convolve, paddedOutputs, scratchBytes, transformFilters } from './winograd';
