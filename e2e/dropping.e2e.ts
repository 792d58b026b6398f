/** Pictures and networks that people bring: dropped, pasted, picked; good ones and bad ones. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { dropFiles, dropPaths, exportRun, expectMessage, expectStatus, mapOf, maps, onDisk, openApp, paste } from './support/app';
import { expect, test } from './support/modelServer';
import { jpeg, png, pngClaiming, testPng, withOrientation } from './support/pictures';
import type { ModelFolder } from './support/tinyModel';
import { TINY_SIDE, tinyGraphModel, tinyLayersModel, withNaN, withoutShard, withTruncatedWeights } from './support/tinyModel';

/** A finished run of the tiny network, which whatever comes next must not lose. */
async function openFinished(page: Page, model: string): Promise<void> {
  await openApp(page, { model, run: 1 });
  await expectStatus(page, 'done');
}

async function expectNextRun(page: Page, pictureName: string) {
  // The status may pass through running too quickly to be seen: the export tells whose run it is.
  await expect.poll(async () => {
    await expectStatus(page, 'done');
    return (await exportRun(page)).image.name;
  }, { timeout: 30_000 }).toBe(pictureName);
  // That "done" may have been the last run's, and this one have begun between the two looks.
  await expectStatus(page, 'done');
  return exportRun(page);
}

function folderOnDisk(model: ModelFolder, name: string): string {
  return onDisk([...model].map(([file, bytes]) => ({ name: file, bytes })), name);
}

test('a dropped picture starts the run again, on it', async ({ page, models }) => {
  await openFinished(page, models.link('tiny'));
  const bytes = testPng();
  await dropFiles(page, [{ name: 'own picture.png', bytes }]);
  const { image, layers } = await expectNextRun(page, 'own picture.png');
  expect(image).toMatchObject({ width: 48, height: 36, sha256: createHash('sha256').update(bytes).digest('hex') });
  expect(layers.map(({ status }) => status)).toEqual(['converged', 'converged']);
  await expect(page.getByTestId('predictions')).toHaveAttribute('aria-busy', 'false');

  // The link says that it cannot carry the picture.
  const hash = await page.waitForFunction(() => /image=dropped/.test(location.hash) && location.hash).then((handle) => handle.jsonValue());
  await page.goto('about:blank');
  await page.goto(`./${String(hash)}`);
  await expectMessage(page, /own picture\.png.*cannot carry/);
});

test('EXIF orientation, transparency and a 12 megapixel photograph', { tag: '@slow' }, async ({ page, models }) => {
  await openFinished(page, models.link('tiny'));
  await dropFiles(page, [{ name: 'turned.jpg', bytes: withOrientation(await jpeg(page, 120, 80), 6) }]);
  expect((await expectNextRun(page, 'turned.jpg')).image).toMatchObject({ width: 80, height: 120 });

  const glass = png(TINY_SIDE, TINY_SIDE, (x) => [x * 30, 10, 200, x < 4 ? 255 : 60]);
  await dropFiles(page, [{ name: 'glass.png', bytes: glass }]);
  await expectNextRun(page, 'glass.png');

  await dropFiles(page, [{ name: 'photo.jpg', bytes: await jpeg(page, 4000, 3000) }]);
  expect((await expectNextRun(page, 'photo.jpg')).image).toMatchObject({ width: 4000, height: 3000 });
  await expect(page.getByTestId('message')).toHaveCount(0);
});

test('a pasted picture, and one from the file picker', { tag: '@slow' }, async ({ page, models }) => {
  await openFinished(page, models.link('tiny'));
  await paste(page, { file: { name: 'image.png', type: 'image/png', bytes: testPng(30, 30) } });
  await expectNextRun(page, 'image.png');
  await page.getByTestId('file-input').setInputFiles({ name: 'picked.png', mimeType: 'image/png', buffer: testPng(20, 30) });
  await expectNextRun(page, 'picked.png');
});

