/**
 * `npm run make:icons`: the app's icons as PNG, from public/icons/mark.svg, drawn by Chromium. Maskable ones keep the mark within
 * the middle 80%, which no launcher cuts off.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findChromium } from './findChromium.mjs';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'public', 'icons');
const GROUND = '#fcfcfc';
const INK = '#1a1a1a';

/** `share`: of the icon's side that the mark takes. `radius`: of the ground's corners, of the side. */
const ICONS = [
  { name: 'icon-192.png', side: 192, share: 0.72, radius: 0.2 },
  { name: 'icon-512.png', side: 512, share: 0.72, radius: 0.2 },
  { name: 'maskable-512.png', side: 512, share: 0.52, radius: 0 },
  { name: 'apple-touch-icon.png', side: 180, share: 0.62, radius: 0 },
];

const mark = readFileSync(join(folder, 'mark.svg'), 'utf8').replaceAll('#888', INK);
const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
for (const { name, side, share, radius } of ICONS) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(
    `<style>body{margin:0}div{width:${side}px;height:${side}px;display:grid;place-content:center;background:${GROUND};border-radius:${100 * radius}%}` +
      `svg{display:block;width:${Math.round(side * share)}px;height:${Math.round(side * share)}px}</style><div>${mark}</div>`,
  );
  writeFileSync(join(folder, name), await page.screenshot({ omitBackground: true }));
  await page.close();
  console.log(`public/icons/${name}`);
}
await browser.close();
