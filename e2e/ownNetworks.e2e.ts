/** Networks of one's own: how they are fed, their class names, where they are kept, and the doors by which they come. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { dropFiles, dropPaths, exportRun, expectMessage, expectStatus, mapOf, onDisk, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import { CORS, startStaticServer } from './support/staticServer';
import type { ModelFolder } from './support/tinyModel';
import { tinyGraphModel, tinyLayersModel } from './support/tinyModel';

const FIXTURES = join(import.meta.dirname, '../src/testing/fixtures/onnx');
const folderOnDisk = (model: ModelFolder, name: string) => onDisk([...model].map(([file, bytes]) => ({ name: file, bytes })), name);
const summary = (page: Page) => page.getByTestId('preparation-summary');

/** Of the one network that the browser keeps. */
function keptMean(page: Page): Promise<number | null> {
  return page.evaluate(
    () =>
      new Promise<number | null>((resolve, reject) => {
        const request = indexedDB.open('pixelsieve-networks', 1);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const all = request.result.transaction('infos').objectStore('infos').getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve((all.result as { choices: { input?: { mean: number[] } } }[])[0]?.choices.input?.mean[0] ?? null);
          };
        };
      }),
  );
}

async function topLabel(page: Page): Promise<string> {
  await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');
  return page.getByTestId('predictions').innerText();
}

test('how a network is fed is a guess that can be seen and changed, and its effect is seen at once', async ({ page, models }) => {
  await openApp(page, { model: models.link('uncarded'), run: 1 });
  await expectStatus(page, 'done');
  // The file does not say how it is normalised: the card asks by itself.
  await expect(page.getByTestId('preparation-body')).toContainText('The file does not say in which range');
  await expect(summary(page)).toContainText('0.00 … 1.00');
  const before = await topLabel(page);
  const print = () => page.getByTestId('fed-print').locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const printBefore = await print();
  await page.getByTestId('range').selectOption('caffe');
  await expect(summary(page)).toContainText('BGR');
  await expect.poll(() => topLabel(page)).not.toBe(before);
  expect(await print()).not.toBe(printBefore);
  await page.getByTestId('fit-letterbox').click();
  await expect(summary(page)).toContainText('framed');
  await expectStatus(page, 'done');
  const { model } = await exportRun(page);
  expect(model.input).toMatchObject({ width: 8, height: 8, fit: 'letterbox', channelOrder: 'bgr' });
  expect(model.input.mean[0]).toBeCloseTo(123.68 / 255, 6);

  // The link carries it, and the page that opens it feeds the network so.
  const hash = await page.waitForFunction(() => /pre=.*letterbox/.test(decodeURIComponent(location.hash)) && location.hash).then((handle) => handle.jsonValue());
  const after = await topLabel(page);
  await page.goto('about:blank');
  await page.goto(`./${String(hash)}`);
  await expect(summary(page)).toContainText('framed');
  await expect(summary(page)).toContainText('BGR');
  await expect.poll(() => topLabel(page)).toBe(after);

  await page.getByTestId('preparation-toggle').click();
  await page.getByTestId('preparation-reset').click();
  await expect(summary(page)).toContainText('0.00 … 1.00');
  await expect.poll(() => topLabel(page)).toBe(before);
});

test('a mean of one’s own, and one that cannot be', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('preparation-toggle').click();
  await page.getByTestId('mean-G').fill('0.25');
  await expect(page.getByTestId('range')).toHaveValue('own');
  await expect(summary(page)).toContainText('−2.00 … 3.00');
  // A deviation of nothing is refused in its place, and nothing is lost.
  await page.getByTestId('std-R').fill('0');
  await expect(page.getByTestId('preparation-body')).toContainText('A number from');
  await expectStatus(page, 'done');
  await expect.poll(async () => (await exportRun(page)).model.input.mean[1]).toBe(0.25);
  await page.getByTestId('layout-nchw').click();
  await expectMessage(page, /cannot run here/);
  await expect(summary(page)).toContainText('−2.00 … 3.00');
  await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged');
});

