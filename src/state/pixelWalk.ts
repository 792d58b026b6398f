/** The cross-hair by keyboard: arrow keys from pixel to pixel, and what is there in words. */
import { say } from './announcer';
import type { PixelPosition } from './live';
import { pointAtPixel, readLive } from './live';
import { pixelWords } from './mapWords';
import { readApp } from './store';

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FAR = 8;
const SAID_AFTER_MS = 250;

/**
 * From where the cross-hair is, or from the middle of the picture; with Shift by eight pixels. False for keys that are not its own.
 * @param layerId of the one layer that is read out; null for all that are shown
 */
export function walkPixel({ key, shiftKey }: { readonly key: string; readonly shiftKey: boolean }, layerId: string | null = null): boolean {
  const size = readApp().fitted?.picture;
  const step = STEPS[key];
  if (!size || !step) return false;
  const by = shiftKey ? FAR : 1;
  const from: PixelPosition = readLive().pixel ?? { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2) };
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  const pixel = { x: clamp(from.x + by * step[0], size.width), y: clamp(from.y + by * step[1], size.height) };
  pointAtPixel(pixel);
  say(pixelWords(pixel, layerId), SAID_AFTER_MS);
  return true;
}
