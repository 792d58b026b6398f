/** The built page in Chromium, driven by its two public formats: a link that starts a run, and the export that ends one. */
import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from '../findChromium.mjs';
import { hashOf } from './hashOf';
import { LONGEST_RUN_MS, type StudyRunner } from './studyRunner';

const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--enable-unsafe-webgpu'];

export class StudyPage implements StudyRunner {
  private readonly address: string;
  private browser: Browser | null = null;
  private page: Page | null = null;

  /** @param address of the served page, with a trailing slash */
  constructor(address: string) {
    this.address = address;
  }

  async run(pairs: Readonly<Record<string, string>>): Promise<string> {
    const hash = hashOf(pairs);
    try {
      const page = await this.opened(pairs['model'] ?? '', hash);
      const status = await ended(page);
      if (status !== 'done') throw new Error((await messages(page)) || `the run ended as “${status}”`);
      const text = await exported(page);
      checkSubject(text, pairs, await messages(page));
      return text;
    } catch (error) {
      // Whatever went wrong, the next run begins on a fresh page.
      await this.page?.close().catch(() => undefined);
      this.page = null;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser?.close();
    this.browser = null;
  }

  private async opened(model: string, hash: string): Promise<Page> {
    const executablePath = findChromium();
    this.browser ??= await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: FLAGS, handleSIGINT: false });
    const isOpen = this.page !== null && this.model === model;
    if (!isOpen) {
      await this.page?.close();
      const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
      this.page = await context.newPage();
      this.model = model;
      await this.page.goto(`${this.address}${hash}`);
      return this.page;
    }
    // From the old run's end to the new one's beginning the page says idle or running: nobody may take the old end for the new.
    await this.page!.evaluate(async (next) => {
      const begun = new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.documentElement.dataset['runStatus'] !== 'running') return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-run-status'] });
      });
      location.hash = next;
      await Promise.race([begun, new Promise((resolve) => setTimeout(resolve, 60_000))]);
    }, hash);
    return this.page!;
  }

  private model = '';
}

async function ended(page: Page): Promise<string> {
  const status = await page.waitForFunction(() => {
    const { runStatus } = document.documentElement.dataset;
    const hasError = document.querySelector('[data-testid="message"].is-error') !== null;
    if (runStatus === 'done' || runStatus === 'failed' || runStatus === 'cancelled') return runStatus;
    return runStatus === 'idle' && hasError ? 'failed' : null;
  }, undefined, { timeout: LONGEST_RUN_MS, polling: 100 });
  return (await status.jsonValue())!;
}

/** Errors and warnings as the page shows them. */
async function messages(page: Page): Promise<string> {
  const lines = await page.getByTestId('message').allInnerTexts();
  return lines.map((line) => line.replaceAll('\n', ' ')).join(' ');
}

async function exported(page: Page): Promise<string> {
  await page.getByTestId('export-menu').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-json').click()]);
  return readFile(await download.path(), 'utf8');
}

/** Where network or picture cannot be had, the page shows another one instead: that is no result of this study. */
function checkSubject(text: string, pairs: Readonly<Record<string, string>>, said: string): void {
  const { model, image } = JSON.parse(text) as { model: { link?: string | null }; image: { link?: string | null } };
  for (const [key, found] of [['model', model.link], ['image', image.link]] as const) {
    if (found !== pairs[key]) throw new Error(said || `the page took ${key} ${found ?? 'none'} for ${pairs[key]}`);
  }
}
