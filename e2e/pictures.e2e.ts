/** Opening and fitting pictures in a real browser, whose decoders are the point. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { jpeg, png, pngClaiming, testPng, withOrientation } from './support/pictures';
import { longestTaskDuring } from './support/mainThread';
import { openBlankPage } from './support/sources';

interface Opened {
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  /** Fitted to the size asked for, times 255; its first values where there are very many. */
  readonly rgb: number[];
  readonly crop: { x: number; y: number; width: number; height: number };
}

type Outcome = Opened | { readonly code: string; readonly message: string };

test.beforeEach(({ page }) => openBlankPage(page));

/** Opens the file and fits it to `size`, or to its own size. */
function open(page: Page, file: Buffer, name: string, size?: { width: number; height: number }): Promise<Outcome> {
  return page.evaluate(
    async ({ base64, fileName, target }) => {
      // The development server's addresses, which the compiler cannot follow.
      const load = (path: string) => import(/* @vite-ignore */ path);
      const { openPicture } = (await load('/src/pictures/openPicture.ts')) as typeof import('../src/pictures/openPicture');
      const { fitToNetwork } = (await load('/src/pictures/fitToNetwork.ts')) as typeof import('../src/pictures/fitToNetwork');
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const blob = new Blob([bytes]);
      (globalThis as unknown as { opened: Blob }).opened = blob;
      try {
        const opened = await openPicture(blob, fileName);
        const { picture, crop } = await fitToNetwork(opened, target ?? opened);
        const { sha256, width, height } = opened;
        const rgb = Array.from(picture.rgb.subarray(0, 10_000), (value) => value * 255);
        return { sha256, width, height, crop, rgb };
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { code, message };
      }
    },
    { base64: file.toString('base64'), fileName: name, target: size ?? null },
  );
}

async function opened(...parameters: Parameters<typeof open>): Promise<Opened> {
  const outcome = await open(...parameters);
  if ('code' in outcome) throw new Error(outcome.message);
  return outcome;
}

test('every sample reaches the network bit by bit', async ({ page }) => {
  const folder = 'public/samples';
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.png'))) {
    const file = readFileSync(join(folder, name));
    const { rgb, sha256, width } = await opened(page, file, name, { width: 32, height: 32 });
    const { data } = PNG.sync.read(file);
    const expected = Array.from({ length: 32 * 32 * 3 }, (_, i) => Math.fround(data[Math.floor(i / 3) * 4 + (i % 3)]! / 255) * 255);
    expect(rgb, name).toEqual(expected);
    expect(width).toBe(32);
    expect(sha256).toBe(createHash('sha256').update(file).digest('hex'));
  }
});

test('EXIF orientation is honoured', { tag: '@slow' }, async ({ page }) => {
  const upright = await jpeg(page, 64, 32);
  // Where the red half, left in the stored picture, must end up; EXIF 2.32, tag 0x0112.
  const places = [[1, 'left'], [2, 'right'], [3, 'right'], [4, 'left'], [5, 'top'], [6, 'top'], [7, 'bottom'], [8, 'bottom']] as const;
  for (const [orientation, place] of places) {
    const { width, height, rgb } = await opened(page, withOrientation(upright, orientation), 'turned.jpg');
    const isTurned = place === 'top' || place === 'bottom';
    expect([width, height], `orientation ${orientation}`).toEqual(isTurned ? [32, 64] : [64, 32]);
    const [x, y] = { left: [8, 16], right: [56, 16], top: [16, 8], bottom: [16, 56] }[place] as [number, number];
    const at = 3 * (y * width + x);
    expect(rgb[at], `orientation ${orientation}`).toBeGreaterThan(240);
    expect(rgb[at + 2], `orientation ${orientation}`).toBeLessThan(15);
  }
});

test('transparency is laid on white, on either thread', { tag: '@slow' }, async ({ page }) => {
  for (const side of [10, 800]) {
    const file = png(side, side, (x) => [[255, 0, 0, 255], [0, 0, 0, 0], [0, 0, 0, 128], [17, 201, 3, 255]][x % 4] as never);
    const { rgb } = await opened(page, file, 'glass.png');
    expect(rgb.slice(0, 3)).toEqual([255, 0, 0]);
    expect(rgb.slice(3, 6)).toEqual([255, 255, 255]);
    for (const value of rgb.slice(6, 9)) expect(Math.abs(value - 127)).toBeLessThanOrEqual(1);
    for (const [i, value] of [17, 201, 3].entries()) expect(rgb[9 + i]).toBeCloseTo(value, 4);
  }
});

