/**
 * `npm run record`: builds the page, opens it as a visitor does, and writes down what it shows: the export of its first run to
 * public/recorded/run.json, and a picture of the table to public/recorded/table.png. Browsers that cannot compute show these.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { findChromium } from './findChromium.mjs';

const MOST_BYTES = 300_000;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'public', 'recorded');
process.chdir(root);
mkdirSync(folder, { recursive: true });

if (!process.argv.includes('--built')) await build({ logLevel: 'warn' });
const server = await preview({ preview: { port: 0, open: false }, logLevel: 'warn' });
const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', serviceWorkers: 'block' });
await page.goto(server.resolvedUrls.local[0]);
await page.locator('html[data-run-status="done"]').waitFor({ timeout: 600_000 });
await page.getByTestId('export-menu').click();
const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-json').click()]);
await download.saveAs(join(folder, 'run.json'));
await page.locator('.bench').screenshot({ path: join(folder, 'table.png'), animations: 'disabled' });
await browser.close();
await server.close();

for (const name of ['run.json', 'table.png']) {
  const { size } = statSync(join(folder, name));
  console.log(`public/recorded/${name}: ${size} bytes`);
  if (size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES} bytes`);
}
