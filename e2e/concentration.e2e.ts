/** A foreground on the picture: drawn in every way there is, compared with its background, linked, exported, refused. */
import type { Page } from '@playwright/test';
import type { ExportedLayer, ExportedRun } from './support/app';
import { exportRun, expectMessage, expectStatus, mapOf, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import { png } from './support/pictures';

/** Of the tiny network's input. */
const SIDE = 8;

interface ComparedLayer extends ExportedLayer {
  readonly foregroundMeanNats: number;
  readonly backgroundMeanNats: number;
  readonly concentrationNats: number;
  readonly knowledgePoints: { thresholdNats: number; inside: number; outside: number };
}

interface ComparedRun extends ExportedRun {
  readonly foreground?: { width: number; height: number; pixels: number; link: string | null; data: number[] };
  readonly layers: ComparedLayer[];
}

const exported = (page: Page) => exportRun(page) as Promise<ComparedRun>;

/** From the exported maps and mask alone, the map upsampled pixel by pixel. */
function recomputed({ foreground }: ComparedRun, { map }: ComparedLayer, thresholdNats: number) {
  const { width, height, data } = foreground!;
  const pixels = data.map((inside, i) => {
    const column = Math.floor(((i % width) * map!.width) / width);
    const row = Math.floor((Math.floor(i / width) * map!.height) / height);
    return { inside: inside === 1, nats: map!.data[row * map!.width + column]! };
  });
  const mean = (isInside: boolean) => {
    const of = pixels.filter(({ inside }) => inside === isInside);
    return of.reduce((sum, { nats }) => sum + nats, 0) / of.length;
  };
  const points = pixels.filter(({ nats }) => nats < mean(false) - thresholdNats);
  return { foreground: mean(true), background: mean(false), inside: points.filter(({ inside }) => inside).length, outside: points.filter(({ inside }) => !inside).length };
}

function expectRecomputed(run: ComparedRun, thresholdNats: number) {
  for (const layer of run.layers) {
    const { foreground, background, inside, outside } = recomputed(run, layer, thresholdNats);
    expect(layer.foregroundMeanNats).toBeCloseTo(foreground, 9);
    expect(layer.backgroundMeanNats).toBeCloseTo(background, 9);
    expect(layer.concentrationNats).toBeCloseTo(background - foreground, 9);
    expect(layer.knowledgePoints).toEqual({ thresholdNats, inside, outside });
  }
}

/** Middles of pixels, on the screen. */
async function middleOf(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = (await page.getByTestId('mask-editor').boundingBox())!;
  return { x: box.x + ((x + 0.5) * box.width) / SIDE, y: box.y + ((y + 0.5) * box.height) / SIDE };
}

async function drag(page: Page, pixels: readonly (readonly [number, number])[]) {
  for (const [i, [x, y]] of pixels.entries()) {
    const at = await middleOf(page, x, y);
    await page.mouse.move(at.x, at.y, { steps: 5 });
    if (i === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

const foregroundInLink = async (page: Page) => new URLSearchParams((await page.evaluate(() => location.hash)).slice(1)).get('foreground');
const expectInLink = (page: Page, foreground: string | null) => expect.poll(() => foregroundInLink(page)).toBe(foreground);

async function openMaskFile(page: Page, name: string, buffer: Buffer) {
  await page.getByTestId('mask-input').setInputFiles({ name, mimeType: 'image/png', buffer });
}

test.describe('with a finished run', () => {
  test.beforeEach(async ({ page, models }) => {
    await openApp(page, { model: models.link('tiny'), image: 'sample:cat-sitting', layers: 'all', backend: 'wasm', run: 1 });
    await expectStatus(page, 'done');
  });

  test('a box by mouse: curve, table, large map and export agree with the maps', async ({ page }) => {
    await page.getByTestId('edit-foreground').click();
    await drag(page, [[5, 6], [1, 2]]);
    await expect(page.getByTestId('foreground-size')).toHaveText('25 px, 39 %');
    await expect(page.getByTestId('region-curve')).toHaveAttribute('data-curve', 'concentration');
    const run = await exported(page);
    expect(run.foreground).toMatchObject({ width: SIDE, height: SIDE, pixels: 25, link: 'box:1,2,6,7' });
    expect(run.foreground!.data[2 * SIDE + 1]).toBe(1);
    expect(run.foreground!.data[2 * SIDE + 6]).toBe(0);
    expectRecomputed(run, 0.2);

    const shown = await page.getByTestId('region-curve').locator('.curve-numbers text').allTextContents();
    const written = (nats: number, signed = false) => `${nats < 0 ? '−' : signed ? '+' : ''}${Math.abs(nats).toFixed(2)}`;
    expect(shown).toEqual(run.layers.map((layer) => written(layer.concentrationNats, true)));
    await page.getByTestId('numbers').locator('summary').click();
    for (const layer of run.layers) {
      const cell = (column: string) => page.getByTestId(`numbers-${layer.id}`).locator(`[data-column=${column}]`);
      await expect(cell('foreground')).toHaveText(written(layer.foregroundMeanNats));
      await expect(cell('background')).toHaveText(written(layer.backgroundMeanNats));
      await expect(cell('inside')).toHaveText(String(layer.knowledgePoints.inside));
      await expect(cell('outside')).toHaveText(String(layer.knowledgePoints.outside));
    }
    const first = run.layers[0]!;
    await mapOf(page, first.id).click();
    await expect(page.getByTestId('large-concentration')).toHaveText(`${written(first.concentrationNats, true)} nats`);
  });

  test('knowledge points follow the threshold, and are marked on the maps', { tag: '@slow' }, async ({ page }) => {
    await page.getByTestId('edit-foreground').click();
    await drag(page, [[0, 0], [3, 7]]);
    await page.getByTestId('curve-knowledge').click();
    await expect(page.getByTestId('how-foreground')).toContainText('Knowledge points');
    const slider = page.getByTestId('knowledge-threshold');
    const marked = () => mapOf(page, 'conv1').locator('.foreground-overlay').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    await slider.fill('0');
    const all = await exported(page);
    expectRecomputed(all, 0);
    const marks = await marked();
    await slider.fill('2');
    const few = await exported(page);
    expectRecomputed(few, 2);
    const count = ({ layers }: ComparedRun) => layers.reduce((sum, { knowledgePoints: { inside, outside } }) => sum + inside + outside, 0);
    expect(count(all)).toBeGreaterThan(count(few));
    await expect.poll(marked).not.toBe(marks);
  });

  test('a box by keyboard, said aloud, undone, and left with Escape', { tag: '@slow' }, async ({ page }) => {
    await page.getByTestId('edit-foreground').focus();
    await page.keyboard.press('Enter');
    const said = page.getByTestId('mask-editor-says');
    // From the middle, 4, 4, counted from 0.
    await page.keyboard.press('ArrowUp');
    await expect(said).toHaveText('Column 5, row 4, background');
    await page.keyboard.press('Space');
    await expect(said).toContainText('First corner at column 5, row 4');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Enter');
    await expect(said).toHaveText('10 of 64 pixels in the foreground.');
    await expectInLink(page, 'box:4,3,6,8');
    await expect(page.getByTestId('region-curve')).toBeVisible();
    expectRecomputed(await exported(page), 0.2);

    await page.getByTestId('mask-editor').getByRole('application').focus();
    await page.keyboard.press('Control+z');
    await expectInLink(page, null);
    await expect(page.getByTestId('layer-curve')).toBeVisible();
    // The first Escape drops what is begun, the second leaves; neither is the run's.
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('mask-editor')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('mask-editor')).toHaveCount(0);
    await expect(page.getByTestId('edit-foreground')).toBeFocused();
    await expectStatus(page, 'done');
  });

  test('brush and lasso survive the link; a mask that is rubbed out is refused in words', { tag: '@slow' }, async ({ page }) => {
    await page.getByTestId('edit-foreground').click();
    await page.getByTestId('mask-tool-lasso').click();
    await drag(page, [[1, 1], [6, 1], [6, 6], [1, 1]]);
    await page.getByTestId('mask-tool-brush').click();
    await page.getByTestId('brush-size').fill('1');
    await drag(page, [[0, 7], [0, 5]]);
    const before = await exported(page);
    expect(before.foreground!.link).toMatch(/^(rle|bits):8x8:/);
    // The address follows the strokes with some delay.
    await expectInLink(page, before.foreground!.link);
    const hash = await page.evaluate(() => location.hash);
    await page.goto('about:blank');
    await page.goto(`./${hash}`);
    await expectStatus(page, 'done');
    const after = await exported(page);
    expect(after.foreground).toEqual(before.foreground);
    expect(after.layers.map(({ concentrationNats }) => concentrationNats)).toEqual(before.layers.map(({ concentrationNats }) => concentrationNats));

    await page.getByTestId('edit-foreground').click();
    await page.getByTestId('mask-tool-box').click();
    await page.getByTestId('mask-combination-subtract').click();
    await drag(page, [[0, 0], [7, 7]]);
    await expectMessage(page, /foreground is empty/);
    await expect(page.getByTestId('layer-curve')).toBeVisible();
    expect((await exported(page)).foreground).toBeUndefined();
    await page.getByTestId('mask-undo').click();
    expect((await exported(page)).foreground).toEqual(before.foreground);
    await page.getByTestId('mask-combination-add').click();
    await drag(page, [[0, 0], [7, 7]]);
    await expectMessage(page, /covers all 8 × 8 pixels/);
  });

  test('a mask from a file: at either size, and refused by name at others', { tag: '@slow' }, async ({ page }) => {
    await page.getByTestId('edit-foreground').click();
    const leftWhite = (side: number) => png(side, side, (x) => (x < side / 2 ? [255, 255, 255, 255] : [0, 0, 0, 255]));
    await openMaskFile(page, 'seen.png', leftWhite(SIDE));
    await expectInLink(page, 'box:0,0,4,8');
    // A black shape on nothing: what is opaque counts. The sample is 32 x 32.
    await openMaskFile(page, 'dropped.png', png(32, 32, (_, y) => (y < 8 ? [0, 0, 0, 255] : [255, 255, 255, 0])));
    await expectInLink(page, 'box:0,0,8,2');
    await openMaskFile(page, 'other.png', leftWhite(20));
    await expectMessage(page, /“other\.png” is 20 × 20 pixels.*32 × 32.*8 × 8.*open it again/);
    await openMaskFile(page, 'black.png', png(SIDE, SIDE, () => [0, 0, 0, 255]));
    await expectMessage(page, /“black\.png” marks no pixel/);
    await openMaskFile(page, 'white.png', png(SIDE, SIDE, () => [255, 255, 255, 255]));
    await expectMessage(page, /“white\.png” marks every pixel/);
    await openMaskFile(page, 'words.png', Buffer.from('these are words'));
    await expectMessage(page, /“words\.png”.*not a picture/);
    // What was there is there still.
    expect(await foregroundInLink(page)).toBe('box:0,0,8,2');
  });

  test('a foreground belongs to its picture, and comes back with it', async ({ page }) => {
    await page.getByTestId('edit-foreground').click();
    await drag(page, [[2, 2], [4, 4]]);
    await expectInLink(page, 'box:2,2,5,5');
    for (const [sample, foreground] of [['frog-red', null], ['cat-sitting', 'box:2,2,5,5']] as const) {
      await page.getByTestId('pick-picture').click();
      await page.getByTestId(`sample-${sample}`).click();
      await expectInLink(page, foreground);
    }
  });
});

test('a coarse grid is read pixel by pixel, cells on the edge counted by their pixels', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'all', grid: 3, backend: 'wasm', foreground: 'box:2,1,7,5', run: 1 });
  await expectStatus(page, 'done');
  const run = await exported(page);
  expect(run.layers[0]!.map).toMatchObject({ width: 3, height: 3 });
  expect(run.foreground!.link).toBe('box:2,1,7,5');
  expectRecomputed(run, 0.2);
});

