/** The board as a figure and as part of a session. */
import { readFileSync } from 'node:fs';
import { dropFiles, expectMessage, openApp, RUN_TIMEOUT_MS } from './support/app';
import { expect, test } from './support/modelServer';

test('the board as a figure that opens it again, and in a session that costs nothing to open', { tag: '@slow' }, async ({ page, models, browser }) => {
  test.slow();
  const networks = `${models.link('tiny')}~${models.link('other')}`;
  await openApp(page, { view: 'board', networks, pictures: 'sample:cat-sitting', panes: '1.1.1:conv2~2.1.1:conv2', grid: 4, backend: 'wasm' });
  await expect(page.getByTestId('board-status')).toHaveAttribute('data-status', 'done', { timeout: RUN_TIMEOUT_MS });
  await page.getByTestId('board-figure').click();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByTestId('figure-svg').click()]);
  const svg = readFileSync(await saved.path());
  const drawn = await page.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    return { images: root.querySelectorAll('image').length, legends: root.querySelectorAll('.legend').length, caption: root.querySelector('desc')?.textContent ?? '' };
  }, svg.toString());
  expect(drawn).toMatchObject({ images: 2, legends: 1 });
  expect(drawn.caption).toMatch(/\(1\) .*\(2\) .*Made again from: .*panes=1\.1\.1:conv2~2\.1\.1:conv2/);
  await page.getByTestId('figure-close').click();
  const means = await page.locator('.pane-figures, .figure-mean').allInnerTexts();

  await page.getByTestId('export-menu').click();
  await page.getByTestId('save-session').click();
  const [session] = await Promise.all([page.waitForEvent('download'), page.getByTestId('session-save').click()]);
  const bytes = readFileSync(await session.path());

  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await openApp(other, { model: models.link('tiny') });
  await expect(other.getByTestId('pick-network')).toContainText('Tiny');
  const asked = models.asked.length;
  await dropFiles(other, [{ name: 'board.pixelsieve', bytes }]);
  await expectMessage(other, /“board\.pixelsieve” is open: 2 runs, 2 panes/);
  await expect(other.getByTestId(/^pane-\d+$/)).toHaveCount(2);
  await expect(other.getByTestId('board-status')).toHaveAttribute('data-status', 'done');
  expect(await other.locator('.pane-figures, .figure-mean').allInnerTexts()).toEqual(means);
  // Nothing was fetched for it.
  expect(models.asked.slice(asked).filter((path) => path.startsWith('other/'))).toEqual([]);

  await openApp(other, { model: models.link('tiny') });
  await expect(other.getByTestId('pick-network')).toContainText('Tiny');
  await dropFiles(other, [{ name: 'board.svg', bytes: svg }]);
  await expectMessage(other, /is a figure of this page/);
  await expect(other.getByTestId(/^pane-\d+$/)).toHaveCount(2);
  await fresh.close();
});
