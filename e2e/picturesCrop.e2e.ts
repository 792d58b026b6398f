/** The network's window on the picture: moved and sized by every means, in the link, in the export, and with its foreground. */
import type { Page } from '@playwright/test';
import type { ExportedRun } from './support/app';
import { dropFiles, exportRun, expectMessage, expectStatus, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import { png } from './support/pictures';
import { TINY_SIDE } from './support/tinyModel';

interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type CroppedRun = Omit<ExportedRun, 'image'> & { readonly image: ExportedRun['image'] & { readonly crop: Crop }; readonly foreground?: { readonly pixels: number } };

const WIDE = { width: 96, height: 64 };

/** Each colour says where it is: red across, green down. */
const wherePng = () => png(WIDE.width, WIDE.height, (x, y) => [Math.round((x * 255) / 95), Math.round((y * 255) / 63), 0, 255]);

const exported = (page: Page) => exportRun(page) as unknown as Promise<CroppedRun>;
const cropInLink = async (page: Page) => new URLSearchParams((await page.evaluate(() => location.hash)).slice(1)).get('crop');
const editor = (page: Page) => page.getByTestId('crop-editor');

async function shownCrop(page: Page): Promise<{ width: number; height: number; x: number; y: number }> {
  const words = await page.getByTestId('crop-says').textContent();
  const [width, height, x, y] = /sees (\d+) × (\d+) pixels from (\d+), (\d+)/.exec(words ?? '')!.slice(1).map(Number) as [number, number, number, number];
  return { x, y, width, height };
}

const expectCrop = (page: Page, crop: Partial<Crop>) => expect.poll(() => shownCrop(page)).toMatchObject(crop);

/** The run on this crop, once it is over: the maps start anew by themselves. */
async function runOn(page: Page, crop: Crop): Promise<CroppedRun> {
  await expect.poll(async () => {
    await expectStatus(page, 'done');
    return (await exported(page)).image.crop;
  }, { timeout: 30_000 }).toEqual(crop);
  // The export may have been of a run that had just begun.
  await expectStatus(page, 'done');
  return exported(page);
}

/** On the screen, from a point of the picture in its pixels. */
async function onScreen(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = (await editor(page).boundingBox())!;
  return { x: box.x + (x * box.width) / WIDE.width, y: box.y + (y * box.height) / WIDE.height };
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const start = await onScreen(page, ...from);
  const end = await onScreen(page, ...to);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 3 });
  await page.mouse.up();
}

const seenPixels = (page: Page) =>
  page.getByTestId('network-view').locator('canvas').first().evaluate((canvas: HTMLCanvasElement) => [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data]);

/** Mean red and green of what the network sees: where its middle is on the picture. */
async function middleSeen(page: Page): Promise<{ x: number; y: number }> {
  const [red, green] = await page.getByTestId('network-view').locator('canvas').first().evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const sums = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      sums[0]! += data[i]!;
      sums[1]! += data[i + 1]!;
    }
    return sums.map((sum) => sum / (data.length / 4));
  });
  return { x: (red! * 95) / 255 + 0.5, y: (green! * 63) / 255 + 0.5 };
}

test.beforeEach(async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'all', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await dropFiles(page, [{ name: 'where.png', bytes: wherePng() }]);
  await runOn(page, { x: 16, y: 0, width: 64, height: 64 });
});

test('is dragged, sized at its corners, and put back; the maps start anew on what is seen', async ({ page }) => {
  await page.getByTestId('open-crop').click();
  await expectCrop(page, { x: 16, y: 0, width: 64, height: 64 });
  await drag(page, [48, 32], [60, 50]);
  // As wide as before, and it cannot go down.
  await expectCrop(page, { x: 28, y: 0, width: 64, height: 64 });
  await runOn(page, { x: 28, y: 0, width: 64, height: 64 });
  expect(Math.abs((await middleSeen(page)).x - 60)).toBeLessThan(1);

  await drag(page, [92, 64], [60, 40]);
  await expectCrop(page, { x: 28, y: 0, width: 40, height: 40 });
  await drag(page, [48, 20], [48, 30]);
  const crop = { x: 28, y: 10, width: 40, height: 40 };
  await expectCrop(page, crop);
  await runOn(page, crop);
  const seen = await middleSeen(page);
  expect(Math.abs(seen.x - 48)).toBeLessThan(1);
  expect(Math.abs(seen.y - 30)).toBeLessThan(1);

  await page.getByTestId('crop-reset').click();
  await runOn(page, { x: 16, y: 0, width: 64, height: 64 });
});

