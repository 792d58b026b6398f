/** From a phone to a projector: nothing wider than the screen, nothing that cannot be reached with the keyboard. */
import { expectStatus, maps, openApp } from './support/app';
import { expect, test } from './support/modelServer';

for (const [width, height] of [[390, 844], [768, 1024], [1440, 900], [1920, 1080], [3840, 2160]] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${width} x ${height}, ${colorScheme}: no sideways scrolling`, async ({ page, models }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await openApp(page, { model: models.link('tiny'), run: 1 });
      await expectStatus(page, 'done');
      await expect(page.getByTestId('layer-curve')).toBeVisible();
      const { content, screen } = await page.evaluate(() => ({
        content: document.documentElement.scrollWidth,
        screen: document.documentElement.clientWidth,
      }));
      expect(content).toBeLessThanOrEqual(screen);
      const box = await maps(page).first().boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
    });
  }
}

test('a map opens large with the keyboard, and closes', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await maps(page).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('large-map')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('large-map')).toBeHidden();
});

test('a pixel under the pointer is read out in the picture and every map', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await maps(page).first().hover({ position: { x: 20, y: 20 } });
  await expect(page.locator('[data-crosshairs="on"]')).toBeVisible();
  await expect(page.locator('[data-crosshairs="on"] [data-testid^="map-"] .crosshair').first()).toBeVisible();
});
