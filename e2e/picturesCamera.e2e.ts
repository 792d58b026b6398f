/** The camera, which the browser plays: asked for on a click only, photographed, let go, and refused in words. */
import type { Page } from '@playwright/test';
import { findChromium } from '../scripts/findChromium.mjs';
import { expectStatus, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import { folderReader, startStaticServer } from './support/staticServer';

const executablePath = findChromium();

test.use({
  launchOptions: {
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--use-fake-device-for-media-stream=device-count=2',
      '--use-fake-ui-for-media-stream',
      '--host-resolver-rules=MAP insecure.test localhost',
    ],
  },
});

interface Watched {
  asked: number;
  tracks: MediaStreamTrack[];
}

/** Counts what is asked of the camera, and keeps the tracks to see whether they end. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched: Watched = { asked: 0, tracks: [] };
    Object.assign(globalThis, { watched });
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) return;
    const real = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
      watched.asked++;
      const stream = await real(wanted);
      watched.tracks.push(...stream.getTracks());
      return stream;
    };
  });
}

const states = (page: Page) => page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.tracks.map(({ readyState }) => readyState));
const asked = (page: Page) => page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.asked);

async function openCamera(page: Page): Promise<void> {
  await page.getByTestId('pick-picture').click();
  await page.getByTestId('use-camera').click();
}

test('is asked for on a click only, and a picture of it goes to the table and the tray; then it is off', async ({ page, models }) => {
  await watch(page);
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('pick-picture').click();
  expect(await asked(page)).toBe(0);
  await page.getByTestId('use-camera').click();
  await expect(page.getByTestId('camera-snap')).toBeEnabled();
  expect(await asked(page)).toBe(1);
  expect(await states(page)).toEqual(['live']);
  // It moves: the browser's own device counts its frames.
  await expect.poll(() => page.getByTestId('camera-video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.2);
  await page.getByTestId('camera-snap').click();
  await expect(page.locator('.source-name').first()).toHaveText(/^camera \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/);
  await expect(page.getByTestId('tray-picture')).toHaveAccessibleName(/from the camera/);
  await expect(page.getByTestId('camera')).toHaveCount(0);
  expect(await states(page)).toEqual(['ended']);
  await expectStatus(page, 'done');
});

test('is let go when it is stopped, closed, or left with Escape, also while it is being asked for', { tag: '@slow' }, async ({ page, models }) => {
  await watch(page);
  await openApp(page, { model: models.link('tiny') });
  const ways: (() => Promise<void>)[] = [
    () => page.getByTestId('camera-stop').click(),
    () => page.getByTestId('camera-close').click(),
    () => page.keyboard.press('Escape'),
  ];
  for (const [i, leave] of ways.entries()) {
    await openCamera(page);
    await expect(page.getByTestId('camera-snap')).toBeEnabled();
    await leave();
    await expect(page.getByTestId('camera')).toHaveCount(0);
    await expect.poll(() => states(page)).toEqual(Array.from({ length: i + 1 }, () => 'ended'));
  }
  await openCamera(page);
  await page.getByTestId('camera-stop').click();
  await expect.poll(() => states(page)).toEqual(['ended', 'ended', 'ended', 'ended']);
});

test('can be another one of those there are, the first being let go', { tag: '@slow' }, async ({ page, models }) => {
  await watch(page);
  await openApp(page, { model: models.link('tiny') });
  await openCamera(page);
  const choice = page.getByTestId('camera-choice');
  await expect(choice.locator('option')).toHaveCount(2);
  const first = await choice.inputValue();
  const other = (await choice.locator('option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))).find((id) => id !== first)!;
  await choice.selectOption(other);
  await expect.poll(() => states(page)).toEqual(['ended', 'live']);
  expect(await page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.tracks[1]!.getSettings().deviceId)).toBe(other);
  await expect(page.getByTestId('camera-snap')).toBeEnabled();
});

test('is mirrored like a mirror, or not', { tag: '@slow' }, async ({ page, models }) => {
  // Left half red, right half blue.
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => {
      const canvas = document.createElement('canvas');
      canvas.width = 64;
      canvas.height = 48;
      const context = canvas.getContext('2d')!;
      const draw = () => {
        context.fillStyle = '#f00';
        context.fillRect(0, 0, 32, 48);
        context.fillStyle = '#00f';
        context.fillRect(32, 0, 32, 48);
      };
      draw();
      setInterval(draw, 30);
      return Promise.resolve(canvas.captureStream(30));
    };
  });
  await openApp(page, { model: models.link('tiny') });
  for (const isMirrored of [true, false]) {
    await openCamera(page);
    await page.getByTestId('camera-mirror').setChecked(isMirrored);
    await page.getByTestId('camera-snap').click();
    const thumbnail = page.getByTestId('tray-picture').last().locator('img');
    await expect(page.getByTestId('tray-picture')).toHaveCount(isMirrored ? 1 : 2);
    const [red, , blue] = await thumbnail.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const context = new OffscreenCanvas(48, 48).getContext('2d')!;
      context.drawImage(image, 0, 0, 48, 48);
      return [...context.getImageData(4, 24, 1, 1).data];
    });
    expect(red! > blue!, isMirrored ? 'the left is what was right' : 'the left is left').toBe(!isMirrored);
  }
});

const REFUSALS: [name: string, said: RegExp][] = [
  ['NotAllowedError', /refused\. Allow it.*address bar/],
  ['NotFoundError', /No camera was found/],
  ['NotReadableError', /another program or tab uses it/],
];

test('that is refused says why, and may be asked for again', async ({ page, models }) => {
  await page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) => {
      const name = (globalThis as { refusal?: string }).refusal;
      return name ? Promise.reject(new DOMException('refused', name)) : real(wanted);
    };
  });
  await openApp(page, { model: models.link('tiny') });
  const refuseWith = (refusal: string | undefined) => page.evaluate((name) => Object.assign(globalThis, { refusal: name }), refusal);
  for (const [name, said] of REFUSALS) {
    await refuseWith(name);
    await openCamera(page);
    await expect(page.getByTestId('camera-error')).toHaveText(said);
    await page.keyboard.press('Escape');
  }
  await refuseWith('NotAllowedError');
  await openCamera(page);
  await expect(page.getByTestId('camera-error')).toBeVisible();
  await refuseWith(undefined);
  await page.getByTestId('camera-again').click();
  await expect(page.getByTestId('camera-snap')).toBeEnabled();
});

test('is not given to a page that did not come securely, and the page says so', { tag: '@slow' }, async ({ page }) => {
  const server = await startStaticServer({ read: folderReader('dist') });
  await page.goto(server.address.replace('localhost', 'insecure.test'));
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await openCamera(page);
  await expect(page.getByTestId('camera-error')).toHaveText(/https or from this machine/);
  await server.close();
});
