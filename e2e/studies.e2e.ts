/** A study in the page: what was published of it, and a run here that is laid over it and judged by the same comparison. */
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { dropFiles, openApp, RUN_TIMEOUT_MS } from './support/app';
import { testPng } from './support/pictures';
import { COMPRESSION, publish, serveTiny } from './support/studyResult';

const KEPT = ['resnet20', 'resnet20-pruned80'];
const words = (page: Page, claim: string, which: 'published' | 'live') => page.getByTestId(`claim-${claim}`).getByTestId(`claim-${which}-words`);
const expectRun = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-board-status', 'done', { timeout: RUN_TIMEOUT_MS });

/** The row of the table of numbers: published mean and the run here, by network and layer. */
async function numbersOf(page: Page, network: string, layer: string): Promise<{ mean: number; live: number }> {
  const table = page.getByTestId('study-numbers');
  if (!(await table.getByRole('table').isVisible())) await table.locator('summary').click();
  const row = page.getByTestId('study-row').filter({ has: page.getByRole('rowheader', { name: network, exact: true }) }).filter({ hasText: layer });
  const cells = (await row.getByRole('cell').allInnerTexts()).map((text) => Number(text.replace('−', '-')));
  return { mean: cells[2]!, live: cells.at(-1)! };
}

test('a study is opened, judged over many pictures, run on two networks here, and on a dropped picture; the viewer’s board comes back', async ({ page }) => {
  test.setTimeout(240_000);
  await publish(page);
  await serveTiny(page, { 'resnet20': { title: 'Whole', testAccuracy: 0.9 }, 'resnet20-pruned80': { title: 'Pruned', testAccuracy: 0.3 } });
  await openApp(page, { view: 'board', networks: 'resnet20', pictures: 'sample:cat-sitting', panes: '1.1.1:conv1' });
  await expectRun(page);
  await page.getByTestId('mode-study').click();
  // The scatter has a point for each network with both numbers.
  await expect(page.getByTestId('zoo-plot')).toHaveAttribute('data-points', String(COMPRESSION.networks.length));
  await page.getByTestId('zoo-plot').press('ArrowRight');
  await expect(page.getByTestId('zoo-says')).toHaveText(/^resnet20-pruned80: 0\.10\d nats, 30\.0%$/);
  await page.getByTestId('study-compression').click();

  const chart = page.getByTestId('study-chart');
  await expect(chart).toHaveAttribute('data-bands', '3');
  await expect(chart).toHaveAttribute('data-lines', '0');
  // 0.2 less 0.1 for every picture: an interval of no width.
  await expect(words(page, 'pruned-blurs', 'published')).toContainText('+0.100 nats, 95% interval +0.100 to +0.100 for Pruned: it held');
  await expect(words(page, 'pruned-blurs', 'live')).toHaveText('Not run here yet.');

  const networks = page.getByTestId('study-networks').getByRole('checkbox');
  for (const box of await networks.all()) if (!KEPT.includes((await box.getAttribute('data-testid'))!.slice('run-'.length))) await box.uncheck();
  await page.getByTestId('study-picture').first().click();
  await page.getByTestId('study-start').click();
  await expectRun(page);
  await expect(chart).toHaveAttribute('data-lines', '2');
  await expect(page.getByTestId(/^pane-\d+$/)).toHaveCount(6);

  await page.getByTestId('study-metric-concentration').click();
  const [whole, pruned] = [await numbersOf(page, 'Whole', 'Second'), await numbersOf(page, 'Pruned', 'Second')]
  expect(whole.mean).toBeCloseTo(0.2, 2);
  const difference = Number((await words(page, 'pruned-blurs', 'live').innerText()).match(/([+−]\d\.\d{3}) nats/)![1]!.replace('−', '-'));
  // Each number is rounded to three places.
  expect(Math.abs(difference - (whole.live - pruned.live))).toBeLessThanOrEqual(0.0015);
  await expect(words(page, 'pruned-blurs', 'live')).toContainText(difference > 0 ? ': as claimed' : ': not as claimed');
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/view=study&.*study=compression&live=sample:/);
  expect(await page.evaluate(() => location.hash)).toContain('panes=1.1.1:conv1');

  await dropFiles(page, [{ name: 'own.png', bytes: testPng() }]);
  await expect(page.getByTestId('study-picture').first()).toHaveAttribute('aria-pressed', 'true');
  await expectRun(page);
  await expect(words(page, 'pruned-blurs', 'live')).toContainText('Concentration at the last layer');
  await expect(page.getByTestId('claim-background-first')).toContainText('On the 2 pictures run here');

  await page.getByTestId('mode-board').click();
  await expect(page.getByTestId(/^pane-\d+$/)).toHaveCount(1);
  await expectRun(page);
});

test('a result that is none is said so, and the study goes on without it', { tag: '@slow' }, async ({ page }) => {
  await publish(page, '{"format": "pixelsieve.studyResult", "formatVersion": 1, "study": "depth"}');
  await openApp(page, { view: 'study', study: 'compression' });
  await expect(page.getByTestId('study-failed')).toContainText('“studies/compression.json”: study is "depth", but must be one of compression. Make it anew: npm run study:publish -- compression.');
  await expect(page.getByTestId('study-start')).toBeEnabled();
  await page.getByTestId('study-back').click();
  await page.getByTestId('study-depth').click();
  await expect(page.getByTestId('study-missing')).toBeVisible();
});
