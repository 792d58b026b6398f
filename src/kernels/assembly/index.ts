/** What is compiled into one WebAssembly module beside tfjs's own; see assemblyKernels.ts. */
export { blur } from './blur';
export { fillNormal } from './normal';
export { rectifierGradient } from './rectifier';
export { convolve, paddedOutputs, scratchBytes, transformFilters } from './winograd';