test('bad pictures are refused by name and nothing is lost', { tag: '@slow' }, async ({ page, models }) => {
  await openFinished(page, models.link('tiny'));
  const before = await exportRun(page);
  const whole = await jpeg(page, 300, 200);
  const refusals: [() => Promise<void>, RegExp][] = [
    [() => dropFiles(page, [{ name: 'notes.txt', bytes: Buffer.from('some words') }]), /notes\.txt.*text file/],
    [() => dropFiles(page, [{ name: 'half.jpg', bytes: whole.subarray(0, whole.length / 2) }]), /half\.jpg.*cut off/],
    [() => dropFiles(page, [{ name: 'nothing.png', bytes: Buffer.alloc(0) }]), /nothing\.png.*0 bytes/],
    [() => dropFiles(page, [{ name: 'huge.png', bytes: pngClaiming(10_000, 6000) }]), /huge\.png.*60\.0 megapixels/],
    [() => dropFiles(page, [{ name: 'a.txt', bytes: Buffer.from('a') }, { name: 'b.txt', bytes: Buffer.from('b') }]), /a\.txt.*b\.txt/],
    [() => dropFiles(page, [{ name: 'net.onnx', bytes: Buffer.from('onnx') }]), /net\.onnx.*ONNX/],
    [() => paste(page, { text: 'a cat on a mat' }), /text, not a picture/],
    [() => paste(page, { text: 'https://example.org/cat.png' }), /image=url:https%3A%2F%2Fexample\.org/],
  ];
  for (const [act, said] of refusals) {
    await act();
    await expectMessage(page, said);
    await expect(page.locator('html')).toHaveAttribute('data-run-status', 'done');
    await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged');
  }
  expect((await exportRun(page)).layers).toEqual(before.layers);
});

test('a dropped model folder runs, with its card or without', async ({ page, models }) => {
  await openFinished(page, models.link('tiny'));
  await dropPaths(page, [folderOnDisk(tinyGraphModel({ seed: 5 }), 'my network')]);
  await expect.poll(async () => (await exportRun(page)).model.sha256).not.toBe('');
  await expect.poll(async () => (await exportRun(page)).layers.length, { timeout: 30_000 }).toBe(2);

  const keras = folderOnDisk(tinyLayersModel(), 'keras folder');
  // One level up: the folder inside the folder is found.
  await dropPaths(page, [dirname(keras)]);
  await expect(mapOf(page, 'conv_b')).toHaveAttribute('data-status', 'converged', { timeout: 30_000 });
  await expectStatus(page, 'done');
  const { model, layers } = await exportRun(page);
  expect(model.title).toBe('keras folder');
  expect(layers.map(({ id }) => id)).toContain('conv_a');
});

test('loose model files and the folder picker', { tag: '@slow' }, async ({ page, models }) => {
  await openFinished(page, models.link('other'));
  const folder = folderOnDisk(tinyLayersModel(), 'loose');
  const names = [...tinyLayersModel().keys()];
  await dropPaths(page, names.map((name) => join(folder, name)));
  await expect(mapOf(page, 'conv_b')).toHaveAttribute('data-status', 'converged', { timeout: 30_000 });

  await page.getByTestId('model-input').setInputFiles(folderOnDisk(tinyGraphModel(), 'picked'));
  await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged', { timeout: 30_000 });
});

test('bad networks are refused by name and nothing is lost', { tag: '@slow' }, async ({ page, models }) => {
  await openFinished(page, models.link('tiny'));
  const before = await exportRun(page);
  const refusals: [ModelFolder, RegExp][] = [
    [withoutShard(tinyGraphModel()), /group1-shard2of2\.bin.*missing/],
    [withNaN(tinyGraphModel()), /conv1\/kernel.*NaN/],
    [withTruncatedWeights(tinyGraphModel()), /hold \d+ bytes.*needs \d+/],
    [new Map([['model.json', Buffer.from('{"not": "a model"}')]]), /modelTopology/],
    [new Map([['model.json', Buffer.from('no JSON at all')]]), /not JSON/],
  ];
  for (const [model, said] of refusals) {
    await dropPaths(page, [folderOnDisk(model, 'broken')]);
    await expectMessage(page, said);
    await expectMessage(page, 'broken');
    await expect(mapOf(page, 'conv2')).toHaveAttribute('data-status', 'converged');
  }
  const after = await exportRun(page);
  expect(after.layers).toEqual(before.layers);
  // And the network on the table still computes.
  await page.getByTestId('restart').click();
  await expectStatus(page, 'done');
});

test('networks by address: one without a card, one that is not let in, one that is not there', async ({ page, models, closedModels }) => {
  await openApp(page, { model: models.link('uncarded'), run: 1 });
  await expectStatus(page, 'done');
  await expectMessage(page, /normalised/);
  expect((await exportRun(page)).layers.length).toBeGreaterThanOrEqual(2);

  await openApp(page, { model: closedModels.link('tiny') });
  await expectMessage(page, /CORS/);
  // The default network takes its place.
  await expect(maps(page).first()).toBeVisible();

  await openApp(page, { model: `url:${models.address}nowhere/model.json` });
  await expectMessage(page, /nowhere\/model\.json/);
});

test('pictures by address', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), image: 'url:samples/ship-sailing.png', run: 1 });
  await expectStatus(page, 'done');
  expect((await exportRun(page)).image.name).toBe('ship-sailing.png');
  await openApp(page, { model: models.link('tiny'), image: 'url:samples/no-such.png' });
  await expectMessage(page, /no-such\.png/);
});
