/** With the server gone: what was opened once opens again, computes, and on several threads even where the server sent no headers. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectMessage, expectStatus, exportRun, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import type { StaticServer } from './support/staticServer';
import { folderReader, startStaticServer } from './support/staticServer';

test.use({ serviceWorkers: 'allow' });

const dist = folderReader(process.env.PIXELSIEVE_DIST ?? join(import.meta.dirname, '../dist'));

/** The built page on a plain host; `touch` makes another version of its service worker. */
async function startHost(): Promise<StaticServer & { touch(): void }> {
  let version = '';
  const server = await startStaticServer({
    prefix: '/some/path/',
    read: async (path) => {
      const file = await dist(path);
      return file && path === 'sw.js' ? Buffer.concat([file, Buffer.from(version)]) : file;
    },
  });
  return { ...server, touch: () => void (version = '\n// newer') };
}

const expectKept = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-offline', 'ready', { timeout: 60_000 });

test('opens without a network, computes with another shipped network, and uses threads from the second visit on', async ({ browser }) => {
  test.setTimeout(180_000);
  const server = await startHost();
  const page = await browser.newPage({ baseURL: server.address });
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  await openApp(page, { layers: 'stem', run: 1 });
  await expectStatus(page, 'done');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await expectKept(page);
  // The page asked for its own files, each of which is there, and for nothing else.
  for (const path of new Set(server.asked)) expect(await dist(path), path).not.toBeNull();
  await server.close();

  await page.reload();
  await expectStatus(page, 'done');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await openApp(page, { model: 'vgg11-half', image: 'sample:truck-red', layers: 'conv1', run: 1 });
  await expectStatus(page, 'done');
  const run = await exportRun(page);
  expect(run.model.id).toBe('vgg11-half');
  expect(run.layers.every(({ status }) => status === 'converged')).toBe(true);
  if ((await page.evaluate(() => navigator.hardwareConcurrency)) > 1) expect(run.backend.threads).toBeGreaterThan(1);
  // Type and formulas are the page's own as well.
  expect(await page.evaluate(() => document.fonts.check('13px "Inter Variable"'))).toBe(true);
  await expect(page.locator('.katex').first()).toBeVisible();
  // A lesson is asked for in the query, which names no file.
  await page.goto('./?lesson=what-a-layer-forgets');
  await expect(page.getByTestId('lesson')).toHaveAttribute('data-page', '1');
  expect(failures).toEqual([]);
  await page.close();
});

test('a newer version is told of, and taken when asked for', { tag: '@slow' }, async ({ browser, models }) => {
  test.setTimeout(120_000);
  const server = await startHost();
  const page = await browser.newPage({ baseURL: server.address });
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await expectKept(page);

  server.touch();
  await page.reload();
  await expectStatus(page, 'done');
  await expectMessage(page, /A newer version of this page is ready/);
  const hash = await page.evaluate(() => location.hash);
  const reloaded = page.waitForEvent('load');
  await page.getByTestId('message').filter({ hasText: 'newer version' }).getByTestId('message-action').click();
  await reloaded;
  await expectStatus(page, 'done');
  expect(await page.evaluate(() => location.hash)).toBe(hash);
  await expect(page.getByTestId('message').filter({ hasText: 'newer version' })).toHaveCount(0);
  await page.close();
  await server.close();
});

test('is installable: its manifest names icons that are there, in the sizes that it says', async ({ page }) => {
  await openApp(page);
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]')!;
    const found = (await (await fetch(link.href)).json()) as { name: string; display: string; icons: { src: string; sizes: string; purpose?: string }[] };
    const icons = await Promise.all(
      found.icons.map(async ({ src, sizes, purpose }) => {
        const picture = new Image();
        picture.src = new URL(src, link.href).href;
        await picture.decode();
        return { sizes, purpose: purpose ?? 'any', drawn: `${picture.naturalWidth}x${picture.naturalHeight}` };
      }),
    );
    return { ...found, icons };
  });
  expect(manifest).toMatchObject({ name: 'Pixelsieve', display: 'standalone' });
  for (const { sizes, drawn } of manifest.icons) if (sizes !== 'any') expect(drawn).toBe(sizes);
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
});
