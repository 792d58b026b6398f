/** The bare address, on whatever this machine has: something true on screen soon, done without a click, nothing frozen. */
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import type { ExportedRun } from './support/app';
import { exportFile, expectStatus, maps, openApp, RUN_TIMEOUT_MS } from './support/app';
import { IS_WHOLE } from '../src/testing/extent';
import { longestTaskDuring } from './support/mainThread';

/**
 * Promised: 2 s on two cores without a GPU. Machines that run this do other things too: the best of three openings is
 * held to a looser bound, and all are reported.
 */
const FIRST_MAP_GUARD_MS = 4000;
const LONGEST_TASK_MS = 50;

/** From inside the page: when the first map had a number, in ms since the navigation began. */
async function watchFirstMap(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const isShown = (map: Element) => map.querySelector('canvas') !== null && !/not known yet/.test(map.getAttribute('aria-label') ?? '');
    const look = () => {
      const shown = [...document.querySelectorAll('[data-testid^="map-"]')].some(isShown);
      if (shown) document.documentElement.dataset['firstMapAt'] = String(performance.now());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return async () => {
    await expect(page.locator('html')).toHaveAttribute('data-first-map-at', /./, { timeout: 30_000 });
    return Number(await page.locator('html').getAttribute('data-first-map-at'));
  };
}

function report(type: string, description: string): void {
  test.info().annotations.push({ type, description });
  console.log(`${type}: ${description}`);
}

test('opens, runs by itself, fetches nothing from elsewhere and complains of nothing', async ({ page }) => {
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => !/^(blob|data):|^http:\/\/localhost[:/]/.test(request.url()) && elsewhere.push(request.url()));
  const firstMapAt = await watchFirstMap(page);

  const openings: number[] = [];
  for (let i = 0; i < 3; i++) {
    await openApp(page);
    openings.push(await firstMapAt());
  }
  report('first map', `${openings.map(Math.round).join(', ')} ms after the navigation began`);
  expect(Math.min(...openings)).toBeLessThan(FIRST_MAP_GUARD_MS);
  await expect(maps(page).nth(1)).not.toHaveAttribute('aria-label', /not known yet/, { timeout: RUN_TIMEOUT_MS });
  expect(complaints).toEqual([]);
  expect(elsewhere).toEqual([]);
  await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');
});

// The browser's trace of a run takes longer to be read than the run.
test('a run never freezes the page', { tag: '@slow' }, async ({ browser, page }) => {
  test.setTimeout(300_000);
  await openApp(page);
  await expectStatus(page, 'done');
  const longest = await longestTaskDuring(browser, page, async () => {
    await page.getByTestId('restart').click();
    await expectStatus(page, 'running');
    await expectStatus(page, 'done');
  });
  report('longest main-thread task of a run', `${longest.processorMs.toFixed(1)} ms of processor time, ${longest.clockMs.toFixed(1)} ms by the clock`);
  expect(longest.processorMs).toBeLessThanOrEqual(LONGEST_TASK_MS);
});

test('the exports say what was computed, within 2% of the budget', async ({ page }) => {
  test.setTimeout(150_000);
  // The bare address' layers to their ends, or two of them.
  await openApp(page, IS_WHOLE ? {} : { layers: 'stem,stage2_block1', run: 1 });
  await expectStatus(page, 'done');
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
  expect(layer.passes, layer.id).toBeLessThanOrEqual(800);
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
