/**
 * The link's `foreground`: a box, `box:x0,y0,x1,y1`, in pixels of what the network sees, counted from 0 at the top left,
 * column x1 and row y1 no longer in it; or a painted mask in whichever of two codes is shorter, both row by row and both
 * with the size of the picture that the network sees:
 *
 * - `rle:WxH:` and the lengths of runs, outside first, in base 36, parted by dots;
 * - `bits:WxH:` and one bit a pixel, 1 inside, the first pixel highest, as base64url.
 */
import type { MaskSize, PixelBox, PixelMask } from '../core/mask';
import { boxOfMask, countInside } from '../core/mask';
import type { Reading } from './readValue';

export type LinkForeground =
  | { readonly kind: 'box'; readonly box: PixelBox }
  | { readonly kind: 'painted'; readonly mask: PixelMask };

/** Longer masks stay out of the link: addresses of some 2000 characters pass everywhere, and there are other keys. */
export const FOREGROUND_TEXT_MOST = 1500;
const SIDE_MOST = 4096;
const FALLBACK = 'no foreground is set';

/** What the link says of a mask; null where that would be too long. */
export function linkForegroundOf(mask: PixelMask): LinkForeground | null {
  const box = boxOfMask(mask);
  if (box) return { kind: 'box', box };
  const foreground: LinkForeground = { kind: 'painted', mask };
  return formatForeground(foreground).length <= FOREGROUND_TEXT_MOST ? foreground : null;
}

export function formatForeground(foreground: LinkForeground): string {
  if (foreground.kind === 'box') {
    const { x0, y0, x1, y1 } = foreground.box;
    return `box:${x0},${y0},${x1},${y1}`;
  }
  const { width, height, inside } = foreground.mask;
  const runs = `rle:${width}x${height}:${runsOf(inside).map((length) => length.toString(36)).join('.')}`;
  const bits = `bits:${width}x${height}:${base64urlOf(packBits(inside))}`;
  return runs.length <= bits.length ? runs : bits;
}

export function readForeground(text: string): Reading<LinkForeground> {
  const box = /^box:(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})$/.exec(text);
  if (box) {
    const [x0, y0, x1, y1] = box.slice(1).map(Number) as [number, number, number, number];
    if (x1 <= x0 || y1 <= y0) return refuse(text, 'the box has no pixel: x1 must be above x0 and y1 above y0');
    return { value: { kind: 'box', box: { x0, y0, x1, y1 } } };
  }
  const painted = /^(rle|bits):(\d{1,4})x(\d{1,4}):([\w.-]*)$/.exec(text);
  if (!painted) return refuse(text, 'it must be box:x0,y0,x1,y1 with whole numbers, or a mask as rle: or bits: as this page writes it');
  const [, code, columns, rows, body] = painted as unknown as [string, 'rle' | 'bits', string, string, string];
  const size = { width: Number(columns), height: Number(rows) };
  if (!isSide(size.width) || !isSide(size.height)) return refuse(text, `a mask's sides must be from 1 to ${SIDE_MOST} pixels`);
  const inside = code === 'rle' ? readRuns(body, size) : readBits(body, size);
  if (!inside) return refuse(text, `its ${code === 'rle' ? 'runs do' : 'bits do'} not fill ${size.width} × ${size.height} pixels; it may have been cut off`);
  const mask = { ...size, inside };
  const count = countInside(mask);
  if (count === 0) return refuse(text, 'the mask has no pixel inside');
  if (count === inside.length) return refuse(text, 'the mask covers every pixel, so that there is no background');
  return { value: { kind: 'painted', mask } };
}

function refuse(text: string, why: string): { problem: string } {
  // A mask of a thousand characters would bury the reason.
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return { problem: `The link's foreground=${shown} was not understood: ${why}; ${FALLBACK}. Draw one on the picture.` };
}

function isSide(side: number): boolean {
  return side >= 1 && side <= SIDE_MOST;
}

/** Lengths of alternating runs, of zeros first: 0 where the first pixel is inside. */
function runsOf(inside: Uint8Array): readonly number[] {
  const runs: number[] = [];
  let value = 0;
  let from = 0;
  for (let i = 0; i <= inside.length; i++) {
    if (i < inside.length && inside[i] === value) continue;
    runs.push(i - from);
    from = i;
    value = 1 - value;
  }
  return runs;
}

function readRuns(body: string, { width, height }: MaskSize): Uint8Array | null {
  const inside = new Uint8Array(width * height);
  let at = 0;
  for (const [i, run] of body.split('.').entries()) {
    if (!/^[0-9a-z]{1,6}$/.test(run)) return null;
    const length = Number.parseInt(run, 36);
    if (at + length > inside.length) return null;
    if (i % 2 === 1) inside.fill(1, at, at + length);
    at += length;
  }
  return at === inside.length ? inside : null;
}

function packBits(inside: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(inside.length / 8));
  for (let i = 0; i < inside.length; i++) if (inside[i]) bytes[i >> 3]! |= 0x80 >> (i & 7);
  return bytes;
}

function readBits(body: string, { width, height }: MaskSize): Uint8Array | null {
  const count = width * height;
  let binary: string;
  try {
    binary = atob(body.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return null;
  }
  if (binary.length !== Math.ceil(count / 8)) return null;
  return Uint8Array.from({ length: count }, (_, i) => (binary.charCodeAt(i >> 3) >> (7 - (i & 7))) & 1);
}

function base64urlOf(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
