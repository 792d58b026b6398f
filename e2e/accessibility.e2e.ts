/** For everyone: axe finds nothing serious in any state or theme; everything is reached by keyboard; maps are told in words. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expectStatus, exportRun, mapOf, maps, openApp } from './support/app';
import { expect, test } from './support/modelServer';
import { IS_WHOLE } from '../src/testing/extent';
import { STATE_GROUPS } from './support/states';

/** "color-contrast on .figure-passes", for what axe calls serious or critical. */
async function seriousProblems(page: Page, scope: string | undefined, rules: readonly string[] = []): Promise<string[]> {
  // There are no frames of other origins, for whose sake each call would open a page of its own.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (scope !== undefined) axe.include(scope);
  const { violations } = await (rules.length > 0 ? axe.withRules([...rules]) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `${id} on ${target.join(' ')}${any[0] ? `: ${any[0].message}` : ''}`));
}

for (const { name, open, states } of STATE_GROUPS) {
  test(`axe finds nothing serious ${name}, in light and dark`, async ({ page, models }) => {
    // Under a minute on a quiet machine.
    test.setTimeout(480_000);
    await open(page, models);
    for (const state of states) {
      await state.enter(page);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      expect.soft(await seriousProblems(page, state.scope), `${state.name}, light`).toEqual([]);
      // A panel's colours are the page's; each of them is looked at in the dark with test:all.
      if (state.scope === undefined || IS_WHOLE) {
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        // The frame's colours are all that differs.
        expect.soft(await seriousProblems(page, state.scope, ['color-contrast', 'link-in-text-block']), `${state.name}, dark`).toEqual([]);
      }
      await state.leave?.(page);
    }
  });
}

/** What has the focus: its test id, or what stands in for one; and whether that is seen. */
function focused(page: Page): Promise<{ name: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return { name: 'page', isSeen: true };
    // A radio button is drawn by its label's text.
    const drawn = element.matches('.segment input') ? element.nextElementSibling! : element;
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
    const box = drawn.getBoundingClientRect();
    return {
      name: element.closest<HTMLElement>('[data-testid]')?.dataset['testid'] ?? element.className,
      isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1.5 && box.width > 0 && box.bottom > 0,
    };
  });
}

test('Tab goes through everything and out again, seen all the way', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const visited: string[] = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const { name, isSeen } = await focused(page);
    if (name === 'page') break;
    expect.soft(isSeen, `${name} is seen to have the focus`).toBe(true);
    visited.push(name);
  }
  expect(visited[0]).toBe('skip-link');
  expect(visited.length).toBeLessThan(120);
  const wanted = ['pick-network', 'pick-picture', 'pick-metric', 'pick-layers', 'budget', 'pick-lesson', 'backend', 'export-menu', 'open-drawer', 'network-view', 'edit-foreground', 'open-crop', 'preparation-toggle', 'quantity-absolute', 'restart', 'map-conv1', 'map-conv2', 'numbers'];
  expect(visited).toEqual(expect.arrayContaining(wanted));
  // Each once: nothing keeps the focus, nothing is passed twice.
  expect(visited.filter((name) => name.startsWith('map-'))).toHaveLength(await maps(page).count());
});

test('the keys that the list names do what it says, and the focus comes back', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  const isBackOn = (testId: string) => expect(page.getByTestId(testId)).toBeFocused();

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('.bench :focus')).toBeVisible();

  await page.getByTestId('restart').focus();
  await page.keyboard.press('?');
  await expect(page.getByTestId('key-list')).toBeVisible();
  await page.getByTestId('close-key-list').click();
  await isBackOn('restart');

  await mapOf(page, 'conv1').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('large-map')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('large-host')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  // Eight pixels across: from the middle, one to the right.
  await expect(page.getByTestId('large-says')).toHaveText(/^Column 6, row 5: [+−-]?\d+\.\d\d nats\.$/);
  await page.getByTestId('large-close').click();
  await isBackOn('map-conv1');

  await page.getByTestId('open-drawer').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('close-drawer').press('Enter');
  await isBackOn('open-drawer');

  await page.getByTestId('pick-metric').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('open-checks').press('Enter');
  await page.getByTestId('checks-close').press('Enter');
  await isBackOn('pick-metric');

  await page.keyboard.press('r');
  await expect(page.getByTestId('announcer')).toHaveText('Run finished, all 2 maps settled.');
  await page.getByTestId('open-drawer').click();
  await page.getByTestId('single-keys').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByTestId('key-list')).toHaveCount(0);
});