test('class names from the lists and from a file', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('uncarded') });
  await expect(page.getByTestId('labels')).toHaveValue('none');
  expect(await topLabel(page)).toContain('class 0');
  await page.getByTestId('labels').selectOption('imagenet-1k');
  await expect.poll(() => topLabel(page)).toContain('tench');
  await page.getByTestId('labels-file').setInputFiles({ name: 'mine.txt', mimeType: 'text/plain', buffer: Buffer.from('apple\npear\nplum\n') });
  await expect.poll(() => topLabel(page)).toContain('pear');
  await expect(page.getByTestId('labels').locator('option:checked')).toHaveText('mine.txt');
  await page.getByTestId('labels-file').setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from('{"a": 1}') });
  await expectMessage(page, /bad\.json.*neither a list/);
  expect(await topLabel(page)).toContain('pear');
});

test('a dropped zip is opened, kept in the browser with its preparation, offered on the next visit, and deleted', { tag: '@slow' }, async ({ page }) => {
  await openApp(page, { run: 0 });
  const entries = Object.fromEntries([...tinyGraphModel({ card: false, seed: 4 })].map(([name, bytes]) => [`packed net/${name}`, new Uint8Array(bytes)]));
  await dropFiles(page, [{ name: 'download.zip', bytes: Buffer.from(zipSync(entries)) }]);
  await expect(page.getByTestId('pick-network')).toContainText('packed net');
  await page.getByTestId('range').selectOption('tf');
  await expect(summary(page)).toContainText('−1.00 … 1.00');
  await expect.poll(() => keptMean(page)).toBe(0.5);

  await page.reload();
  await page.getByTestId('pick-network').click();
  const kept = page.getByTestId('kept-packed net');
  await expect(kept).toContainText('kB');
  await kept.click();
  await expect(page.getByTestId('pick-network')).toContainText('packed net');
  await expect(summary(page)).toContainText('−1.00 … 1.00');

  await page.getByTestId('pick-network').click();
  await page.getByTestId('delete-kept-packed net').click();
  await expect(kept).toHaveCount(0);
  await page.reload();
  await page.getByTestId('pick-network').click();
  await expect(page.getByTestId('open-address')).toBeVisible();
  await expect(kept).toHaveCount(0);
});

test('bad zips are refused by name', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  const sound = Buffer.from(zipSync({ 'a/readme.txt': new Uint8Array([104, 105]) }));
  await dropFiles(page, [{ name: 'words.zip', bytes: sound }]);
  await expectMessage(page, /words\.zip.*no network/);
  await dropFiles(page, [{ name: 'half.zip', bytes: sound.subarray(0, 20) }]);
  await expectMessage(page, /half\.zip.*cannot be unpacked/);
  await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged');
});

test('an address typed in: bytes are shown, a cancel keeps nothing, a second try comes through and is kept', async ({ page }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const files = tinyGraphModel({ seed: 11 });
  const server = await startStaticServer({
    headers: CORS,
    read: async (path) => {
      if (path.endsWith('shard2of2.bin')) await released;
      return files.get(path.replace('slow/', '')) ?? null;
    },
  });
  try {
    await openApp(page, { run: 0 });
    await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');
    const before = await page.getByTestId('pick-network').innerText();
    const open = async () => {
      await page.getByTestId('pick-network').click();
      await page.getByTestId('model-address').fill(`${server.address}slow/model.json`);
      await page.getByTestId('open-address').click();
    };
    await open();
    await expect(page.getByTestId('model-download-bytes')).toHaveText(/\d\.\d kB of \d+\.\d kB/);
    await page.getByTestId('cancel-download').click();
    await expectMessage(page, /slow was cancelled; nothing of it was kept/);
    await expect(page.getByTestId('kept-networks')).toHaveCount(0);
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('pick-network').innerText()).toBe(before);
    release();
    await open();
    await expect(page.getByTestId('pick-network')).toContainText('Tiny');
    await expect(page.getByTestId('kept-Tiny')).toBeVisible();
    const asked = server.asked.length;

    // The next visit asks the server for nothing.
    await openApp(page, { model: `url:${server.address}slow/model.json`, run: 1 });
    await expectStatus(page, 'done');
    await expect(page.getByTestId('pick-network')).toContainText('Tiny');
    expect(server.asked.length).toBe(asked);
  } finally {
    release();
    await server.close();
  }
});

