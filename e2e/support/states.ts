/**
 * What the page can look like, one state after the other, for tests that hold for all of them. A state is reached from its group's
 * page and left as it was found: add yours to a group, or a group with a page of its own.
 */
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { expectMessage, expectStatus, maps, openApp, RUN_TIMEOUT_MS } from './app';
import type { ModelServer } from './modelServer';
import { publish } from './studyResult';

export interface PageState {
  readonly name: string;
  /** CSS selector of what is new in it; absent: the whole page is looked at. */
  readonly scope?: string;
  enter(page: Page): Promise<void>;
  leave?(page: Page): Promise<void>;
}

export interface StateGroup {
  readonly name: string;
  /** Opens the page that the states are reached from. */
  open(page: Page, models: ModelServer): Promise<void>;
  readonly states: readonly PageState[];
}

const asItIs = (name: string): PageState => ({ name, enter: () => Promise.resolve() });
const click = (page: Page, testId: string) => page.getByTestId(testId).first().click();
const escape = (page: Page) => page.keyboard.press('Escape');

/** A button that opens something, and what then is seen; Escape closes it. */
function opened(name: string, button: string, seen: string, scope: string): PageState {
  return {
    name,
    scope,
    async enter(page) {
      await click(page, button);
      await expect(page.getByTestId(seen).first()).toBeVisible();
    },
    leave: escape,
  };
}

/** Choices of the run on the table; they stay until the next state changes them. */
async function choose(page: Page, picker: string, option: string): Promise<void> {
  await click(page, picker);
  await click(page, option);
  await escape(page);
}

async function afterARun(page: Page, models: ModelServer): Promise<void> {
  await openApp(page, { model: models.link('tiny'), foreground: 'box:1,1,5,6', run: 1 });
  await expectStatus(page, 'done');
}

