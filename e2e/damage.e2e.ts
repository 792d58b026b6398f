/** A network damaged on the table: maps, predictions, link and export follow it, and repairing gives the old ones back. */
import { expect, test } from '@playwright/test';
import { expectMessage, expectStatus, exportRun, openApp } from './support/app';

test('filters of a layer are damaged and repaired, and the page says so wherever its numbers go', { tag: '@slow' }, async ({ page }) => {
  test.setTimeout(180_000);
  await openApp(page, { layers: 'stage1_block1,stage2_block1', grid: 4, run: 1 });
  await expectStatus(page, 'done');
  const asTrained = await exportRun(page);
  await page.getByTestId('damage-toggle').click();
  await page.getByTestId('damage-layer').selectOption('stage1_block3');
  await page.getByTestId('damage-way-randomised').click();
  await page.getByTestId('damage-share').fill('80');
  await expect(page.getByTestId('damage-strip')).toContainText('80% of the filters of Stage 1 · block 3');
  await expect(page).toHaveURL(/damage=randomised,0\.8,1,stage1_block3/);
  await expectStatus(page, 'done');
  const damaged = await exportRun(page);
  expect(damaged.spec).toMatchObject({ variant: { kind: 'damaged', layerId: 'stage1_block3', way: 'randomised', share: 0.8, seed: 1 } });
  // Before the damage nothing is new; behind it everything is.
  expect(damaged.layers[0]!.map).toEqual(asTrained.layers[0]!.map);
  expect(damaged.layers[1]!.map!.data).not.toEqual(asTrained.layers[1]!.map!.data);
  expect(damaged.predictions).not.toEqual(asTrained.predictions);

  // The link alone gives the same again.
  await page.reload();
  await expectStatus(page, 'done');
  await expect(page.getByTestId('damage-strip')).toBeVisible();
  const again = await exportRun(page);
  expect(again.predictions).toEqual(damaged.predictions);
  expect(again.layers.map(({ map }) => map)).toEqual(damaged.layers.map(({ map }) => map));

  await page.getByTestId('damage-strip-repair').click();
  await expect(page.getByTestId('damage-strip')).toBeHidden();
  await expectStatus(page, 'done');
  const repaired = await exportRun(page);
  expect(repaired.layers.map(({ map }) => map)).toEqual(asTrained.layers.map(({ map }) => map));
  expect(repaired.predictions).toEqual(asTrained.predictions);
  expect(page.url()).not.toContain('damage');

  await openApp(page, { damage: 'zeroed,0.5,1,elsewhere', layers: 'stem', grid: 4, run: 1 });
  await expectMessage(page, 'has no layer “elsewhere”');
  await expectStatus(page, 'done');
  expect((await exportRun(page)).spec).not.toHaveProperty('variant');
});
