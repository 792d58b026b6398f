/** Runs side by side: two networks compared, their difference, the board in a link, what goes wrong, and the way there from the table. */
import type { Page } from '@playwright/test';
import { expectMessage, expectStatus, openApp, RUN_TIMEOUT_MS } from './support/app';
import { expect, test } from './support/modelServer';

const PICTURE = 'sample:cat-sitting';

const expectSettled = (page: Page) => expect(page.getByTestId('board-status')).toHaveAttribute('data-status', 'done', { timeout: RUN_TIMEOUT_MS });
const panes = (page: Page) => page.getByTestId(/^pane-\d+$/);

/** Every row of the table of numbers, by column. */
async function numbers(page: Page): Promise<Record<string, string>[]> {
  const table = page.getByTestId('board-numbers');
  if (!(await table.getByRole('table').isVisible())) await table.locator('summary').click();
  const texts = (selector: string) => table.locator(selector).evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.replace(/ [↑↓]$/, '').trim())));
  const [[head], rows] = [await texts('thead tr'), await texts('tbody tr')];
  return rows.map((cells) => Object.fromEntries(head!.map((name, i) => [name, cells[i]!])));
}

const nats = (text: string) => Number.parseFloat(text.replace('−', '-').replace('+', ''));
const titles = (page: Page) => page.locator('.pane-title').evaluateAll((names) => names.map((name) => `${name.querySelector('strong')!.textContent} ${name.querySelector('select')?.selectedOptions[0]?.textContent}`));

