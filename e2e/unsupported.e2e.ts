/** Browsers that cannot compute: told which can, and shown a recorded run, on the same table. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ExportedRun } from './support/app';
import { mapOf, maps, openApp } from './support/app';
import { expect, test } from './support/modelServer';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../public/recorded/run.json'), 'utf8')) as ExportedRun;

async function expectRecording(page: Page, why: RegExp): Promise<void> {
  const note = page.getByTestId('recording');
  await expect(note).toContainText(why);
  await expect(note).toContainText(/Chrome and Edge from 113, Firefox from 115 and Safari from 16\.4/);
  await expect(note).toContainText('What you see is a recording');
  await expect(page.getByTestId('status')).toHaveText('A recorded run');
  await expect(maps(page)).toHaveCount(recorded.layers.length);
  for (const { id } of recorded.layers) await expect(mapOf(page, id)).toHaveAttribute('data-status', 'converged');
  // Nothing is offered that could not be done, and nothing else complains.
  for (const testId of ['restart', 'pick-network', 'export-menu']) await expect(page.getByTestId(testId)).toBeHidden();
  await expect(page.getByTestId('message')).toHaveCount(0);
}

test('without OffscreenCanvas there is a recorded run, with its numbers', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'OffscreenCanvas'));
  await openApp(page, { model: 'vgg11-half', seed: 7 });
  await expectRecording(page, /no OffscreenCanvas/);
  await page.getByTestId('numbers').locator('summary').click();
  const first = recorded.layers[0]!;
  await expect(page.getByTestId(`numbers-${first.id}`)).toContainText(first.meanEntropyNats.toFixed(2).replace('-', '−'));
  await mapOf(page, first.id).click();
  await expect(page.getByTestId('large-map')).toBeVisible();
  await expect(page.getByTestId('map-words')).toHaveText(/Highest|About even/);
  // The link is for the browser that it is opened in next.
  expect(await page.evaluate(() => location.hash)).toContain('seed=7');
});

test('where workers are refused there is a recorded run, on its picture', { tag: '@slow' }, async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.Worker = function refuse() {
      throw new DOMException('Workers are not allowed here.', 'SecurityError');
    } as unknown as typeof Worker;
  });
  await openApp(page);
  await expectRecording(page, /Workers are not allowed here/);
  await expect(page.getByTestId('network-view')).toHaveAttribute('aria-label', new RegExp(recorded.image.name));
});

test('a browser that cannot read the script is told so, with a picture', async ({ page }) => {
  await page.route(/assets\/index-.*\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'this is from a later century' }));
  await page.goto('./');
  await expect(page.getByRole('heading', { name: 'This browser is too old for Pixelsieve' })).toBeVisible();
  const drawn = await page.locator('#too-old img').evaluate((picture: HTMLImageElement) => picture.decode().then(() => picture.naturalWidth));
  expect(drawn).toBeGreaterThan(800);
});
