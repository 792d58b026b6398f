/** The built folder on a plain web server, below a path, without the headers that threads need. */
import { join } from 'node:path';
import { expectMessage, expectStatus, exportRun, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import type { StaticServer } from './support/staticServer';
import { folderReader, startStaticServer } from './support/staticServer';

let server: StaticServer;

test.beforeAll(async () => {
  server = await startStaticServer({ read: folderReader(process.env.PIXELSIEVE_DIST ?? join(import.meta.dirname, '../dist')), prefix: '/some/path/' });
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

test('the catalogue’s own networks and samples are found below a path', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: server.address });
  const missing: string[] = [];
  page.on('response', (response) => response.status() >= 400 && missing.push(response.url()));
  await openApp(page, { layers: 'stem', image: 'sample:truck-red', run: 1 });
  await expectStatus(page, 'done');
  expect(missing).toEqual([]);
  await page.close();
});

test('with the headers it computes on several threads, and none of them complains', async ({ page, models }) => {
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
