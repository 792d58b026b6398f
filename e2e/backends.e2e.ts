/** Every way to compute that this browser has gives the same numbers; one that it lacks is named. */
import { expectMessage, expectStatus, exportRun, openApp } from './support/app';
import { expect, test } from './support/modelServer';

test('WebGPU on the software adapter agrees with WASM and the CPU', async ({ page, models }) => {
  test.setTimeout(180_000);
  const runs = [];
  for (const backend of ['wasm', 'cpu', 'webgpu'] as const) {
    await openApp(page, { model: models.link('wide'), image: 'sample:deer-head', layers: 'conv2', backend, run: 1 });
    await expectStatus(page, 'done');
    const run = await exportRun(page);
    expect(run.backend.name).toBe(backend);
    runs.push(run);
  }
  const [wasm, ...others] = runs;
  for (const other of others) {
    for (const [index, layer] of wasm!.layers.entries()) {
      const theirs = other.layers[index]!;
      const differences = layer.map!.data.map((value, pixel) => Math.abs(value - theirs.map!.data[pixel]!));
      // The noise is the same on every backend; sums in another order are what is left.
      expect(Math.max(...differences), `${other.backend.name}, ${layer.id}`).toBeLessThan(0.02);
      expect(Math.abs(layer.meanEntropyNats - theirs.meanEntropyNats), `${other.backend.name}, ${layer.id}`).toBeLessThan(0.002);
    }
    for (const [index, { label, probability }] of wasm!.predictions.entries()) {
      expect(other.predictions[index]!.label).toBe(label);
      expect(other.predictions[index]!.probability).toBeCloseTo(probability, 3);
    }
  }
});

test('so it does on small pictures, of which it plays recorded batches and measures more at once', async ({ page, models }) => {
  test.setTimeout(180_000);
  const maps: number[][] = [];
  const means: number[] = [];
  for (const backend of ['wasm', 'webgpu'] as const) {
    // At this budget every backend takes the same hundred steps.
    await openApp(page, { model: models.link('tiny'), image: 'sample:deer-head', layers: 'conv2', budget: 15, backend, run: 1 });
    await expectStatus(page, 'done');
    const [layer] = (await exportRun(page)).layers;
    means.push(layer!.meanEntropyNats);
    maps.push(layer!.map!.data.map((value) => value - layer!.meanEntropyNats));
  }
  // Scaled to g = c on other samples; the shape is that of the same noise.
  expect(Math.abs(means[0]! - means[1]!)).toBeLessThan(0.02);
  expect(Math.max(...maps[0]!.map((value, pixel) => Math.abs(value - maps[1]![pixel]!)))).toBeLessThan(0.02);
});

test('a software adapter counts as no GPU unless asked for, and the page says why', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expect(page.getByTestId('backend')).toContainText('WASM');
  await page.getByTestId('backend').click();
  await expect(page.getByTestId('backend-reason')).toContainText(/software|no GPU|no WebGPU/);
  await expectStatus(page, 'done');
  expect((await exportRun(page)).backend.name).toBe('wasm');
});

test('WebGPU asked for and absent: said, and computed elsewhere', { tag: '@slow' }, async ({ playwright, baseURL, models }) => {
  const { executablePath, args = [] } = test.info().project.use.launchOptions ?? {};
  const browser = await playwright.chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...args.filter((flag) => flag !== '--enable-unsafe-webgpu'), '--disable-features=WebGPU,WebGPUService'],
  });
  const page = await browser.newPage({ baseURL: baseURL! });
  await openApp(page, { model: models.link('tiny'), backend: 'webgpu', run: 1 });
  await expectMessage(page, /asks for WebGPU/);
  await expectStatus(page, 'done');
  expect((await exportRun(page)).backend.name).not.toBe('webgpu');
  await browser.close();
});
