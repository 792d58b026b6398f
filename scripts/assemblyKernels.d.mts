import type { Plugin } from 'vite';

export function assemblyKernels(): Plugin;
