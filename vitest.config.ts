import { defineConfig } from 'vitest/config';
import { assemblyKernels } from './scripts/assemblyKernels.mjs';

export default defineConfig({
  plugins: [assemblyKernels()],
  define: { __APP_VERSION__: JSON.stringify('test') },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{ts,mjs}', 'bench/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'e2e/**', 'src/**/*.browser.test.ts'],
    // Numerical tests sample; a loaded machine must not fail them for time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
