/** From a phone to a projector: nothing wider than the screen, nothing that cannot be reached with the keyboard. */
import { expectStatus, maps, openApp } from './support/app';
import { expect, test } from './support/modelServer';

const SIZES = [[390, 844], [768, 1024], [1440, 900], [1920, 1080], [3840, 2160]] as const;

test('no sideways scrolling from 390 pixels to 4K; a map opens large by keyboard; a pixel is read out everywhere', async ({ page, models }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.getByTestId('layer-curve')).toBeVisible();
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), { message: `${width} x ${height}, ${colorScheme}` })
        .toBeLessThanOrEqual(0);
      expect((await maps(page).first().boundingBox())!.x).toBeGreaterThanOrEqual(0);
    }
  }

  await page.setViewportSize({ width: 1440, height: 900 });
  await maps(page).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('large-map')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('large-map')).toBeHidden();

  await maps(page).first().hover({ position: { x: 20, y: 20 } });
  await expect(page.locator('[data-crosshairs="on"]')).toBeVisible();
  await expect(page.locator('[data-crosshairs="on"] [data-testid^="map-"] .crosshair').first()).toBeVisible();
});
