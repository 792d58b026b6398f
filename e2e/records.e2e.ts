/** Runs that were written down and come back: exported files dropped on the page, repeated, refused. */
import { dropFiles, dropPaths, exportFile, exportRun, expectMessage, expectStatus, mapOf, onDisk, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import { testPng } from './support/pictures';
import { tinyGraphModel } from './support/tinyModel';

test('an exported run opens again as it was recorded, and is repeated to the bit', async ({ page, models }) => {
  test.slow();
  await openApp(page, { model: models.link('tiny'), image: 'sample:cat-sitting', grid: 4, budget: 2, seed: 7, backend: 'wasm', foreground: 'box:1,2,4,6', run: 1 });
  await expectStatus(page, 'done');
  const { name, bytes } = await exportFile(page, 'json');
  const figures = await page.locator('.figure-mean').allTextContents();

  await openApp(page, { model: models.link('other'), image: 'sample:ship-sailing' });
  await expect(mapOf(page, 'conv2')).toBeVisible();
  await dropFiles(page, [{ name, bytes }]);
  await expect(page.getByTestId('recorded')).toContainText(/Recorded on .* with WASM/);
  await expect.poll(() => page.locator('.figure-mean').allTextContents()).toEqual(figures);
  // Byte by byte, although nothing of it was computed on this page.
  expect((await exportFile(page, 'json')).bytes.toString()).toBe(bytes.toString());

  // Network and picture have come behind it.
  await expect(page.getByTestId('pick-picture')).toContainText(/cat/i);
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/budget=2.*seed=7/);
  await page.getByTestId('restart').click();
  await expectMessage(page, /Compared with the record of .*: all 2 maps are the same to the bit/);
  await expect(page.getByTestId('recorded')).toHaveCount(0);
});

test('a run of somebody else without pixels, and files that are no runs', { tag: '@slow' }, async ({ page, models }) => {
  test.slow();
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  const before = await exportRun(page);
  const theirs = {
    format: 'pixelsieve.run', formatVersion: 1, createdAt: '2026-11-23T10:00:00Z', appVersion: 'a script',
    backend: { name: 'webgpu', threads: 1, adapter: null },
    model: { id: 'theirs', title: 'Their network', sha256: '', input: { width: 4, height: 4, mean: [0, 0, 0], std: [1, 1, 1] } },
    image: { name: 'their cat.png', sha256: '', width: 8, height: 4 },
    spec: { metric: 'discarding', grid: 4, budget: 1.5, noise: 0.01, solver: 'reference', seed: 3 },
    layers: [{ id: 'relu5', depth: 5, shape: [2, 2, 8], status: 'converged', passes: 800, seconds: 1, distortion: 1.5, distortionCi95: 0.01,
      meanEntropyNats: -4.5, uniformEntropyNats: -5, gainNats: 0.5,
      map: { width: 4, height: 4, quantity: 'entropyNats', data: Array.from({ length: 16 }, (_, i) => -3 - i / 5) } }],
  };
  const file = (name: string, document: unknown) => ({ name, bytes: Buffer.from(JSON.stringify(document)) });
  for (const [bad, said] of [
    [{ ...theirs, formatVersion: 2 }, /bad\.json.*formatVersion 2/],
    [{ ...theirs, layers: [{ ...theirs.layers[0], map: { ...theirs.layers[0]!.map, width: 5 } }] }, /bad\.json.*layers\[0\]\.map\.data is a list of 16.*5 × 4 = 20/],
  ] as const) {
    await dropFiles(page, [file('bad.json', bad)]);
    await expectMessage(page, said);
  }
  expect((await exportRun(page)).layers).toEqual(before.layers);

  await dropFiles(page, [file('good.json', theirs)]);
  await expect(mapOf(page, 'relu5')).toHaveAttribute('data-status', 'converged');
  await expect(page.locator('.figure-mean')).toHaveText(/−4.50\s*nats/);
  await expectMessage(page, /“their cat\.png” are not in the file/);
  await expectMessage(page, /Their network of the record is not here/);
  await page.getByTestId('restart').click();
  await expectMessage(page, /drop that picture here/);
  await expect(page.locator('html')).toHaveAttribute('data-run-status', 'done');

  // Another network takes the table, but there is nothing to run it on before there is a picture.
  await dropPaths(page, [onDisk([...tinyGraphModel()].map(([file, bytes]) => ({ name: file, bytes })), 'own network')]);
  await expect(mapOf(page, 'conv2')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-run-status', 'idle');
  await dropFiles(page, [{ name: 'their cat.png', bytes: testPng() }]);
  await page.getByTestId('restart').click();
  await expectStatus(page, 'done');
  await expect(page.getByTestId('recorded')).toHaveCount(0);
});

test('past runs: kept, named, shown again without computing, deleted and had back', async ({ page, models }) => {
  test.slow();
  await openApp(page, { model: models.link('tiny'), backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  const first = await exportRun(page);
  await page.getByTestId('open-history').click();
  const runs = page.getByTestId('past-run');
  await expect(runs).toHaveCount(1);
  await page.getByTestId('past-rename').click();
  await page.getByTestId('past-name').fill('the first one');
  await page.keyboard.press('Enter');
  await expect(runs).toContainText('the first one');

  // Another visit, another run; the network of the first one is not on the table.
  await openApp(page, { model: models.link('other'), budget: 3, run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('open-history').click();
  await expect(runs).toHaveCount(2);
  await expect(runs.first()).toContainText('c = 3');
  await expect(page.getByTestId('history-size')).toContainText('2 runs');
  await runs.nth(1).getByTestId('past-open').click();
  await expect(page.getByTestId('recorded')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-run-status', 'done');
  const again = await exportRun(page);
  expect(again.createdAt).toBe(first.createdAt);
  expect(again.layers).toEqual(first.layers);

  await runs.first().getByTestId('past-delete').click();
  await expect(runs).toHaveCount(1);
  await page.getByTestId('history-undo').click();
  await expect(runs).toHaveCount(2);
  await page.getByTestId('history-delete-all').click();
  await page.getByTestId('history-delete-all-sure').click();
  await expect(runs).toHaveCount(0);
  // What is on the table stays there.
  expect((await exportRun(page)).layers).toEqual(first.layers);
});