test('is moved and scaled by keys, and left with Escape', { tag: '@slow' }, async ({ page }) => {
  await page.getByTestId('open-crop').click();
  await expect(editor(page)).toBeFocused();
  for (let i = 0; i < 8; i++) await page.keyboard.press('-');
  // 64 / 1.1^8 = 29.9
  await expectCrop(page, { x: 33, y: 17, width: 30, height: 30 });
  await page.keyboard.press('ArrowRight');
  // One pixel of what the network sees: 30 / 8 of the picture's.
  await expectCrop(page, { x: 37, y: 17 });
  await page.keyboard.press('Shift+ArrowUp');
  await expectCrop(page, { x: 37, y: 0 });
  await page.keyboard.press('+');
  await expectCrop(page, { width: 33, height: 33 });
  await page.keyboard.press('0');
  await expectCrop(page, { x: 16, y: 0, width: 64, height: 64 });
  await page.keyboard.press('Escape');
  await expect(editor(page)).toHaveCount(0);
  await expect(page.getByTestId('open-crop')).toBeFocused();
  await expectStatus(page, 'done');
});

test('is zoomed by the wheel, and the picture is dragged by what the network sees', { tag: '@slow' }, async ({ page }) => {
  await page.getByTestId('open-crop').click();
  const middle = await onScreen(page, 48, 32);
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(0, -433.2);
  // exp(-433.2 x 0.0016) = 1/2
  await expectCrop(page, { x: 32, y: 16, width: 32, height: 32 });
  await page.getByTestId('network-view').scrollIntoViewIfNeeded();
  const view = (await page.getByTestId('network-view').boundingBox())!;
  await page.mouse.move(view.x + view.width / 2, view.y + view.height / 2);
  await page.mouse.down();
  await page.mouse.move(view.x + view.width / 4, view.y + view.height / 4, { steps: 5 });
  // While it moves, the picture is seen through it already.
  await expect.poll(async () => Math.abs((await middleSeen(page)).x - 56)).toBeLessThan(1);
  await page.mouse.up();
  // A quarter of the view to the left is a quarter of the window to the right.
  await expectCrop(page, { x: 40, y: 24, width: 32, height: 32 });
});

test.describe('with fingers', () => {
  test.use({ hasTouch: true });

  test('is pinched smaller and moved', { tag: '@slow' }, async ({ page }) => {
    await page.getByTestId('open-crop').click();
    await editor(page).scrollIntoViewIfNeeded();
    const session = await page.context().newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: (readonly [number, number])[]) => {
      const touchPoints = await Promise.all(points.map(async ([x, y], id) => ({ ...(await onScreen(page, x, y)), id })));
      await session.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    await touch('touchStart', [32, 32], [64, 32]);
    await touch('touchMove', [36, 32], [60, 32]);
    await touch('touchMove', [40, 32], [56, 32]);
    await touch('touchEnd');
    await expectCrop(page, { x: 32, y: 16, width: 32, height: 32 });
    await touch('touchStart', [48, 32]);
    await touch('touchMove', [52, 36]);
    await touch('touchMove', [56, 40]);
    await touch('touchEnd');
    await expectCrop(page, { x: 40, y: 24, width: 32, height: 32 });
  });
});

test('is in the link, pixel for pixel, and comes back with it', { tag: '@slow' }, async ({ page, models }) => {
  const link = { model: models.link('tiny'), image: 'sample:cat-sitting', layers: 'all', backend: 'wasm', run: 1 };
  await openApp(page, link);
  await expectStatus(page, 'done');
  expect(await cropInLink(page)).toBeNull();
  await page.getByTestId('open-crop').click();
  for (let i = 0; i < 5; i++) await page.keyboard.press('-');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('crop-tool')).toHaveAttribute('data-moving', 'false');
  const crop = await shownCrop(page);
  const before = await runOn(page, crop);
  const seenBefore = await seenPixels(page);
  await expect.poll(() => cropInLink(page)).toBe([crop.x, crop.y, crop.width, crop.height].map((pixels) => pixels / 32).join(','));

  await openApp(page, { ...link, crop: (await cropInLink(page))! });
  const after = await runOn(page, crop);
  expect(await seenPixels(page)).toEqual(seenBefore);
  // The same numbers but for the rounding of sums that several workers share.
  for (const [i, { map }] of after.layers.entries()) {
    for (const [cell, nats] of map!.data.entries()) expect(nats).toBeCloseTo(before.layers[i]!.map!.data[cell]!, 3);
  }

  // Another picture has its own, and this one finds its own again.
  await page.getByTestId('pick-picture').click();
  await page.getByTestId('sample-ship-sailing').click();
  await runOn(page, { x: 0, y: 0, width: 32, height: 32 });
  await page.getByTestId('pick-picture').click();
  await page.getByTestId('sample-cat-sitting').click();
  await runOn(page, crop);
});

