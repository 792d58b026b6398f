/** Animations, wide gamuts and 16 bits, against values computed without the page's own arithmetic. */
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { chunk, displayP3Profile, displayP3ToSrgb, pngOf, profileChunk } from '../src/testing/pngFiles';
import { ANIMATIONS } from './support/animations';
import { openBlankPage } from './support/sources';

interface Opened {
  /** Fitted to its own size, 0 to 1. */
  readonly rgb: number[];
  readonly notes: string[];
  readonly width: number;
}

test.beforeEach(({ page }) => openBlankPage(page));

function open(page: Page, base64: string, name: string): Promise<Opened> {
  return page.evaluate(
    async ({ text, fileName }) => {
      // The development server's addresses, which the compiler cannot follow.
      const load = (path: string) => import(/* @vite-ignore */ path);
      const { openPicture } = (await load('/src/pictures/openPicture.ts')) as typeof import('../src/pictures/openPicture');
      const { fitToNetwork } = (await load('/src/pictures/fitToNetwork.ts')) as typeof import('../src/pictures/fitToNetwork');
      const opened = await openPicture(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]), fileName);
      const { picture } = await fitToNetwork(opened, opened);
      return { rgb: Array.from(picture.rgb), notes: [...opened.notes], width: opened.width };
    },
    { text: base64, fileName: name },
  );
}

const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** The animations' two frames. */
const [RED, BLUE] = [[200, 30, 30], [30, 30, 200]] as const;

for (const format of ['gif', 'png', 'webp', 'avif'] as const) {
  test(`of an animated ${format} the first frame is used, and said`, async ({ page }) => {
    const { rgb, notes } = await open(page, ANIMATIONS[format], `film.${format}`);
    for (const [i, value] of rgb.entries()) {
      const [toRed, toBlue] = [RED, BLUE].map((colour) => Math.abs(value * 255 - colour[i % 3]!)) as [number, number];
      // AVIF is lossy, and decoders differ: there the frames are told apart, no more.
      if (format !== 'avif') expect(toRed).toBeLessThanOrEqual(1e-4);
      else if (i % 3 !== 1) expect(10 * toRed).toBeLessThan(toBlue);
    }
    expect(notes).toEqual(['Animated: its first frame is used.']);
    expect((await open(page, ANIMATIONS[`${format}-still`], `still.${format}`)).notes).toEqual([]);
  });
}

/** A grid over the cube of colours. */
const LEVELS = [0, 17, 64, 128, 200, 255];
const CUBE = LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.map((b) => [r, g, b] as const)));

/** The largest difference in 8-bit levels. */
function worstAgainst(rgb: readonly number[], expected: (index: number) => readonly number[]): number {
  let worst = 0;
  for (const [i, value] of rgb.entries()) worst = Math.max(worst, Math.abs(value - expected(Math.floor(i / 3))[i % 3]!) * 255);
  return worst;
}

test('a PNG in Display P3 is brought to sRGB by the browser, clipped', async ({ page }) => {
  for (const colours of [profileChunk(displayP3Profile()), chunk('cICP', Uint8Array.of(12, 13, 0, 1))]) {
    const file = pngOf(36, 6, 8, 3, CUBE.flat(), [colours]);
    const { rgb, notes } = await open(page, base64Of(file), 'wide.png');
    expect(worstAgainst(rgb, (i) => displayP3ToSrgb(CUBE[i]!.map((value) => value / 255) as [number, number, number]))).toBeLessThanOrEqual(1.01);
    expect(notes).toEqual([expect.stringMatching(/Display P3.*sRGB by the browser/)]);
  }
});

test('a JPEG in Display P3 too', { tag: '@slow' }, async ({ page }) => {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(48, 16);
    const context = canvas.getContext('2d', { colorSpace: 'display-p3' })!;
    for (const [i, colour] of ['0.9 0.3 0.3', '0.3 0.8 0.4', '1 0 0'].entries()) {
      context.fillStyle = `color(display-p3 ${colour})`;
      context.fillRect(16 * i, 0, 16, 16);
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 })).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  const { rgb, notes } = await open(page, base64, 'wide.jpg');
  const colours = [[0.9, 0.3, 0.3], [0.3, 0.8, 0.4], [1, 0, 0]] as const;
  for (const [i, colour] of colours.entries()) {
    const at = 3 * (8 * 48 + 16 * i + 8);
    // Two levels for JPEG's own losses, one for the browser's rounding.
    for (const [channel, value] of displayP3ToSrgb([...colour]).entries()) expect(Math.abs(rgb[at + channel]! - value) * 255).toBeLessThanOrEqual(3);
  }
  expect(notes).toEqual([expect.stringMatching(/brought to sRGB by the browser/)]);
});

test('a PNG of 16 bits reaches the network in full', async ({ page }) => {
  // Steps of a 60th of an 8-bit level, which 8 bits would make one value.
  const levels = Array.from({ length: 3 * 64 }, (_, i) => 30_000 + 4 * i);
  const { rgb, notes } = await open(page, base64Of(pngOf(8, 8, 16, 3, levels)), 'deep.png');
  expect(rgb).toEqual(levels.map((level) => Math.fround(level / 65535)));
  expect(notes).toEqual(['16 bits a channel, read in full.']);
});

test('16 bits in Display P3 are brought to sRGB in floating point', { tag: '@slow' }, async ({ page }) => {
  const file = pngOf(36, 6, 16, 3, CUBE.flat().map((value) => value * 257), [chunk('cICP', Uint8Array.of(12, 13, 0, 1))]);
  const { rgb, notes } = await open(page, base64Of(file), 'deep wide.png');
  expect(worstAgainst(rgb, (i) => displayP3ToSrgb(CUBE[i]!.map((value) => value / 255) as [number, number, number]))).toBeLessThanOrEqual(0.05);
  expect(notes).toEqual(['16 bits a channel, read in full.', expect.stringMatching(/Display P3, brought to sRGB; /)]);
});

test('16 bits in HDR are left to the browser, and it is said', { tag: '@slow' }, async ({ page }) => {
  const file = pngOf(8, 8, 16, 3, Array.from({ length: 192 }, () => 30_000), [chunk('cICP', Uint8Array.of(9, 16, 0, 1))]);
  const { notes } = await open(page, base64Of(file), 'hdr.png');
  expect(notes).toEqual(['16 bits a channel, of which the browser hands out 8.', expect.stringMatching(/Rec\. 2020 in HDR \(PQ\).*by the browser/)]);
});
