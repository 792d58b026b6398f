import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { assemblyKernels } from './scripts/assemblyKernels.mjs';
import { openingChunk } from './scripts/openingChunk.ts';
import { typesetFormulas } from './scripts/typesetFormulas.ts';
import { offline } from './scripts/offlinePlugin.mjs';

/** What SharedArrayBuffer, and so WASM threads, need of whoever serves the page. */
export const crossOriginIsolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  // Relative addresses, so that the built folder can be served under any path.
  base: './',
  plugins: [react(), assemblyKernels(), typesetFormulas(), offline()],
  define: { __APP_VERSION__: JSON.stringify(packageJson.version) },
  worker: { format: 'es', plugins: () => [assemblyKernels()] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { includeDependenciesRecursively: false, groups: [openingChunk()] } } },
  },
  server: { headers: crossOriginIsolationHeaders },
  preview: { headers: crossOriginIsolationHeaders },
  optimizeDeps: { entries: ['index.html', 'src/engine/worker.ts', 'src/pictures/deepPng.worker.ts'] },
});