test('a 12 megapixel photograph does not hold up the page', async ({ browser, page }) => {
  const photograph = await jpeg(page, 4000, 3000);
  // Once before: neither compiling what opens pictures nor unpacking the test's argument is what is counted.
  await opened(page, photograph, 'photo.jpg', { width: 32, height: 32 });
  let found: Opened | null = null;
  const { processorMs, clockMs } = await longestTaskDuring(browser, page, async () => {
    found = await page.evaluate(async () => {
      const load = (path: string) => import(/* @vite-ignore */ path);
      const { openPicture } = (await load('/src/pictures/openPicture.ts')) as typeof import('../src/pictures/openPicture');
      const { fitToNetwork } = (await load('/src/pictures/fitToNetwork.ts')) as typeof import('../src/pictures/fitToNetwork');
      const picture = await openPicture((globalThis as unknown as { opened: Blob }).opened, 'photo.jpg');
      const { picture: fitted, crop } = await fitToNetwork(picture, { width: 32, height: 32 });
      const { sha256, width, height } = picture;
      return { sha256, width, height, crop, rgb: Array.from(fitted.rgb, (value) => value * 255) };
    });
  });
  test.info().annotations.push({ type: 'longest main-thread task', description: `${processorMs} ms of processor time, ${clockMs} ms by the clock` });
  const { width, height, crop, rgb } = found as unknown as Opened;
  expect([width, height]).toEqual([4000, 3000]);
  expect(crop).toEqual({ x: 500, y: 0, width: 3000, height: 3000 });
  // Red to the left of the middle, blue to the right, the edge between two columns.
  expect(rgb[3 * (16 * 32 + 8)]).toBeGreaterThan(250);
  expect(rgb[3 * (16 * 32 + 24) + 2]).toBeGreaterThan(250);
  expect(processorMs).toBeLessThanOrEqual(50);
});

test('other formats open', async ({ page }) => {
  const webp = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(20, 10);
    canvas.getContext('2d')!.fillRect(0, 0, 10, 10);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp' })).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  const bmp = Buffer.alloc(54 + 8 * 4);
  bmp.write('BM');
  for (const [at, value] of [[2, bmp.length], [10, 54], [14, 40], [18, 2], [22, 4]] as const) bmp.writeInt32LE(value, at);
  for (const [at, value] of [[26, 1], [28, 24]] as const) bmp.writeUInt16LE(value, at);
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="20" height="20" fill="#f00"/></svg>');
  const files: [string, Buffer, number, number][] = [
    ['a.webp', Buffer.from(webp, 'base64'), 20, 10],
    ['a.bmp', bmp, 2, 4],
    ['a.gif', gif, 1, 1],
    ['a.svg', svg, 40, 20],
  ];
  for (const [name, file, width, height] of files) {
    expect(await opened(page, file, name), name).toMatchObject({ width, height });
  }
  const { rgb } = await opened(page, svg, 'a.svg');
  expect(rgb.slice(0, 3)).toEqual([255, 0, 0]);
  expect(rgb.slice(3 * 30, 3 * 30 + 3)).toEqual([255, 255, 255]);
});

test('what cannot be used is refused by name, with the remedy', async ({ page }) => {
  const whole = await jpeg(page, 300, 200);
  const damaged = testPng(64, 64);
  damaged.fill(0x55, 60, damaged.length - 20);
  const cases: [string, Buffer, string, RegExp][] = [
    ['nothing.png', Buffer.alloc(0), 'empty', /0 bytes/],
    ['paper.pdf', Buffer.from('%PDF-1.7 ...'), 'not-a-picture', /PDF/],
    ['words.png', Buffer.from('these are words'), 'not-a-picture', /text file/],
    ['half.jpg', whole.subarray(0, whole.length / 2), 'truncated', /cut off/],
    ['half.png', testPng(64, 64).subarray(0, 200), 'truncated', /cut off/],
    ['huge.png', pngClaiming(10_000, 6000), 'too-large', /60\.0 megapixels \(10000 × 6000\)/],
    ['long.png', pngClaiming(40_000, 2), 'too-large', /40000/],
    ['damaged.png', damaged, 'damaged', /damaged/],
    ['broken.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>'), 'damaged', /SVG/],
  ];
  for (const [name, file, code, message] of cases) {
    const outcome = await open(page, file, name);
    expect(outcome, name).toMatchObject({ code });
    expect('message' in outcome && outcome.message, name).toMatch(message);
    expect('message' in outcome && outcome.message, name).toContain(name);
  }
});
