import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/findChromium.mjs';

/** Two ports from here on: the built page, and the development server for specs that import sources. */
const firstPort = Number(process.env.PIXELSIEVE_E2E_PORT ?? 4174);
process.env.PIXELSIEVE_E2E_DEV = `http://localhost:${firstPort + 1}/`;

const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  // `npm run test:all` has them too.
  ...(process.env.PIXELSIEVE_TESTS === 'all' ? {} : { grepInvert: /@slow/ }),
  outputDir: 'test-results',
  // One at a time: the page uses both cores of a small machine, and its timing is part of what is tested.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: '.cache/results/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${firstPort}/`,
    viewport: { width: 1440, height: 900 },
    // Every test would fetch the whole page once more; those that are about it let the worker in.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    // A trace slows the page down, and how fast it is is part of what is tested.
    trace: 'on-first-retry',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        // WebGPU on the software adapter, which the tests ask for by name.
        '--enable-unsafe-webgpu',
      ],
    },
  },
  webServer: [
    {
      command: `npx vite build --logLevel warn && npx vite preview --port ${firstPort} --strictPort`,
      url: `http://localhost:${firstPort}/`,
      timeout: 180_000,
      reuseExistingServer: false,
    },
    {
      command: `npx vite --port ${firstPort + 1} --strictPort`,
      url: `http://localhost:${firstPort + 1}/`,
      timeout: 60_000,
      reuseExistingServer: false,
    },
  ],
});
