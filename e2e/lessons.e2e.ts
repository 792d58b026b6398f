/** Lessons: what is asked, what is measured, and what is left behind. */
import type { Page } from '@playwright/test';
import { dropFiles, expectMessage, expectStatus, exportRun, mapOf, maps, openApp, RUN_TIMEOUT_MS } from './support/app';
import { tabTo } from './support/keyboard';
import { expect, test } from './support/modelServer';

const lesson = (page: Page) => page.getByTestId('lesson');
const verdict = (page: Page) => page.getByTestId('verdict');

/** "−4.37" as a number. */
const number = (written: string) => Number(written.replace('−', '-'));

/** Share of the other cells below the one at (column, row), ties by half: counted anew, from what is exported. */
function percentile(data: readonly number[], column: number, row: number): number {
  const value = data[row * 32 + column]!;
  const below = data.filter((other) => other < value).length;
  const same = data.filter((other) => other === value).length - 1;
  return (below + same / 2) / (data.length - 1);
}

test('a lesson from start to end by keyboard alone, on ResNet-20, and the table as it was', { tag: '@slow' }, async ({ page, models }) => {
  test.setTimeout(240_000);
  const former = { model: models.link('tiny'), image: 'sample:cat-sitting', budget: 2, backend: 'wasm', run: 1 } as const;
  await openApp(page, former);
  await expectStatus(page, 'done');
  const before = await exportRun(page);
  const formerHash = await page.evaluate(() => location.hash);

  await tabTo(page, 'pick-lesson');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('lesson-what-a-layer-forgets')).toBeVisible();
  await tabTo(page, 'lesson-what-a-layer-forgets');
  await page.keyboard.press('Enter');
  await expect(lesson(page)).toHaveAttribute('data-page', '1');
  expect(new URL(page.url()).search).toBe('?lesson=what-a-layer-forgets');
  await expect(mapOf(page, 'stage2_block1')).toBeVisible();
  await expect(page.getByTestId('measured-network')).toHaveText('ResNet-20');

  // Page 2 asks for a place; until it is answered, the map that it is about is kept back.
  await page.keyboard.press('PageDown');
  await expect(lesson(page)).toHaveAttribute('data-page', '2');
  await expect(page.locator('.lesson-body h2')).toBeFocused();
  await expect(mapOf(page, 'stage3_block3')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-run-status', 'done', { timeout: 2 * RUN_TIMEOUT_MS });
  await expect(mapOf(page, 'stage3_block3')).toHaveAttribute('aria-label', /not known yet/);
  await expect(page.locator('.column.is-veiled')).toHaveCount(1);
  await tabTo(page, 'point-on-picture');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('point-help')).toContainText('column 32, row 13');
  await tabTo(page, 'lesson-forward');
  await page.keyboard.press('Enter');
  await expect(verdict(page)).toContainText('At your place (column 32, row 13)');
  const said = (await verdict(page).innerText()).match(/it is (\S+) nats: higher than at (\d+) %/)!;
  await expect(page.locator('.column.is-veiled')).toHaveCount(0);
  await expect(mapOf(page, 'stage3_block3')).toHaveAttribute('aria-label', /mean −\d/);

  // Page 3 the same without an answer, page 4 a choice.
  await page.keyboard.press('PageDown');
  await expect(lesson(page)).toHaveAttribute('data-page', '3');
  await page.keyboard.press('PageDown');
  await expect(verdict(page)).toContainText('The lowest value');
  await page.keyboard.press('PageDown');
  await expect(lesson(page)).toHaveAttribute('data-page', '4');
  await tabTo(page, 'lesson-option-0');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('lesson-option-2').locator('input')).toBeChecked();
  await tabTo(page, 'lesson-forward');
  await page.keyboard.press('Enter');
  await expect(verdict(page)).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('page=4');

  // Every number that was said is the run's.
  const { layers } = await exportRun(page);
  const [first, last] = [layers[0]!, layers.at(-1)!];
  const data = last.map!.data;
  expect(number(said[1]!)).toBeCloseTo(data[12 * 32 + 31]!, 2);
  expect(Number(said[2]!)).toBe(Math.round(100 * percentile(data, 31, 12)));
  const measured = async (name: string) => number((await page.getByTestId(`measured-${name}`).first().innerText()).split(' ')[0]!);
  expect(Math.abs((await measured('gainFirst')) - first.gainNats)).toBeLessThan(0.0051);
  expect(Math.abs((await measured('gainLast')) - last.gainNats)).toBeLessThan(0.0051);
  const more = last.gainNats - first.gainNats;
  await expect(verdict(page)).toHaveAttribute('data-right', String(more >= 0.02));
  await expect(page.getByTestId('finding')).toHaveAttribute('data-holds', String(more >= 0.02));

  // The last button leaves: the former network, picture, choices and maps, none of it computed again.
  await tabTo(page, 'lesson-forward');
  await page.keyboard.press('Enter');
  await expect(lesson(page)).toHaveCount(0);
  await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged');
  await expectStatus(page, 'done');
  await expect.poll(() => page.evaluate(() => location.hash)).toBe(formerHash);
  expect(new URL(page.url()).search).toBe('');
  const after = await exportRun(page);
  expect(after).toEqual({ ...before, createdAt: after.createdAt });
  await page.getByTestId('pick-lesson').click();
  await expect(page.getByTestId('lesson-progress-what-a-layer-forgets')).toContainText('done');
});