test('for attributions the page says why there is no concentration', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'conv2', metric: 'attribution:gradient', backend: 'wasm', foreground: 'box:2,1,7,5', run: 1 });
  await expectStatus(page, 'done');
  await expect(page.getByTestId('not-in-nats')).toContainText('units differ');
  await expect(page.getByTestId('region-curve')).toHaveCount(0);
  const { layers } = await exported(page);
  expect(layers[0]!.concentrationNats).toBeNull();
});

test('a foreground in the link that does not fit is named, and none is set', { tag: '@slow' }, async ({ page, models }) => {
  const cases: [string, RegExp][] = [
    ['box:2,1,99,5', /2, 1 to 99, 5.*8 × 8/],
    ['box:0,0,8,8', /covers all 8 × 8/],
    ['rle:4x4:3.4.9', /4 × 4 pixels.*8 × 8/],
    ['circle', /foreground=circle was not understood/],
  ];
  for (const [foreground, words] of cases) {
    await openApp(page, { model: models.link('tiny'), foreground });
    await expectMessage(page, words);
    await expectInLink(page, null);
  }
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test('a box is drawn, not the page scrolled', { tag: '@slow' }, async ({ page, models }) => {
    await openApp(page, { model: models.link('tiny') });
    // Until the network is there, what is said of it moves the picture down.
    await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');
    await page.getByTestId('edit-foreground').tap();
    const from = await middleOf(page, 1, 1);
    const to = await middleOf(page, 5, 6);
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    const scrolled = await page.evaluate(() => scrollY);
    await touch('touchStart', [from]);
    await touch('touchMove', [{ x: (from.x + to.x) / 2, y: to.y }]);
    await touch('touchMove', [to]);
    await touch('touchEnd', []);
    await expectInLink(page, 'box:1,1,6,7');
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  });
});
