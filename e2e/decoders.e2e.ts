import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { expectMessage, expectStatus, exportRun, mapOf, openApp } from './support/app';
import { test } from './support/modelServer';

/** Opens the drawer's decoders by the settings button. */
async function openDecoders(page: Page) {
  await page.getByTestId('open-drawer').click();
  await expect(page.getByTestId('decoders')).toBeVisible();
}

test('a network without decoders gets some, trained on the pictures at hand and kept until they are deleted', { tag: '@slow' }, async ({ page, models }) => {
  const link = { model: models.link('tiny'), metric: 'reconstruction', layers: 'all', backend: 'wasm', run: 1 };
  await openApp(page, link);
  await expectStatus(page, 'failed');
  await expectMessage(page, /"conv1" has no decoder/);

  await page.getByTestId('train-decoders').click();
  await expect(page.getByTestId('decoder-conv1')).toHaveAttribute('data-state', 'none');
  // What it is worth is said before it is done.
  await expect(page.getByTestId('decoder-warning')).toContainText('not pictures in general');
  await expect(page.getByTestId('train-shown')).toHaveText('Train 2 decoders on the 20 pictures at hand');
  await page.getByTestId('training-steps').fill('20');
  await page.getByTestId('train-shown').click();
  await expect(page.getByTestId('training-progress')).toContainText(/\d+ %.*left/);
  await expect(page.getByTestId('decoder-conv2')).toHaveAttribute('data-state', 'training');
  for (const id of ['conv1', 'conv2']) {
    await expect(page.getByTestId(`decoder-${id}`)).toHaveAttribute('data-state', 'trained here', { timeout: 60_000 });
    await expect(page.getByTestId(`decoder-${id}`)).toContainText(/trained here on 16 pictures · [\d.]+ dB on them, [\d.]+ dB on 4 held back/);
  }
  await expect(page.getByTestId('trained-warning')).toContainText('16 pictures only');

  // The run that lacked them has started again by itself.
  await expectStatus(page, 'done');
  const { layers } = await exportRun(page);
  for (const layer of layers) expect(layer.map!.quantity).toBe('reconstructionUncertaintyNats');
  await expect(page.getByTestId('clean-conv2')).toHaveAttribute('data-drawn', 'true');

  // Another visit finds them.
  await openApp(page, link);
  await expectStatus(page, 'done');
  await expect(mapOf(page, 'conv1')).toHaveAttribute('data-status', /converged|pass-limit/);
  await openDecoders(page);
  await page.getByTestId('delete-decoder-conv2').click();
  await expect(page.getByTestId('decoder-conv2')).toHaveAttribute('data-state', 'none');
  await expect(page.getByTestId('decoder-conv1')).toHaveAttribute('data-state', 'trained here');

  // Gone for good; the other layer is as it was.
  await openApp(page, link);
  await expectMessage(page, /"conv2" has no decoder.*conv1/);
  await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'failed');
  await expect(mapOf(page, 'conv1')).toHaveAttribute('data-status', /converged|pass-limit/);
});

test('training stops when asked, and when a run takes the engine, and keeps nothing unfinished', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'conv2', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await openDecoders(page);
  await page.getByTestId('training-steps').fill('100000');
  await page.getByTestId('train-shown').click();
  await expect(page.getByTestId('training-progress')).toContainText('left');
  await page.getByTestId('stop-training').click();
  await expect(page.getByTestId('decoder-conv2')).toHaveAttribute('data-state', 'none');
  await expect(page.getByTestId('decoder-error')).toBeHidden();

  await page.getByTestId('train-shown').click();
  await expect(page.getByTestId('training-progress')).toContainText('left');
  // The drawer may be closed meanwhile: the headline goes on telling.
  await page.getByTestId('close-drawer').click();
  await expect(page.getByTestId('train-decoders')).toContainText('Training');
  await page.getByTestId('restart').click();
  await expect(page.getByTestId('train-decoders')).toBeHidden();
  await expectStatus(page, 'done');
  await openDecoders(page);
  await expect(page.getByTestId('decoder-error')).toContainText('ended before it was done');
  await expect(page.getByTestId('decoder-conv2')).toHaveAttribute('data-state', 'none');
});

test('shipped decoders are told with what they were measured on, and cannot be deleted', async ({ page }) => {
  await openApp(page, { backend: 'wasm' });
  await openDecoders(page);
  await expect(page.getByTestId('decoder-stem')).toContainText(/shipped · \d\d\.\d dB on 10\s000 test pictures/);
  await expect(page.getByTestId('decoders').getByRole('button')).toHaveCount(0);
});
