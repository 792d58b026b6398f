/** The built folder on a plain web server, below a path, without the headers that threads need. */
import { join } from 'node:path';
import { LIMITS, weighPage } from '../scripts/pageWeight.mjs';
import { expectMessage, expectStatus, exportRun, maps, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import type { StaticServer } from './support/staticServer';
import { folderReader, startStaticServer } from './support/staticServer';

const dist = process.env.PIXELSIEVE_DIST ?? join(import.meta.dirname, '../dist');

let server: StaticServer;

test.beforeAll(async () => {
  server = await startStaticServer({ read: folderReader(dist), prefix: '/some/path/' });
});

test.afterAll(() => server.close());

test('works below a path and without isolation, on one thread, and says so', async ({ browser, models }) => {
  const page = await browser.newPage({ baseURL: server.address });
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  const { backend } = await exportRun(page);
  expect(backend).toMatchObject({ name: 'wasm', threads: 1 });
  await expectMessage(page, /one thread.*Cross-Origin-Opener-Policy/);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await page.close();
});

test('the catalogue’s own networks and samples are found below a path', { tag: '@slow' }, async ({ browser }) => {
  const page = await browser.newPage({ baseURL: server.address });
  const missing: string[] = [];
  page.on('response', (response) => response.status() >= 400 && missing.push(response.url()));
  await openApp(page, { layers: 'stem', image: 'sample:truck-red', run: 1 });
  await expectStatus(page, 'done');
  expect(missing).toEqual([]);
  await page.close();
});

test('with the headers it computes on several threads, and none of them complains', { tag: '@slow' }, async ({ page, models }) => {
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  await openApp(page, { model: models.link('tiny'), backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  const cores = await page.evaluate(() => (crossOriginIsolated ? navigator.hardwareConcurrency : 0));
  expect(cores).toBeGreaterThan(0);
  const { backend } = await exportRun(page);
  if (cores > 1) expect(backend.threads).toBeGreaterThan(1);
  expect(failures).toEqual([]);
});

test('scripts weigh no more than they may; `npm run weigh` says which do', async ({ page, models }) => {
  const weights = weighPage(dist);
  const byName = new Map(weights.scripts.map((script) => [script.name, script]));
  expect(weights.workers).toBeLessThanOrEqual(LIMITS.workers);
  const fetched = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script' && !request.serviceWorker()) fetched.add(new URL(request.url()).pathname.replace(/.*\//, ''));
  });
  await openApp(page, { model: models.link('tiny'), layers: 'all', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  expect([...fetched].filter((name) => !byName.has(name))).toEqual([]);
  expect([...fetched].filter((name) => /Dialog|Drawer|Board|Lesson/.test(name)), 'nothing that opens on a click').toEqual([]);

  // Everyday clicks: a large map, the settings.
  await maps(page).first().click();
  await expect(page.getByTestId('large-map')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('open-drawer').click();
  await expect(page.getByTestId('drawer')).toBeVisible();
  await page.keyboard.press('Escape');
  const ofPage = [...fetched].map((name) => byName.get(name)!).filter(({ side }) => side !== 'workers');
  const bytes = ofPage.reduce((sum, script) => sum + script.bytes, 0);
  expect(bytes).toBeGreaterThanOrEqual(weights.opening);
  expect(bytes).toBeLessThanOrEqual(LIMITS.visit);
});

test('a dialog that cannot be fetched is said to be missing, and comes when it can be', { tag: '@slow' }, async ({ browser, models }) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await openApp(page, { model: models.link('tiny'), backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await page.route(/ChecksDialog.*\.js/, (route) => route.abort());
  await page.getByTestId('pick-metric').click();
  await page.getByTestId('open-checks').click();
  await expectMessage(page, /part of the page could not be fetched/);
  await page.unroute(/ChecksDialog.*\.js/);
  await page.reload();
  await expectStatus(page, 'done');
  await page.getByTestId('pick-metric').click();
  await page.getByTestId('open-checks').click();
  await expect(page.getByTestId('checks')).toBeVisible();
  await context.close();
});
