/** A session file: all of a visit in one file, opened in another profile. */
import { readFileSync } from 'node:fs';
import { dropFiles, dropPaths, exportRun, expectMessage, expectStatus, mapOf, onDisk, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import { testPng } from './support/pictures';
import { tinyGraphModel } from './support/tinyModel';

test('a session with own picture and own network opens in a fresh profile and gives the same numbers', async ({ page, browser, models }) => {
  test.slow();
  await openApp(page, { model: models.link('tiny'), backend: 'wasm', grid: 4 });
  await expect(mapOf(page, 'conv2')).toBeVisible();
  await dropPaths(page, [onDisk([...tinyGraphModel({ seed: 5 })].map(([file, bytes]) => ({ name: file, bytes })), 'my network')]);
  await expect(page.getByTestId('pick-network')).toContainText('Tiny');
  await dropFiles(page, [{ name: 'own picture.png', bytes: testPng() }]);
  await expect(page.getByTestId('pick-picture')).toContainText('own picture');
  await page.getByTestId('restart').click();
  await expectStatus(page, 'done');
  const before = await exportRun(page);

  // A link cannot carry either, and says what can.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByTestId('export-menu').click();
  await page.getByTestId('copy-link').click();
  await expectMessage(page, /picture of your own cannot be in a link.*A session file can/s);
  await page.getByTestId('message-action').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('session-save').click()]);
  expect(download.suggestedFilename()).toMatch(/^pixelsieve-.*own-picture\.pixelsieve$/);
  const bytes = readFileSync(await download.path());

  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await openApp(other, { model: models.link('other'), run: 1 });
  await expectStatus(other, 'done');
  const untouched = await exportRun(other);
  // A byte in its middle, and the end cut off: nothing on the table is lost.
  const damaged = Buffer.from(bytes);
  damaged[Math.floor(bytes.length / 2)]! ^= 255;
  for (const [name, bad] of [['half.pixelsieve', bytes.subarray(0, bytes.length - 30)], ['bad.pixelsieve', damaged]] as const) {
    await dropFiles(other, [{ name, bytes: bad }]);
    await expectMessage(other, new RegExp(`“${name.replace('.', '\\.')}.*(cut off|damaged)`));
  }
  expect((await exportRun(other)).layers).toEqual(untouched.layers);

  await dropFiles(other, [{ name: 'lesson.pixelsieve', bytes }]);
  await expectMessage(other, /“lesson\.pixelsieve” is open: 1 picture, 1 network, 1 run/);
  await expect(other.getByTestId('recorded')).toBeVisible();
  expect(await exportRun(other)).toEqual(before);
  await expect(other.getByTestId('pick-picture')).toContainText('own picture.png');
  await other.getByTestId('restart').click();
  await expectMessage(other, /all 2 maps are the same to the bit/);
  expect((await exportRun(other)).image.sha256).toBe(before.image.sha256);
  await fresh.close();
});
