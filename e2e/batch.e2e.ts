/** Many pictures under one network: their mean curve and spread, kept over a reload. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { openApp, RUN_TIMEOUT_MS } from './support/app';
import { expect, test } from './support/modelServer';
import { png } from './support/pictures';

const PICTURES = 8;

const expectDone = (page: Page, count: number) =>
  expect(page.getByTestId('batch-status')).toHaveAttribute('data-done', String(count), { timeout: RUN_TIMEOUT_MS });

const doneNow = async (page: Page) => Number(await page.getByTestId('batch-status').getAttribute('data-done'));

async function savedRows(page: Page): Promise<readonly Record<string, string>[]> {
  const download = page.waitForEvent('download');
  await page.getByTestId('batch-csv').click();
  const [head, ...rows] = readFileSync(await (await download).path(), 'utf8').trim().split('\r\n').map((row) => row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head![i]!, cell])));
}

test('a batch is averaged layer by layer, goes on after a reload, and is saved as it is shown', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'all', backend: 'wasm', view: 'batch' });
  await expect(page.getByTestId('batch-subject')).toContainText('c = 1.5', { timeout: 30_000 });
  await expect.poll(() => page.getByTestId('batch-choice').count()).toBeGreaterThan(PICTURES);
  await page.getByTestId('batch-none').click();
  for (let i = 0; i < PICTURES - 1; i++) await page.getByTestId('batch-choice').nth(i).check({ force: true });
  await page.getByTestId('batch-files').setInputFiles([
    { name: 'own.png', mimeType: 'image/png', buffer: Buffer.from(png(16, 16, (x, y) => [x * 16, y * 16, 0, 255])) },
    { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
  ]);
  await expect(page.getByTestId('message').filter({ hasText: 'broken.png' })).toBeVisible();
  await expect(page.getByTestId('batch-start')).toHaveText(`Compute ${PICTURES} pictures`);
  await page.getByTestId('batch-start').click();

  await expect.poll(() => doneNow(page), { timeout: RUN_TIMEOUT_MS }).toBeGreaterThan(0);
  await page.getByTestId('batch-pause').click();
  const done = await doneNow(page);
  expect(done).toBeLessThan(PICTURES);
  await page.reload();
  await expect(page.getByTestId('batch-status')).toHaveText(`Paused after ${done} of ${PICTURES} pictures`);
  const before = await savedRows(page);
  await page.getByTestId('batch-continue').click();
  await expectDone(page, PICTURES);
  await expect(page.getByTestId('batch-tile').filter({ hasText: 'own.png' })).toHaveAttribute('data-status', 'done');

  const rows = await savedRows(page);
  // What was there before the reload is what it was.
  for (const row of before) expect(rows).toContainEqual(row);
  const layers = [...new Set(rows.map(({ layer }) => layer))];
  expect(rows).toHaveLength(PICTURES * layers.length);
  const shown = await page.getByTestId('batch-table').locator('tbody tr').all();
  expect(shown).toHaveLength(layers.length);
  for (const [i, row] of shown.entries()) {
    const values = rows.filter(({ layer }) => layer === layers[i]).map(({ meanValue }) => Number(meanValue));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    const cells = (await row.locator('td').allTextContents()).map((cell) => Number(cell.replace(/[±\u2212]/g, (sign) => (sign === '±' ? '' : '-'))));
    expect(cells[0]).toBeCloseTo(mean, 1);
    expect(Math.abs(cells[0]! - mean)).toBeLessThan(0.0051);
    expect(Math.abs(cells[1]! - std)).toBeLessThan(0.00051);
    expect(cells.at(-1)).toBe(PICTURES);
  }
});
