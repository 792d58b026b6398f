import { expect, test } from '@playwright/test';
import { expectMessage, expectStatus, openApp } from './support/app';

// An early layer and few cells: its map settles soon.
const PHOTO = { image: 'sample:car-corvette', layers: 'block2', grid: 8 };

test.describe('a network for photographs', () => {
  test('SSD finds objects; a click on one makes it the foreground, and concentration appears', async ({ page }) => {
    test.setTimeout(150_000);
    await openApp(page, { model: 'ssd-mobilenetv2', ...PHOTO });
    const findings = page.getByTestId('findings');
    await expect(findings.getByTestId('finding-0')).toContainText('car', { timeout: 30_000 });
    await expect(page.getByTestId('run-cost')).toHaveText(/A run takes about \d+ (s|min) on this machine/, { timeout: 30_000 });
    const frame = (await page.getByTestId('detection-frame-0').boundingBox())!;
    const view = (await page.getByTestId('network-view').boundingBox())!;
    await page.mouse.click(frame.x + frame.width / 2, frame.y + frame.height / 2);
    await expect(findings.getByTestId('finding-0')).toHaveAttribute('aria-pressed', 'true');
    const share = (100 * frame.width * frame.height) / (view.width * view.height);
    const said = await page.getByTestId('foreground-size').innerText();
    // Whole pixels, and the screen's.
    expect(Math.abs(Number(/([\d.]+) %/.exec(said)![1]) - share)).toBeLessThan(1);
    await page.getByTestId('restart').click();
    await expectStatus(page, 'done');
    await expect(page.getByText(/concentration C/).first()).toBeVisible();
    await expect(page.getByTestId('map-block2')).toBeVisible();
  });

  test('with the keyboard, a detection is reached and chosen as well', { tag: '@slow' }, async ({ page }) => {
    await openApp(page, { model: 'ssd-mobilenetv2', ...PHOTO });
    const frame = page.getByTestId('detection-frame-0');
    await expect(frame).toBeVisible({ timeout: 30_000 });
    await frame.focus();
    await page.keyboard.press('Enter');
    await expect(frame).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByTestId('foreground-size')).not.toHaveText('none');
  });

  test('DeepLab shows a mask; the class becomes the foreground, from the list or the picture', async ({ page }) => {
    await openApp(page, { model: 'deeplab-mobilenetv2', ...PHOTO });
    const car = page.getByTestId('finding-7');
    await expect(car).toContainText('car', { timeout: 30_000 });
    await expect(page.getByTestId('class-mask').locator('canvas')).toBeVisible();
    await car.click();
    await expect(car).toHaveAttribute('aria-pressed', 'true');
    const listed = /([\d.]+) %/.exec(await car.innerText())![1];
    const marked = /([\d.]+) %/.exec(await page.getByTestId('foreground-size').innerText())![1];
    expect(Math.abs(Number(marked) - Number(listed))).toBeLessThan(0.51);
    const view = (await page.getByTestId('network-view').boundingBox())!;
    await page.mouse.click(view.x + view.width / 2, view.y + view.height / 2);
    await expect(car).toHaveAttribute('aria-pressed', 'true');
  });

  test('photographs are credited and come first, and where the network is from is said', { tag: '@slow' }, async ({ page }) => {
    await openApp(page, { model: 'ssd-mobilenetv2', ...PHOTO });
    await expect(page.getByTestId('picture-credit')).toHaveText(/by Mika Tuupola, CC BY 3\.0, from jquery_lazyload/, { timeout: 30_000 });
    await expect(page.getByTestId('network-origin')).toContainText('Licence Apache-2.0');
    await page.getByTestId('pick-picture').click();
    const samples = page.locator('[data-testid^="sample-"]');
    await expect(samples.first()).toHaveAttribute('data-testid', 'sample-car-corvette');
    expect(await samples.count()).toBeGreaterThanOrEqual(28);
    await page.getByTestId('sample-sheep-pastoral').click();
    await expect(page.getByTestId('findings').getByTestId('finding-0')).toContainText('sheep', { timeout: 30_000 });
    await expect(page.getByTestId('picture-credit')).toContainText('Peter Henry Emerson');
  });

  test('what set-up could not fetch is said with its remedy, and the table keeps what it had', { tag: '@slow' }, async ({ page }) => {
    await page.route('**/models/ssd-mobilenetv2/model.json', (route) => route.fulfill({ status: 404, body: 'not there' }));
    await openApp(page);
    await expectStatus(page, 'running');
    await page.getByTestId('pick-network').click();
    await page.getByTestId('network-ssd-mobilenetv2').click();
    await expectMessage(page, /SSD-MobileNetV2 is not here in full.*npm run fetch:parts/);
    await expect(page.getByTestId('pick-network')).toContainText('ResNet-20');
  });
});
