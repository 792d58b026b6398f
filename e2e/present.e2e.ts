/** The presenter view, worked as a clicker works it. */
import type { Page } from '@playwright/test';
import { expectStatus, openApp } from './support/app';
import { expect, test } from './support/modelServer';

const layer = (page: Page) => page.getByTestId('present-layer');

async function stepTo(page: Page, key: string, title: string | RegExp) {
  await page.keyboard.press(key);
  await expect(layer(page)).toHaveText(title);
}

test('a clicker’s keys step through the layers, blacken, freeze, and leave', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'all', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await page.evaluate(() => Object.assign(window, { isSameVisit: true }));
  await page.getByTestId('present').click();
  await expect(page.getByTestId('presenter')).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('present=1');
  await expect(page.getByTestId('present-keys')).toBeVisible();
  const [one, two] = [await layer(page).innerText(), await page.locator('.column-name').nth(1).innerText()];
  await stepTo(page, 'PageDown', new RegExp(two, 'i'));
  await stepTo(page, 'PageUp', one);
  await stepTo(page, 'ArrowRight', new RegExp(two, 'i'));
  await stepTo(page, 'ArrowLeft', one);

  await page.keyboard.press('.');
  await expect(page.getByTestId('present-black')).toBeVisible();
  await page.keyboard.press('b');
  await expect(page.getByTestId('present-black')).toHaveCount(0);
  // A clicker's start button: it must not reload the page.
  await page.keyboard.press('F5');
  expect(await page.evaluate(() => 'isSameVisit' in window)).toBe(true);

  // The cross-hair is one for picture and map, and the number follows it.
  const map = (await page.getByTestId('present-map').boundingBox())!;
  await page.mouse.move(map.x + map.width / 16, map.y + map.height / 16);
  await expect(page.locator('.present-number')).toContainText('at 1, 1');
  await page.mouse.move(1, 1);
  await expect(page.locator('.present-number')).toContainText('mean');

  // Frozen, the view stays while a run with another budget goes on behind it.
  const value = page.getByTestId('present-value');
  const before = await value.innerText();
  await page.keyboard.press('f');
  await expect(page.getByTestId('present-frozen')).toBeVisible();
  await page.evaluate(() => location.assign(location.hash.replace(/&run=1/, '&budget=15&run=1')));
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('budget=15');
  await expect(page.locator('html')).toHaveAttribute('data-run-status', 'done', { timeout: 60_000 });
  await expect(value).toHaveText(before);
  await page.keyboard.press('f');
  await expect(page.getByTestId('present-frozen')).toHaveCount(0);
  await expect(value).not.toHaveText(before);

  await page.keyboard.press('Escape');
  await expect(page.getByTestId('presenter')).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => location.hash)).not.toContain('present=1');
  await expectStatus(page, 'done');
});

test('a lesson is turned by the clicker, its question answered by a show of hands', { tag: '@slow' }, async ({ page }) => {
  await page.goto('./?lesson=what-the-budget-means#v=1&backend=wasm&present=1');
  const lesson = page.getByTestId('present-lesson');
  await expect(lesson).toContainText('Page 1 of 4');
  await page.keyboard.press('PageDown');
  await expect(lesson).toContainText('Page 2 of 4');
  await page.keyboard.press('1');
  await expect(lesson.getByTestId('lesson-option-0').locator('input')).toBeChecked();
  await page.keyboard.press('2');
  await page.keyboard.press('PageDown');
  // In closed form ½ log (4.25 / 2) = 0.377 nats, between 0.25 and 1.
  await expect(lesson.getByTestId('verdict')).toHaveAttribute('data-right', 'true');
  await page.keyboard.press('PageUp');
  await expect(lesson).toContainText('Page 1 of 4');
});