/** A lecturer's own, on a network of a few hundred weights. */
function ownLesson(model: string, change: object = {}) {
  return {
    format: 'pixelsieve.lesson', formatVersion: 1, id: 'own', title: 'Own lesson', summary: 'Two layers.', minutes: 1,
    pages: [
      { title: 'Draw', text: ['A'], table: { model, layers: 'all', backend: 'wasm' }, measures: { rise: { of: 'mean', layer: 'last', minus: 'first' } }, prediction: { kind: 'curve', question: 'How does it go on?', spanNats: 4 }, reveal: ['By {rise}.'] },
      {
        title: 'Times ten', text: ['B'], veil: 'none',
        beside: [{ name: 'scaled', title: '× 10', layers: ['last'], variant: { kind: 'layer-scaled', factor: 10 } }],
        measures: { change: { of: 'mean', layer: 'last', run: 'scaled', minus: { run: 'table' } } },
        prediction: { kind: 'choice', question: 'H', measure: 'change', options: [{ text: 'falls', below: -0.05 }, { text: 'stays', below: 0.05 }, { text: 'rises' }] },
        finding: { measure: 'change', from: 5, holds: 'As ever.', differs: 'Not as ever: {change}.' },
        ...change,
      },
    ],
  };
}

const file = (contents: object) => ({ name: 'own.json', bytes: Buffer.from(JSON.stringify(contents)) });

test('a lesson file of one’s own opens by drop: a curve is drawn, a layer multiplied, a contradiction told', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), backend: 'wasm' });
  await expect(maps(page).first()).toBeVisible();
  await dropFiles(page, [file(ownLesson(models.link('tiny'), { measures: {} }))]);
  await expectMessage(page, /“own.json” cannot be used. Page 2, prediction.measure: nothing is measured under “change”/);

  await dropFiles(page, [file(ownLesson(models.link('tiny')))]);
  await expect(lesson(page)).toHaveAttribute('data-page', '1');
  await expectStatus(page, 'done');
  const handle = page.getByTestId('sketch-conv2');
  await handle.focus();
  const given = Number(await handle.getAttribute('aria-valuenow'));
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp');
  // Five steps of a fortieth of the axis.
  expect(Number(await handle.getAttribute('aria-valuenow'))).toBeCloseTo(given + 0.5, 2);
  await page.getByTestId('lesson-forward').click();
  const { layers } = await exportRun(page);
  const rise = layers[1]!.meanEntropyNats - layers[0]!.meanEntropyNats;
  const distance = number((await verdict(page).innerText()).match(/are (\S+) nats from/)![1]!);
  expect(Math.abs(distance - Math.abs(rise - 0.5))).toBeLessThan(0.0051);
  await expect(page.locator('.sketch-measured path')).toHaveCount(1);

  await page.getByTestId('lesson-forward').click();
  await page.getByTestId('lesson-option-1').click();
  await page.getByTestId('lesson-forward').click();
  // Multiplying a layer leaves its entropy alone, so that the lesson's “usual finding” is contradicted.
  await expect(verdict(page)).toHaveAttribute('data-right', 'true', { timeout: 30_000 });
  await expect(page.getByTestId('finding')).toHaveAttribute('data-holds', 'false');
  await expect(page.getByTestId('finding')).toContainText('Not as ever: +0.00 nats');
  await expect(page.getByTestId('beside-scaled-conv2')).toHaveAttribute('data-status', 'converged');
});

test('a link opens a lesson at its page, and a lesson that is not there is named', async ({ page }) => {
  await page.goto('./?lesson=what-the-budget-means#v=1&backend=wasm&page=2');
  await expect(lesson(page)).toHaveAttribute('data-page', '2');
  const caption = page.getByTestId('two-pixels-caption');
  await expect(caption).toContainText('½ log (4.25 / 2.00) = 0.38 nats');
  // Sensitivity 8 to 0.5: sigma is 4 times as large on the second pixel at the best, and g = c wherever the point is dragged.
  await page.getByTestId('two-pixels-handle').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByTestId('two-pixels-distortion').locator('td')).toHaveText(['1.50', '1.50', '1.50']);
  const best = async (row: string) => Number(await page.getByTestId(`two-pixels-${row}`).locator('td').last().innerText());
  expect((await best('noise2')) / (await best('noise1'))).toBeCloseTo(4, 1);

  await page.goto('about:blank');
  await page.goto('./?lesson=nothing#v=1&backend=wasm');
  await expectMessage(page, /There is no lesson “nothing”. There are what-a-layer-forgets/);
  await expect(lesson(page)).toHaveCount(0);
  await expect(page.locator('html')).toHaveAttribute('data-run-status', /running|done/, { timeout: 30_000 });
});
