import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };

/** What SharedArrayBuffer, and so WASM threads, need of whoever serves the page. */
export const crossOriginIsolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * tfjs starts WASM threads from the text of a bundled function (`toString`), so that function must not refer to
 * anything outside itself. It asks for an outer `_scriptDir` behind a `typeof`, which the minifier drops because it
 * sees the declaration; the threads then die of a ReferenceError. They do not need it: take it out.
 */
function keepWasmThreadsSelfContained(): Plugin {
  const outerReference = 'typeof _scriptDir !== "undefined" && _scriptDir';
  return {
    name: 'keep-wasm-threads-self-contained',
    transform(code, id) {
      if (!id.includes('tfjs-backend-wasm-threaded-simd.js')) return null;
      if (!code.includes(outerReference)) throw new Error(`${id} has changed: look for what its function refers to outside itself`);
      return { code: code.replace(outerReference, 'false'), map: null };
    },
  };
}

export default defineConfig({
  // Relative addresses, so that the built folder can be served under any path.
  base: './',
  plugins: [react()],
  define: { __APP_VERSION__: JSON.stringify(packageJson.version) },
  worker: { format: 'es', plugins: () => [keepWasmThreadsSelfContained()] },
  build: { target: 'es2023', assetsInlineLimit: 0 },
  server: { headers: crossOriginIsolationHeaders },
  preview: { headers: crossOriginIsolationHeaders },
  optimizeDeps: { entries: ['index.html', 'src/engine/worker.ts'] },
});