test('a map says where it is high and low as its numbers have it', async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), grid: 'full', run: 1 });
  await expectStatus(page, 'done');
  const { data, width, height } = (await exportRun(page)).layers[0]!.map!;
  const sums = Array.from({ length: 9 }, () => ({ sum: 0, count: 0 }));
  data.forEach((value, i) => {
    const ninth = sums[3 * Math.floor((3 * (Math.floor(i / width) + 0.5)) / height) + Math.floor((3 * ((i % width) + 0.5)) / width)]!;
    ninth.sum += value;
    ninth.count++;
  });
  const means = sums.map(({ sum, count }) => sum / count);
  const mean = data.reduce((total, value) => total + value, 0) / data.length;

  await mapOf(page, 'conv1').click();
  await page.getByTestId('map-regions').locator('summary').click();
  const cells = await page.getByTestId('map-regions').locator('tbody td').allTextContents();
  expect(cells.map((text) => Number(text.replace('−', '-')))).toEqual(means.map((value) => Number(value.toFixed(2))));
  const words = await page.getByTestId('map-words').textContent();
  await page.keyboard.press('Escape');
  await expect(mapOf(page, 'conv1')).toHaveAccessibleDescription(words!);
  if (words!.startsWith('Highest')) {
    expect(words).toContain(`${(Math.max(...means) - mean).toFixed(2)} nats above the mean`);
    expect(words).toContain(`${(mean - Math.min(...means)).toFixed(2)} nats below it`);
  }
  await expect(page.getByTestId('layer-curve')).toHaveAttribute('aria-label', /From .+ nats at First to .+ nats at Second/);
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('everything is large enough to be hit, and a touched pixel is read', async ({ page, models }) => {
    await openApp(page, { model: models.link('tiny'), run: 1 });
    await expectStatus(page, 'done');
    const small = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, input:not([type="file"]), select, summary, a[href], label.segment')].flatMap((element) => {
          // What is drawn by its label is hit by its label; a word is as high as the line that it stands in.
          if (element.matches('.segment input, .toggle input, .layers-list input, .skip-link, .quantity') || !element.checkVisibility()) return [];
          const { width, height } = element.getBoundingClientRect();
          return width >= 24 && height >= 24 ? [] : [`${element.dataset['testid'] ?? element.className} ${width.toFixed(0)} x ${height.toFixed(0)}`];
        }),
      );
    expect(await small()).toEqual([]);
    await page.getByTestId('open-drawer').tap();
    await expect(page.getByTestId('drawer')).toBeVisible();
    expect(await small()).toEqual([]);
    await page.getByTestId('close-drawer').tap();
    await mapOf(page, 'conv1').tap({ position: { x: 30, y: 40 } });
    await expect(page.getByTestId('large-map')).toBeVisible();
    await page.getByTestId('large-host').tap({ position: { x: 20, y: 20 } });
    await expect(page.getByTestId('large-map')).toContainText(/Pixel1, 1/);
    expect(await small()).toEqual([]);
  });
});

test('motion, contrast and colours follow what the viewer has asked the system for', async ({ page, models }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  const seen = await page.evaluate(() => {
    const colourOf = (selector: string, name: 'backgroundColor' | 'borderBottomStyle') => getComputedStyle(document.querySelector(selector)!)[name];
    const moving = document.getAnimations().filter(({ playState }) => playState === 'running').length;
    return {
      moving,
      bar: colourOf('.progress-bar', 'backgroundColor'),
      ground: colourOf('.progress-track', 'backgroundColor'),
      chosen: colourOf('.segment input:checked + span', 'borderBottomStyle'),
      other: colourOf('.segment input:not(:checked) + span', 'borderBottomStyle'),
      legend: getComputedStyle(document.querySelector('.legend-bar')!).backgroundImage,
    };
  });
  expect(seen.moving).toBe(0);
  expect(seen.bar).not.toBe(seen.ground);
  expect(seen.chosen).not.toBe(seen.other);
  expect(seen.legend).toContain('linear-gradient');
});

test('the colours that the viewer chose are there again, in the address and on the next visit', { tag: '@slow' }, async ({ page, models }) => {
  await openApp(page, { model: models.link('tiny'), run: 1 });
  await expectStatus(page, 'done');
  await page.getByTestId('open-drawer').click();
  await page.getByTestId('scheme-cividis').click();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('colours=cividis');
  await openApp(page, { model: models.link('tiny') });
  await page.getByTestId('open-drawer').click();
  await expect(page.getByTestId('scheme-cividis').locator('input')).toBeChecked();
});
