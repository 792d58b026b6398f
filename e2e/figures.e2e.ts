/** Figures: what is saved is what is on screen, and it comes back as settings. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { dropFiles, exportRun, expectMessage, expectStatus, mapOf, openApp, paste } from './support/app';
import { expect, test } from './support/modelServer';

async function save(page: Page, format: 'png' | 'svg'): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`figure-${format}`).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** As a browser reads it: XML that is not well-formed has an error in the place of its root. */
function readSvg(page: Page, svg: string) {
  return page.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    const texts = (selector: string) => [...root.querySelectorAll(selector)].map((element) => element.textContent ?? '');
    const image = root.querySelector('image');
    const frame = image && ['x', 'y', 'width', 'height'].map((name) => Number(image.getAttribute(name)));
    return { root: root.nodeName, title: texts('title')[0], caption: texts('desc')[0] ?? '', means: texts('.mean-value'), legend: texts('.legend-title')[0], points: texts('.point title'), frame };
  }, svg);
}

/** Colours of a map's cells as they are drawn on the page. */
function coloursOnScreen(page: Page, layerId: string): Promise<number[][]> {
  return mapOf(page, layerId).evaluate((map) => {
    const canvas = map.querySelector<HTMLCanvasElement>('.heatmap-map')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => Array.from(data.subarray(4 * i, 4 * i + 3)));
  });
}

test('figures have the numbers and colours of the screen, and lay their settings on the table again', async ({ page, models }) => {
  test.slow();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openApp(page, { model: models.link('tiny'), image: 'sample:cat-sitting', grid: 4, budget: 2, seed: 7, backend: 'wasm', layers: 'all', run: 1 });
  await expectStatus(page, 'done');
  const run = await exportRun(page);
  const onScreen = (await page.locator('.figure-mean').allTextContents()).map((text) => text.replace('\u200b', '').trim());
  // The shared scale glides to where it belongs.
  await expect(async () => {
    const before = await coloursOnScreen(page, 'conv2');
    await page.waitForTimeout(300);
    expect(await coloursOnScreen(page, 'conv2')).toEqual(before);
  }).toPass();
  const colours = await coloursOnScreen(page, 'conv2');

  // The whole table.
  await page.getByTestId('export-menu').click();
  await page.getByTestId('save-figure').click();
  await expect(page.getByTestId('figure-preview')).toBeVisible();
  const table = await readSvg(page, (await save(page, 'svg')).bytes.toString());
  expect(table.root).toBe('svg');
  expect(table.means).toEqual(onScreen);
  await page.getByTestId('figure-close').click();

  // The curve, from its own button: each point says its mean.
  await page.getByTestId('curve-figure').click();
  const curve = await readSvg(page, (await save(page, 'svg')).bytes.toString());
  expect(curve.points).toEqual(onScreen.map((text) => text.replace(/\s*nats$/, '')));
  expect(curve.legend).toBe('Entropy H, nats');
  await page.getByTestId('figure-close').click();

  // One map, from where it is shown large.
  await mapOf(page, 'conv2').click();
  await page.getByTestId('large-figure').click();
  const svg = await save(page, 'svg');
  const map = await readSvg(page, svg.bytes.toString());
  const layer = run.layers.find(({ id }) => id === 'conv2')!;
  expect(map.caption).toContain(`g = ${layer.distortion.toFixed(3)} ± ${layer.distortionCi95.toFixed(3)}`);
  expect(map.caption).toContain('c = 2');
  const png = await save(page, 'png');
  expect(png.name).toMatch(/^pixelsieve-.*-Second\.png$/);
  const drawn = PNG.sync.read(png.bytes);
  const [x, y, width, height] = map.frame as [number, number, number, number];
  const cells = Array.from({ length: 16 }, (_, i) => {
    const [column, row] = [i % 4, Math.floor(i / 4)];
    const at = (Math.round(2 * (y + ((row + 0.5) * height) / 4)) * drawn.width + Math.round(2 * (x + ((column + 0.5) * width) / 4))) * 4;
    return [...drawn.data.subarray(at, at + 3)];
  });
  expect(cells).toEqual(colours);
  await page.getByTestId('figure-copy').click();
  await expect(page.getByTestId('figure-says')).toHaveText(/clipboard/);
  expect(await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types))).toContain('image/png');

  // Years later, somewhere else.
  await openApp(page, { model: models.link('other'), image: 'sample:ship-sailing' });
  await expect(mapOf(page, 'conv2')).toBeVisible();
  await dropFiles(page, [png]);
  await expectMessage(page, /is a figure of this page: its settings are on the table/);
  await expectStatus(page, 'done');
  const again = await exportRun(page);
  expect(again.spec).toEqual(run.spec);
  expect(again.layers.map(({ id, map }) => [id, map?.data])).toEqual([['conv2', layer.map!.data]]);
  // Unless it was meant as a picture.
  await page.getByTestId('message-action').click();
  await expect(page.getByTestId('pick-picture')).toContainText('pixelsieve');

  await openApp(page, { model: models.link('other') });
  await expect(mapOf(page, 'conv2')).toBeVisible();
  await paste(page, { text: `Figure 3. ${map.caption}` });
  await expectMessage(page, /caption or a link of this page/);
  await expectStatus(page, 'done');
  expect((await exportRun(page)).spec).toEqual(run.spec);
});
