/** Metrics beside discarding, and the checks of them all. */
import { exportRun, expectMessage, expectStatus, mapOf, maps, openApp } from './support/app';
import { expect, test } from './support/modelServer';

test('an attribution is chosen, explained, exported in its own quantity, and kept in the link', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'all', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('pick-metric').click();
  await page.getByTestId('metric-attribution:integrated-gradients').click();
  await expect(page.locator('html')).toHaveAttribute('data-run-status', 'done', { timeout: 60_000 });
  await expect(page.getByTestId('how-to-read')).toContainText('adds up to F(x) − F(x₀)');
  await expect(page.getByTestId('formula-integrated-gradients').locator('.katex').first()).toBeVisible();
  await page.keyboard.press('Escape');
  const features = await exportRun(page);
  expect(features.spec).toMatchObject({ metric: 'attribution:integrated-gradients', target: 'features' });
  for (const { map, meanEntropyNats } of features.layers) {
    expect(map).toMatchObject({ width: 8, height: 8, quantity: 'attribution' });
    expect(meanEntropyNats).toBeNull();
  }
  expect(features.layers[0]!.map!.data).not.toEqual(features.layers[1]!.map!.data);

  await page.getByTestId('pick-metric').click();
  await page.getByTestId('target').selectOption('1');
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('target=1');
  await expectStatus(page, 'done');
  await page.keyboard.press('Escape');
  // A class score is the whole network's: the same map at every layer.
  const ofClass = await exportRun(page);
  expect(ofClass.layers[0]!.map!.data).toEqual(ofClass.layers[1]!.map!.data);
});

test('a class that the network does not have is named, and nothing is lost', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'conv2', metric: 'attribution:grad-cam', target: 7, backend: 'wasm', run: 1 });
  await expectStatus(page, 'failed');
  await expectMessage(page, /class 7/);
  await page.getByTestId('pick-metric').click();
  await page.getByTestId('target').selectOption('predicted');
  await expectStatus(page, 'done');
});

test('reconstruction uncertainty is painted while it runs, and what there is of it stays when it is stopped', async ({ page }) => {
  await openApp(page, { metric: 'reconstruction', layers: 'stem', backend: 'wasm', run: 1 });
  await expect(page.getByTestId('clean-stem')).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  await expect(page.getByTestId('noisy-stem-0')).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  await page.getByTestId('cancel').click();
  await expectStatus(page, 'cancelled');
  const { layers, spec } = await exportRun(page);
  expect(spec.metric).toBe('reconstruction');
  expect(layers[0]!.map!.quantity).toBe('reconstructionUncertaintyNats');
  expect(layers[0]!.map!.data).toHaveLength(32 * 32);
});

test('reconstruction uncertainty comes with what the decoder paints, clean and under noise', { tag: '@slow' }, async ({ page }) => {
  // 768 passes a layer through network and decoder: minutes on a loaded machine.
  test.setTimeout(240_000);
  await openApp(page, { metric: 'reconstruction', layers: 'stem,stage3_block3', backend: 'wasm', run: 1 });
  await expect(page.locator('html')).toHaveAttribute('data-run-status', 'done', { timeout: 220_000 });
  for (const id of ['stem', 'stage3_block3']) {
    await expect(page.getByTestId(`clean-${id}`)).toHaveAttribute('data-drawn', 'true');
    await expect(page.getByTestId(`noisy-${id}-0`)).toHaveAttribute('data-drawn', 'true');
  }
  const { layers, spec } = await exportRun(page);
  expect(spec.metric).toBe('reconstruction');
  for (const layer of layers) {
    expect(layer.map!.quantity).toBe('reconstructionUncertaintyNats');
    expect(Math.abs(layer.distortion / spec.budget - 1)).toBeLessThan(0.02);
    expect(layer.gainNats).toBeGreaterThan(-0.01);
  }
  // The last layer has lost more of the picture than the first.
  expect(layers[1]!.meanEntropyNats).toBeGreaterThan(layers[0]!.meanEntropyNats + 0.5);
  await mapOf(page, 'stem').click();
  await expect(page.getByTestId('large-map').getByTestId('noisy-stem-4')).toHaveAttribute('data-drawn', 'true');
});

test('a layer without a decoder says so and what to do', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), metric: 'reconstruction', layers: 'all', backend: 'wasm', run: 1 });
  await expectStatus(page, 'failed');
  await expectMessage(page, /decoder/i);
  await expect(maps(page).first()).toHaveAttribute('data-status', 'failed');
});

test('the slider says what a budget means in grey levels, and a layer’s gain is measured against it', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'conv2', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('budget').click();
  // 255 tau sqrt(c) = 255 * 0.0025 * sqrt(1.5).
  await expect(page.getByTestId('budget-meaning')).toContainText('0.78 of 255');
  await page.getByTestId('budget-slider').fill('1');
  await expect(page.getByTestId('budget')).toContainText('10');
  await expect(page.getByTestId('budget-meaning')).toContainText('2.02 of 255');
  await page.keyboard.press('Escape');
  await expectStatus(page, 'done');
  expect((await exportRun(page)).spec.budget).toBe(10);

  await mapOf(page, 'conv2').click();
  await page.getByTestId('sweep-start').click();
  await expect(page.getByTestId('gain-budget')).toHaveAttribute('data-points', '9', { timeout: 90_000 });
  await expect(page.getByTestId('sweep-start')).toBeEnabled();
});

test('rescaling the network multiplies the baselines and leaves discarding where it was', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'conv1', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('pick-metric').click();
  await page.getByTestId('open-checks').click();
  await page.getByTestId('check-layer').selectOption('conv1');
  await page.getByTestId('check-run').click();
  await expect(page.getByTestId('checks')).toHaveAttribute('data-done', 'true', { timeout: 90_000 });
  await expect(page.getByTestId('change-discarding')).toHaveText(/^[+−]?0\.00\d nats$/);
  for (const method of ['gradient', 'gradient-input', 'smoothgrad', 'integrated-gradients', 'occlusion']) {
    await expect(page.getByTestId(`change-attribution:${method}`)).toHaveText('× 10.0');
  }
  await page.getByTestId('checks-close').click();
  // What is on the table has not been touched.
  await expect(mapOf(page, 'conv1')).toHaveAttribute('data-status', 'converged');
});

test('random weights from the classifier down change a map only once they reach its layer', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), layers: 'conv1', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('pick-metric').click();
  await page.getByTestId('open-checks').click();
  await page.getByTestId('check-layer').selectOption('conv1');
  await page.getByTestId('check-cascade').click();
  await page.getByTestId('check-run').click();
  await expect(page.getByTestId('checks')).toHaveAttribute('data-done', 'true', { timeout: 120_000 });
  for (const metric of ['discarding', 'attribution:gradient', 'attribution:occlusion']) {
    // Classifier and conv2 are random: conv1 and its features are as they were.
    await expect(page.getByTestId(`rho-${metric}-2`)).toHaveText('1.00');
    const last = Number(await page.getByTestId(`rho-${metric}-3`).textContent());
    expect(last, metric).toBeLessThan(0.98);
  }
});