test('keeps any shape in a letterbox, whose frame is the mean colour around what is seen', { tag: '@slow' }, async ({ page, models }) => {
  const link = { model: models.link('tiny'), pre: 'size:8x8,mean:0.5/0.5/0.5,std:0.25/0.25/0.25,fit:letterbox', layers: 'all', backend: 'wasm', run: 1 };
  await openApp(page, link);
  await expectStatus(page, 'done');
  await dropFiles(page, [{ name: 'where.png', bytes: wherePng() }]);
  await runOn(page, { x: 0, y: 0, width: 96, height: 64 });
  /** Rows of the network's picture whose every pixel is the frame's. */
  const framedRows = async () => {
    const pixels = await seenPixels(page);
    const isFrame = (i: number) => [0, 1, 2].every((channel) => Math.abs(pixels[i * 4 + channel]! - 127.5) <= 1);
    return Array.from({ length: TINY_SIDE }, (_, row) => row).filter((row) => Array.from({ length: TINY_SIDE }, (_, x) => isFrame(row * TINY_SIDE + x)).every(Boolean));
  };
  // 96 x 64 is 8 x 5 there: one row above, two below.
  expect(await framedRows()).toEqual([0, 6, 7]);

  await page.getByTestId('open-crop').click();
  await drag(page, [96, 64], [40, 64]);
  const crop = { x: 0, y: 0, width: 40, height: 64 };
  await expectCrop(page, crop);
  const run = await runOn(page, crop);
  expect(await framedRows()).toEqual([]);
  expect(run.model.input).toMatchObject({ fit: 'letterbox' });
});

test('a bad one in the link is named, and the centre is used', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), image: 'sample:cat-sitting', crop: '0.5,0.5,0.9,0.9', run: 1 });
  await expectMessage(page, /crop=0\.5,0\.5,0\.9,0\.9.*beyond the picture.*the centre/);
  await runOn(page, { x: 0, y: 0, width: 32, height: 32 });
});

test('takes the foreground along, says what is out of sight, and brings it back', { tag: '@slow' }, async ({ page }) => {
  await page.getByTestId('edit-foreground').click();
  const sheet = (await page.getByTestId('mask-editor').boundingBox())!;
  const at = (x: number, y: number) => [sheet.x + (x * sheet.width) / TINY_SIDE, sheet.y + (y * sheet.height) / TINY_SIDE] as const;
  await page.mouse.move(...at(0.5, 0.5));
  await page.mouse.down();
  await page.mouse.move(...at(1.5, 3.5), { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('foreground-size')).toHaveText('8 px, 13 %');
  await page.getByTestId('edit-foreground').click();

  await page.getByTestId('open-crop').click();
  // A pixel of the window is eight of the picture: by one to the right, half of the box is out.
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('foreground-size')).toHaveText('4 px, 6.3 %');
  await expectMessage(page, /50 % of the foreground lies outside/);
  const moved = await runOn(page, { x: 24, y: 0, width: 64, height: 64 });
  expect(moved.foreground?.pixels).toBe(4);
  await editor(page).focus();
  await page.keyboard.press('ArrowRight');
  await expectMessage(page, /lies outside of what the network sees now, so that there is none/);
  const out = await runOn(page, { x: 32, y: 0, width: 64, height: 64 });
  expect(out.foreground).toBeUndefined();
  await editor(page).focus();
  await page.keyboard.press('0');
  await expect(page.getByTestId('foreground-size')).toHaveText('8 px, 13 %');
  await expect(page.getByTestId('message')).toHaveCount(0);
  expect((await runOn(page, { x: 16, y: 0, width: 64, height: 64 })).foreground?.pixels).toBe(8);
});