export const STATE_GROUPS: readonly StateGroup[] = [
  {
    name: 'on the board',
    open: async (page, models) => {
      const networks = `${models.link('tiny')}~${models.link('other')}`;
      await openApp(page, { view: 'board', networks, pictures: 'sample:cat-sitting', panes: '1.1.1:@0~1.1.1:@1~2.1.1:@0~2.1.1:@1', backend: 'wasm' });
      await expect(page.getByTestId('board-status')).toHaveAttribute('data-status', 'done', { timeout: RUN_TIMEOUT_MS });
    },
    states: [
      asItIs('panes'),
      { name: 'two panes against each other', scope: '[data-testid=pair]', enter: (page) => click(page, 'pane-pair-1'), leave: (page) => click(page, 'pair-close') },
      { name: 'the board’s numbers', scope: '[data-testid=board-numbers]', enter: (page) => page.getByTestId('board-numbers').locator('summary').click() },
      opened('what to put on the board', 'board-add', 'builder', '[data-testid=builder]'),
    ],
  },
  {
    name: 'in the studies',
    open: async (page) => {
      await publish(page);
      await openApp(page, { view: 'study' });
      await expect(page.getByTestId('zoo-plot')).toBeVisible();
    },
    states: [
      asItIs('all of them'),
      {
        name: 'one study',
        async enter(page) {
          await click(page, 'study-compression');
          await expect(page.getByTestId('study-chart')).toHaveAttribute('data-bands', '3');
          await page.getByTestId('study-numbers').locator('summary').click();
        },
      },
    ],
  },
  {
    name: 'in a lesson',
    open: async (page) => {
      await page.goto('./?lesson=what-a-layer-forgets');
      await expect(page.getByTestId('lesson')).toHaveAttribute('data-page', '1');
      await expectStatus(page, 'done');
    },
    states: [
      asItIs('its first page'),
      {
        name: 'its question',
        async enter(page) {
          await page.getByTestId('lesson').press('PageDown');
          await expect(page.getByTestId('lesson')).toHaveAttribute('data-page', '2');
        },
      },
      opened('presented', 'lesson-present', 'presenter', '[data-testid=presenter]'),
    ],
  },
  {
    name: 'before a run',
    open: async (page, models) => {
      await openApp(page, { model: models.link('tiny'), grid: 'many' });
      await expectMessage(page, 'grid=many');
    },
    states: [asItIs('with a message')],
  },
  {
    name: 'during a run',
    open: async (page) => {
      await openApp(page, { solver: 'reference', layers: 'all', run: 1 });
      await expect(maps(page).first()).toHaveAttribute('data-status', 'running', { timeout: 30_000 });
    },
    states: [
      asItIs('running'),
      {
        name: 'cancelled',
        async enter(page) {
          await click(page, 'cancel');
          await expectStatus(page, 'cancelled');
        },
      },
    ],
  },
  {
    name: 'after a run that failed',
    open: async (page, models) => {
      // It has no decoder.
      await openApp(page, { model: models.link('tiny'), metric: 'reconstruction', run: 1 });
      await expectStatus(page, 'failed');
    },
    states: [asItIs('failed')],
  },
  {
    name: 'after a run',
    open: afterARun,
    states: [
      asItIs('done'),
      opened('networks', 'pick-network', 'open-model', '.panel'),
      opened('pictures', 'pick-picture', 'choose-file', '.panel'),
      opened('metrics', 'pick-metric', 'metric-reconstruction', '.panel'),
      opened('layers', 'pick-layers', 'layer-choice-conv1', '.panel'),
      opened('budget', 'budget', 'budget-slider', '.panel'),
      opened('backend', 'backend', 'backend-reason', '.panel'),
      opened('export', 'export-menu', 'export-json', '.panel'),
    ],
  },
  {
    name: 'over and beside the table',
    open: afterARun,
    states: [
      opened('drawer', 'open-drawer', 'drawer', '[data-testid=drawer]'),
      opened('large map', 'map-conv1', 'large-map', '[data-testid=large-map]'),
      {
        name: 'checks',
        scope: '[data-testid=checks]',
        async enter(page) {
          await click(page, 'pick-metric');
          await click(page, 'open-checks');
          await expect(page.getByTestId('checks')).toBeVisible();
        },
        leave: escape,
      },
      opened('figure', 'curve-figure', 'figure-preview', '[data-testid=figure-dialog]'),
      opened('lessons', 'pick-lesson', 'lessons-list', '.panel'),
      opened('presenter', 'present', 'presenter', '[data-testid=presenter]'),
      opened('past runs', 'open-history', 'history', '[data-testid=history]'),
      {
        name: 'what goes into a session file',
        scope: 'dialog',
        async enter(page) {
          await click(page, 'export-menu');
          await click(page, 'save-session');
          await expect(page.getByTestId('session-dialog')).toBeVisible();
        },
        leave: escape,
      },
      {
        name: 'keys',
        scope: 'dialog',
        async enter(page) {
          await page.keyboard.press('?');
          await expect(page.getByTestId('key-list')).toBeVisible();
        },
        leave: escape,
      },
      {
        name: 'numbers',
        scope: '.numbers',
        enter: (page) => page.getByTestId('numbers').locator('summary').click(),
        leave: (page) => page.getByTestId('numbers').locator('summary').click(),
      },
      {
        name: 'drawing a foreground',
        scope: '.picture',
        enter: (page) => click(page, 'edit-foreground'),
        leave: (page) => click(page, 'edit-foreground'),
      },
      { name: 'cropping', scope: '.picture', enter: (page) => click(page, 'open-crop'), leave: (page) => click(page, 'crop-done') },
      {
        name: 'how it is fed',
        scope: '.preparation',
        enter: (page) => click(page, 'preparation-toggle'),
        leave: (page) => click(page, 'preparation-toggle'),
      },
      {
        name: 'camera',
        scope: 'dialog',
        async enter(page) {
          await click(page, 'pick-picture');
          await click(page, 'use-camera');
          await expect(page.getByTestId('camera')).toBeVisible();
        },
        leave: escape,
      },
      { name: 'relative', scope: '.bench', enter: (page) => click(page, 'quantity-relative'), leave: (page) => click(page, 'quantity-absolute') },
      { name: 'knowledge points', scope: '.bench', enter: (page) => click(page, 'curve-knowledge'), leave: (page) => click(page, 'curve-mean') },
      {
        name: 'an attribution',
        async enter(page) {
          await choose(page, 'pick-metric', 'metric-attribution:gradient-input');
          await expectStatus(page, 'running');
          await expectStatus(page, 'done');
        },
      },
    ],
  },
];
