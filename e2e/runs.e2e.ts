/** What a run does when it is disturbed: cancelled, replaced, crashed. */
import type { Page } from '@playwright/test';
import { exportRun, expectMessage, expectStatus, mapOf, maps, openApp } from './support/app';
import { expect, test } from './support/modelServer';

/** Long enough to be caught in the act: the reference recipe spends 800 passes a layer. */
const LONG = { solver: 'reference', layers: 'all', run: 1 } as const;

function statuses(page: Page): Promise<(string | null)[]> {
  return maps(page).evaluateAll((found) => found.map((map) => map.getAttribute('data-status')));
}

test('a link is kept, repeated to the bit, and comes back from the address bar', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), image: 'sample:cat-sitting', layers: 'conv2', grid: 4, budget: 2, noise: 0.01, seed: 7, backend: 'wasm', run: 1, lesson: 'two words' });
  await expectStatus(page, 'done');
  const first = await exportRun(page);
  expect(first.spec).toEqual({ metric: 'discarding', grid: 4, budget: 2, noise: 0.01, solver: 'fast', seed: 7 });
  expect(first.layers.map(({ id }) => id)).toEqual(['conv2']);
  expect(first.backend.name).toBe('wasm');

  const hash = await page.evaluate(() => location.hash);
  expect(hash).toContain('lesson=two%20words');
  await page.goto('about:blank');
  await page.goto(`./${hash}`);
  await expectStatus(page, 'done');
  const second = await exportRun(page);
  expect(second.model.sha256).toBe(first.model.sha256);
  expect(second.layers[0]!.map!.data).toEqual(first.layers[0]!.map!.data);
  expect(await page.evaluate(() => location.hash)).toBe(hash);
});

test('bad values in a link are named, and the defaults used', async ({ page }) => {
  await openApp(page, { grid: 'many', budget: -1, seed: 'x', backend: 'abacus', metric: 'beauty', model: 'resnet2000', image: 'sample:unicorn', layers: 'nowhere', run: 1 });
  await expect(maps(page).first()).toHaveAttribute('data-status', /running|measuring|converged/, { timeout: 30_000 });
  for (const said of ['grid=many', 'budget=-1', 'seed=x', 'backend=abacus', 'metric=beauty', 'resnet2000', 'unicorn', 'nowhere']) {
    await expectMessage(page, said);
  }
});

test('cancel takes effect within a step, keeps what was computed, and the worker goes on', async ({ page }) => {
  await openApp(page, LONG);
  await expect(maps(page).first()).toHaveAttribute('data-status', 'running', { timeout: 30_000 });
  const cancelledAt = Date.now();
  await page.getByTestId('cancel').click();
  await expectStatus(page, 'cancelled');
  expect(Date.now() - cancelledAt).toBeLessThan(5000);
  // The page draws each column in its own time.
  await expect.poll(async () => (await statuses(page)).filter((status) => status !== 'converged' && status !== 'cancelled')).toEqual([]);
  expect(await statuses(page)).toContain('cancelled');
  const { layers } = await exportRun(page);
  expect(layers.some(({ map }) => map !== null)).toBe(true);

  await page.getByTestId('restart').click();
  await expectStatus(page, 'running');
  await expect(maps(page).first()).toHaveAttribute('data-status', 'running');
  await page.getByTestId('cancel').click();
  await expectStatus(page, 'cancelled');
});

test('a new run takes the place of the old one, whose late results vanish', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, LONG);
  await expect(maps(page).first()).toHaveAttribute('data-status', 'running', { timeout: 30_000 });
  const link = `#v=1&model=${encodeURIComponent(models.link('tiny'))}&run=1`;
  await page.evaluate((hash) => location.assign(hash), link);
  await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged', { timeout: 30_000 });
  await expectStatus(page, 'done');
  const { model, spec, layers } = await exportRun(page);
  expect(model.id).toBe('tiny');
  expect(spec.solver).toBe('fast');
  expect(layers.map(({ id }) => id)).toEqual(['conv1', 'conv2']);
});

test('a layer that is dead in places gets no number that is none', { tag: '@slow' }, async ({ page, models }) => {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await openApp(page, { model: models.link('dead'), run: 1 });
  await expectStatus(page, 'done');
  const { layers } = await exportRun(page);
  for (const { id, map } of layers) {
    if (map) expect(map.data.every(Number.isFinite), id).toBe(true);
  }
  expect(complaints).toEqual([]);
});

test('changing a choice starts anew with it', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('sample-frog-red').or(page.getByTestId('pick-picture')).first().click();
  await page.getByTestId('sample-frog-red').click();
  await expectStatus(page, 'running');
  await expectStatus(page, 'done');
  const { image, layers } = await exportRun(page);
  expect(image.name).toMatch(/frog/i);
  expect(layers.every(({ map }) => map !== null)).toBe(true);
});

test('a crash of the worker is told, survived, and the maps stay', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  const before = await exportRun(page);
  const worker = page.workers().find((candidate) => !candidate.url().startsWith('blob:'))!;
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('pulled the plug');
    });
  });
  await expectMessage(page, /stopped unexpectedly.*pulled the plug/);
  expect((await exportRun(page)).layers).toEqual(before.layers);

  await page.getByTestId('restart').click();
  await expectStatus(page, 'running');
  await expectStatus(page, 'done');
  expect((await exportRun(page)).layers.map(({ map }) => map)).toEqual(before.layers.map(({ map }) => map));
});

test('a crash in the middle of a run ends that run and no more', async ({ page }) => {
  await openApp(page, LONG);
  await expect(maps(page).first()).toHaveAttribute('data-status', 'running', { timeout: 30_000 });
  const worker = page.workers().find((candidate) => !candidate.url().startsWith('blob:'))!;
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('pulled the plug');
    });
  });
  await expectStatus(page, 'failed');
  await expectMessage(page, /stopped unexpectedly/);
  await expect.poll(() => statuses(page)).toContain('failed');
  const { layers } = await exportRun(page);
  expect(layers.some(({ map }) => map !== null)).toBe(true);
});
