/** The networks of the paper's studies in the picker: grouped, searched, opened with half floats. */
import { expect, test } from '@playwright/test';
import { exportRun, expectStatus, openApp } from './support/app';

test('a network is found by a word, by its study or its name, and opens with its half floats', async ({ page }) => {
  test.setTimeout(180_000);
  await openApp(page, { layers: 'stem', grid: 4 });
  await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');
  await page.getByTestId('pick-network').click();
  await expect(page.getByTestId('networks-Compression').locator('[data-testid^="network-"]')).toHaveCount(6);
  const search = page.getByTestId('networks-search');
  await search.fill('compression 80% tuned');
  await expect(page.locator('[data-testid^="network-resnet"]')).toHaveCount(1);
  await search.fill('no such thing');
  await expect(page.getByText('No network of that name.')).toBeVisible();
  await search.fill('50% fine');
  await page.getByTestId('network-resnet20-pruned50-tuned').click();
  await expect(page.getByTestId('pick-network')).toContainText('50% pruned, fine-tuned');
  await page.getByTestId('restart').click();
  await expectStatus(page, 'done');
  const run = await exportRun(page);
  expect(run.model.id).toBe('resnet20-pruned50-tuned');
  expect(run.layers[0]!.status).toBe('converged');
});
