/** Driving the page as a person would, by its test ids and `data-run-status`. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export type RunStatus = 'idle' | 'running' | 'done' | 'cancelled' | 'failed';

/** Longest that a run on a loaded two-core machine may take before a test gives up. */
export const RUN_TIMEOUT_MS = 90_000;

/** Opens the built page afresh with these link keys; none is the bare page, which starts by itself. */
export async function openApp(page: Page, link: Readonly<Record<string, string | number>> = {}): Promise<void> {
  const pairs = Object.entries(link).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  // A hash alone would not load the page again.
  await page.goto('about:blank');
  await page.goto(pairs.length > 0 ? `./#${['v=1', ...pairs].join('&')}` : './');
}

export function expectStatus(page: Page, status: RunStatus): Promise<void> {
  return expect(page.locator('html')).toHaveAttribute('data-run-status', status, { timeout: RUN_TIMEOUT_MS });
}

/** The map of a layer. */
export function mapOf(page: Page, layerId: string): Locator {
  return page.getByTestId(`map-${layerId}`);
}

export function maps(page: Page): Locator {
  return page.locator('[data-testid^="map-"]');
}

/** Waits for a message that says this, and for nothing but it. */
export function expectMessage(page: Page, text: string | RegExp): Promise<void> {
  return expect(page.getByTestId('message').filter({ hasText: text })).toBeVisible();
}

export interface ExportedRun {
  readonly format: string;
  readonly formatVersion: number;
  readonly appVersion: string;
  readonly createdAt: string;
  readonly backend: { name: string; threads: number; adapter: string | null };
  readonly model: { id: string; title: string; sha256: string; input: { width: number; height: number; mean: number[]; std: number[] } };
  readonly image: { name: string; sha256: string; width: number; height: number };
  readonly spec: { metric: string; grid: number; budget: number; noise: number; solver: string; seed: number };
  readonly predictions: { label: string; probability: number }[];
  readonly layers: ExportedLayer[];
}

export interface ExportedLayer {
  readonly id: string;
  readonly depth: number;
  readonly shape: number[];
  readonly status: string;
  readonly passes: number;
  readonly seconds: number;
  readonly distortion: number;
  readonly distortionCi95: number;
  readonly meanEntropyNats: number;
  readonly uniformEntropyNats: number;
  readonly gainNats: number;
  readonly map: { width: number; height: number; quantity: string; data: number[] } | null;
}

/** Downloads the export through the menu; gives the file's name and text. */
export async function exportFile(page: Page, extension: 'json' | 'csv' | 'npy'): Promise<{ name: string; bytes: Buffer }> {
  await page.getByTestId('export-menu').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`export-${extension}`).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

export async function exportRun(page: Page): Promise<ExportedRun> {
  return JSON.parse((await exportFile(page, 'json')).bytes.toString()) as ExportedRun;
}

export interface FileToDrop {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Writes the files into a folder of their own and gives its path. */
export function onDisk(files: readonly FileToDrop[], folderName = 'dropped'): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'pixelsieve-e2e-')), folderName);
  writeFolder(folder, files);
  return folder;
}

/** A real drag from the desktop, files or whole folders, by the browser's own input path. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  }
  await session.detach();
}

export function dropFiles(page: Page, files: readonly FileToDrop[]): Promise<void> {
  const folder = onDisk(files);
  return dropPaths(page, files.map(({ name }) => join(folder, name)));
}

/** A paste event with these files or this text. */
export function paste(page: Page, content: { readonly file?: FileToDrop & { type: string }; readonly text?: string }): Promise<void> {
  const file = content.file && { name: content.file.name, type: content.file.type, base64: content.file.bytes.toString('base64') };
  return page.evaluate(
    ({ pasted, text }) => {
      const data = new DataTransfer();
      if (text !== null) data.setData('text/plain', text);
      if (pasted) {
        const bytes = Uint8Array.from(atob(pasted.base64), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], pasted.name, { type: pasted.type }));
      }
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    },
    { pasted: file ?? null, text: content.text ?? null },
  );
}

function writeFolder(folder: string, files: readonly FileToDrop[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
}