test('addresses that do not work say why and what to do', { tag: '@slow' }, async ({ page, models, closedModels }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  const refusals: [string, RegExp][] = [
    [`${models.address}nowhere/model.json`, /nowhere\/model\.json.*Check the address/],
    [`${closedModels.address}tiny/model.json`, /does not allow other pages.*CORS.*drop them/],
    [`${models.address}no-shard/model.json`, /group1-shard2of2\.bin.*missing/],
    [`${models.address}truncated/model.json`, /hold \d+ bytes/],
    ['ftp://example.org/model.json', /not an address/],
  ];
  await page.getByTestId('pick-network').click();
  for (const [address, said] of refusals) {
    await page.getByTestId('model-address').fill(address);
    await page.getByTestId('open-address').click();
    await expectMessage(page, said);
  }
  await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged');
  await expect(page.getByTestId('pick-network')).toContainText('Tiny');
});

test('public networks are listed with size and licence, fetched only when chosen, and fed as their publisher says', async ({ page, models }) => {
  const entry = {
    id: 'stand-in', title: 'Stand-in', format: 'tfjs-graph', address: `${models.address}uncarded/model.json`, bytes: 12_345_678, licence: 'Apache-2.0',
    source: 'Somebody', page: 'https://example.org/', labels: 'imagenet-1k',
    input: { width: 8, height: 8, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  };
  await page.route('**/models/public.json', (route) => route.fulfill({ json: [entry] }));
  const asked = models.asked.length;
  await openApp(page, { run: 0 });
  await page.getByTestId('pick-network').click();
  await page.getByTestId('public-networks').click();
  const item = page.getByTestId('public-stand-in');
  await expect(item).toContainText('12.3 MB · 8 × 8 · Apache-2.0');
  expect(models.asked.length).toBe(asked);
  await item.click();
  await expect(page.getByTestId('pick-network')).toContainText('Stand-in');
  await expect(summary(page)).toContainText('−1.00 … 1.00');
  await expect.poll(() => topLabel(page)).toContain('goldfish');
  await expect(page.getByTestId('kept-Stand-in')).toBeVisible();
});

test('the list of public networks is sound, and not one of them is fetched by itself', { tag: '@slow' }, async ({ page }) => {
  const abroad: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('http://localhost')) abroad.push(request.url());
  });
  await openApp(page, { run: 0 });
  await page.getByTestId('pick-network').click();
  await page.getByTestId('public-networks').click();
  await expect(page.locator('[data-testid^="public-"].list-item')).toHaveCount(8);
  expect(abroad.filter((url) => url.startsWith('http'))).toEqual([]);
});

test('an ONNX file with channels first, dropped as it is', async ({ page }) => {
  await openApp(page, { run: 0 });
  await page.getByTestId('model-files-input').setInputFiles(join(FIXTURES, 'squeezenet.onnx'));
  await expect(page.getByTestId('pick-network')).toContainText('squeezenet');
  await expect(page.getByTestId('layout').locator('input:checked')).toHaveValue('nchw');
  await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');
  await page.getByTestId('pick-layers').click();
  await page.getByTestId('layers-search').fill('no such layer');
  await expect(page.getByText('No layer of that name.')).toBeVisible();
  await page.keyboard.press('Escape');
  await dropFiles(page, [{ name: 'broken.onnx', bytes: Buffer.from('onnx') }]);
  await expectMessage(page, /broken\.onnx.*ONNX/);
  await expect(page.getByTestId('pick-network')).toContainText('squeezenet');
});

test('a layers model by its loose files, with nothing to lose', { tag: '@slow' }, async ({ page }) => {
  await openApp(page, { run: 0 });
  const folder = folderOnDisk(tinyLayersModel(), 'keras');
  await page.getByTestId('model-files-input').setInputFiles([...tinyLayersModel().keys()].map((name) => join(folder, name)));
  await expect(page.getByTestId('preparation-body')).toBeVisible();
  await dropPaths(page, [folder]);
  await expect(page.getByTestId('pick-network')).toContainText('keras');
});