/** A pane's handle to where another's is, through all that lies between. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const centre = async (number: number) => {
    const { x, y, width, height } = (await page.getByTestId(`pane-move-${number}`).boundingBox())!;
    return [x + width / 2, y + height / 2] as const;
  };
  const [start, end] = [await centre(from), await centre(to)];
  await page.mouse.move(...start);
  await page.mouse.down();
  await page.mouse.move(...end, { steps: 25 });
  await page.mouse.up();
}

test('a map is dragged over several others, there and back', async ({ page, models }) => {
  await openApp(page, {
    view: 'board', networks: models.link('tiny'), pictures: PICTURE, metrics: 'attribution:gradient~attribution:gradient-input~attribution:smoothgrad~attribution:integrated-gradients',
    panes: '1.1.1:@0~1.1.2:@0~1.1.3:@0~1.1.4:@0', backend: 'wasm',
  });
  await expectSettled(page);
  const metrics = () => page.locator('.pane-line p').allInnerTexts();
  const before = await metrics();
  await drag(page, 1, 4);
  expect(await metrics()).toEqual([...before.slice(1), before[0]]);
  await drag(page, 4, 1);
  expect(await metrics()).toEqual(before);
});

test('two networks: rows and columns, difference, slider, order by keyboard, and the same board from its link in a fresh profile', async ({ page, models, browser }) => {
  test.slow();
  const networks = `${models.link('tiny')}~${models.link('other')}`;
  await openApp(page, { view: 'board', networks, pictures: PICTURE, panes: '1.1.1:@0~1.1.1:@1~2.1.1:@0~2.1.1:@1', backend: 'wasm' });
  await expectSettled(page);
  await expect(panes(page)).toHaveCount(4);
  for (const pane of await panes(page).all()) await expect(pane).toHaveAttribute('data-status', 'converged');
  // The table's own run is not what the link asked for.
  await expectStatus(page, 'idle');
  expect(await page.getByTestId('grid-column').allInnerTexts()).toEqual(['first layer', 'last layer']);
  await expect(page.getByTestId('grid-row')).toHaveCount(2);

  const rows = await numbers(page);
  expect(rows.map((row) => `${row['Layer']} ${row['Depth']}`)).toEqual(['First 0.00', 'Second 1.00', 'First 0.00', 'Second 1.00']);

  // Pane 1 against pane 3: both at the first layer, which is linear, so that means differ by what the table says.
  await page.getByTestId('pane-pair-1').click();
  await page.getByTestId('pair-b').selectOption({ index: 2 });
  await page.getByTestId('pair-mode-difference').click();
  const difference = nats(await page.getByTestId('difference-mean').innerText());
  expect(Math.abs(difference - (nats(rows[0]!['Mean']!) - nats(rows[2]!['Mean']!)))).toBeLessThan(0.011);
  const [low, high] = (await page.getByTestId('difference-spread').innerText()).split(' … ').map(nats);
  expect(low).toBeLessThanOrEqual(high!);
  await page.getByTestId('pair-swap').click();
  await expect.poll(async () => nats(await page.getByTestId('difference-mean').innerText())).toBeCloseTo(-difference, 6);

  await page.getByTestId('pair-mode-slider').click();
  const divider = page.getByTestId('two-up-divider');
  await divider.focus();
  await page.keyboard.press('PageUp');
  await expect(divider).toHaveAttribute('aria-valuenow', '60');
  await page.keyboard.press('Home');
  await expect(divider).toHaveAttribute('aria-valuenow', '0');
  // Both maps under the line go where all others go.
  await page.getByTestId('pane-map').first().press('+');
  await expect(page.locator('.two-up-zoomed').first()).toHaveAttribute('style', /scale\(1\.5\)/);
  await expect(page.locator('.two-up-zoomed').last()).toHaveAttribute('style', /scale\(1\.5\)/);
  await page.getByTestId('pane-map').first().press('0');
  await expect(page.locator('.two-up-zoomed').first()).not.toHaveAttribute('style', /scale/);

  await page.getByTestId('pane-scale-2').click();
  await page.getByTestId('pane-move-1').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('board-announcement')).toHaveText(/moved to place 2 of 4/);
  await expect(page.getByTestId('pane-move-2')).toBeFocused();
  await expect(page.getByTestId('grid-column')).toHaveCount(0);

  const order = await titles(page);
  expect(order[1]).toBe('Tiny First');
  await page.getByTestId('series').last().click();
  await page.getByTestId('pane-map').first().press('+');
  await expect.poll(() => page.evaluate(() => decodeURIComponent(location.hash))).toMatch(/panes=1\.1\.1:@1!own~1\.1\.1:@0~.*&hidden=2\.1\.1&zoom=1\.5,0\.5,0\.5/);
  const address = page.url();
  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await other.goto(address);
  await expectSettled(other);
  expect(await titles(other)).toEqual(order);
  await expect(other.getByTestId('pane-scale-1')).toHaveAttribute('aria-pressed', 'true');
  await expect(other.getByTestId('two-up-divider')).toBeVisible();
  await expect(other.locator('.two-up-zoomed').first()).toHaveAttribute('style', /scale\(1\.5\)/);
  await expect(other.getByTestId('series').first()).toHaveAttribute('aria-pressed', 'true');
  await expect(other.getByTestId('series').last()).toHaveAttribute('aria-pressed', 'false');
  const again = await numbers(other);
  const bySubject = (all: Record<string, string>[]) => all.map((row) => `${row['Layer']} ${row['Mean']} ${row['Gain']} ${row['g ± 95%']}`).sort();
  expect(bySubject(again)).toEqual(bySubject(rows));
  await fresh.close();
});

test('from the table: maps are taken over, another metric joins them, scales part, and the numbers are copied as they stand', { tag: '@slow' }, async ({ page, models, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openApp(page, { model: models.link('tiny'), image: PICTURE, layers: 'all', backend: 'wasm', run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('compare-run').click();
  await expectSettled(page);
  await expect(panes(page)).toHaveCount(2);
  await expect(page.getByTestId('board-legends').getByTestId(/^board-legend-/)).toHaveCount(1);

  await page.getByTestId('board-add').click();
  const chosen = page.getByTestId('builder').getByRole('checkbox', { checked: true });
  for (const name of await chosen.evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-testid')!))) {
    if (/^build-(layer-@0\.5|layer-@1|network-resnet20|metric-discarding)$/.test(name)) await page.getByTestId(name).uncheck();
  }
  await page.getByTestId('build-metric-attribution:gradient').check();
  await expect(page.getByTestId('build-count')).toContainText('1 × 1 × 1 × 1 = 1 map');
  await page.getByTestId('build-add').click();
  await expect(panes(page)).toHaveCount(3);
  await expectSettled(page);
  await expect(page.getByTestId('board-legends').getByTestId(/^board-legend-/)).toHaveCount(2);
  await expect(page.getByTestId('board-legends')).toContainText('a scale of its own');

  // An entropy less a gradient is no number.
  await page.getByTestId('pane-pair-2').click();
  await page.getByTestId('pair-mode-difference').click();
  await expect(page.getByTestId('no-difference')).toHaveAttribute('data-reason', 'quantity');

  // The place that is pointed at, by keyboard, in every map.
  await page.getByTestId('pane-map').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('profile-discarding')).toHaveText(/Map 1: .* nats; Map 2: .* nats/);

  await page.getByTestId('pane-remove-3').click();
  await expect(panes(page)).toHaveCount(2);
  await page.getByTestId('board-take-back').click();
  await expect(panes(page)).toHaveCount(3);
  await expectSettled(page);

  const rows = await numbers(page);
  await page.getByTestId('sort-mean').click();
  await page.getByTestId('sort-mean').click();
  const sorted = await numbers(page);
  const means = sorted.map((row) => nats(row['Mean']!));
  expect(means).toEqual([...means].sort((a, b) => b - a));
  expect(sorted).toHaveLength(rows.length);
  await page.getByTestId('copy-tsv').click();
  await expectMessage(page, 'clipboard');
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').map((line) => line.split('\t'));
  expect(lines).toHaveLength(sorted.length + 1);
  expect(lines.slice(1).map((cells) => nats(cells[lines[0]!.indexOf('Mean')]!))).toEqual(means);
});

test('a network that is not there, a layer that it lacks and a picture dropped by hand are named; the other maps are computed', { tag: '@slow' }, async ({ page, models }) => {
  const networks = `${models.link('tiny')}~no-such-network`;
  await openApp(page, { view: 'board', networks, pictures: `${PICTURE}~dropped:sea.jpg`, panes: '1.1.1:conv1~2.1.1:@0~1.1.1:conv9~1.2.1:conv1', backend: 'wasm' });
  await expectMessage(page, 'sea.jpg');
  await expectSettled(page);
  await expect(panes(page)).toHaveCount(3);
  await expect(page.getByTestId('pane-1')).toHaveAttribute('data-status', 'converged');
  await expect(page.getByTestId('pane-2')).toContainText('no network “no-such-network”');
  await expect(page.getByTestId('pane-3')).toContainText('no layer “conv9”');
});

for (const width of [390, 1440]) {
  test(`an empty board offers comparisons, and one of them fits ${width} pixels`, async ({ page, models }) => {
    await page.setViewportSize({ width, height: 844 });
    await openApp(page, { model: models.link('tiny'), image: PICTURE, backend: 'wasm', view: 'board' });
    await expect(page.getByTestId('preset-depth')).toContainText('Tiny');
    await page.getByTestId('preset-depth').click();
    await expectSettled(page);
    await expect(page.getByTestId('two-up-divider')).toBeVisible();
    const { content, screen } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth }));
    expect(content).toBeLessThanOrEqual(screen);
  });
}
