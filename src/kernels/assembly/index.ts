/** What is compiled into one WebAssembly module beside tfjs's own; see assemblyKernels.ts. */
export { blur } from './blur';
export { addWeighted, carryFactors, scaleEach } from './carry';
export { convolveDirectly, directScratchBytes, packFilters } from './direct';
export { fillNormal } from './normal';
export { phasesToSpace } from './phases';
export { maxPoolGradient } from './pool';
export { rectifierGradient } from './rectifier';
export { paddedOutputs } from './product';
export { convolve, scratchBytes, transformFilters } from './winograd';
