/** The bare address, on whatever this machine has: something true on screen soon, done without a click, nothing frozen. */
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import type { ExportedRun } from './support/app';
import { exportFile, expectStatus, maps, openApp } from './support/app';

/** Promised: 2 s on two cores without a GPU. Machines that run this do other things too; the measured value is reported. */
const FIRST_MAP_GUARD_MS = 6000;
const LONGEST_TASK_MS = 50;

interface Watched {
  firstMapAt: number | null;
  longTasks: { at: number; ms: number }[];
}

/** From inside the page: when the first map had a number, and every task that held up the main thread. */
async function watch(page: Page): Promise<() => Promise<Watched>> {
  await page.addInitScript(() => {
    const watched: Watched = { firstMapAt: null, longTasks: [] };
    (globalThis as unknown as { watched: Watched }).watched = watched;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) watched.longTasks.push({ at: task.startTime, ms: task.duration });
    }).observe({ type: 'longtask', buffered: true });
    const look = () => {
      const shown = [...document.querySelectorAll('[data-testid^="map-"] canvas')].some((canvas) => {
        const context = (canvas as HTMLCanvasElement).getContext('2d');
        const isMap = !/not known yet/.test(canvas.closest('[data-testid^="map-"]')?.getAttribute('aria-label') ?? 'not known yet');
        return context !== null && isMap;
      });
      if (shown) watched.firstMapAt = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);
}

test('opens, runs by itself, never freezes, and says what it did', async ({ page }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const foreign: string[] = [];
  page.on('request', (request) => !/^(blob|data):/.test(request.url()) && new URL(request.url()).hostname !== 'localhost' && foreign.push(request.url()));
  const watched = await watch(page);

  await openApp(page);
  await expectStatus(page, 'done');

  const { firstMapAt, longTasks } = await watched();
  const duringRun = longTasks.filter(({ at }) => at > (firstMapAt ?? 0));
  const longest = Math.max(0, ...duringRun.map(({ ms }) => ms));
  test.info().annotations.push({ type: 'first map', description: `${Math.round(firstMapAt ?? NaN)} ms after the navigation began` });
  test.info().annotations.push({ type: 'longest main-thread task during the run', description: `${longest} ms` });
  console.log(`first map ${Math.round(firstMapAt ?? NaN)} ms, longest task during the run ${longest} ms, long tasks before it: ${longTasks.length - duringRun.length}`);
  expect(firstMapAt).toBeLessThan(FIRST_MAP_GUARD_MS);
  expect(longest).toBeLessThanOrEqual(LONGEST_TASK_MS);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);

  await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');
  const { name, bytes } = await exportFile(page, 'json');
  const run = JSON.parse(bytes.toString()) as ExportedRun;
  expect(name).toMatch(/^pixelsieve-resnet20-.+\.json$/);
  checkFrame(run);
  expect(run.layers).toHaveLength(await maps(page).count());
  for (const layer of run.layers) checkLayer(layer, run.spec);
  expect(run.predictions).toHaveLength(5);

  const csv = (await exportFile(page, 'csv')).bytes.toString().trimEnd().split('\r\n');
  expect(csv).toHaveLength(1 + 32 * 32);
  expect(csv[0]).toBe(['row', 'column', ...run.layers.map(({ id }) => id)].join(','));
  const npy = (await exportFile(page, 'npy')).bytes;
  expect(npy.subarray(0, 128).toString('latin1')).toContain(`(${run.layers.length}, 32, 32)`);
});

function checkFrame(run: ExportedRun): void {
  expect(run).toMatchObject({ format: 'pixelsieve.run', formatVersion: 1, appVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(new Date(run.createdAt).toISOString()).toBe(run.createdAt);
  expect(run.model).toMatchObject({ id: 'resnet20', title: expect.any(String), input: { width: 32, height: 32 } });
  expect(run.model.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(run.image).toMatchObject({ width: 32, height: 32, name: expect.any(String) });
  expect(run.image.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(run.spec).toEqual({ metric: 'discarding', grid: 32, budget: 1.5, noise: 0.0025, solver: 'fast', seed: 1 });
}

function checkLayer(layer: ExportedRun['layers'][number], spec: ExportedRun['spec']): void {
  expect(layer.status, layer.id).toBe('converged');
  expect(Math.abs(layer.distortion / spec.budget - 1), layer.id).toBeLessThanOrEqual(0.02);
  expect(layer.distortionCi95, layer.id).toBeGreaterThan(0);
  expect(layer.passes, layer.id).toBeLessThanOrEqual(128);
  expect(layer.map).toMatchObject({ width: spec.grid, height: spec.grid, quantity: 'entropyNats' });
  const { data } = layer.map!;
  expect(data).toHaveLength(spec.grid ** 2);
  expect(data.every(Number.isFinite), layer.id).toBe(true);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  expect(layer.meanEntropyNats, layer.id).toBeCloseTo(mean, 6);
  expect(layer.gainNats, layer.id).toBeCloseTo(layer.meanEntropyNats - layer.uniformEntropyNats, 3);
  // At the optimum; what sampling leaves of it in the most even layers.
  expect(layer.gainNats, layer.id).toBeGreaterThan(-0.02);
}
