/** The work behind deepPng.ts, on whichever thread it is called. */
import { embeddedColour } from './colour/embeddedColour';
import { convertToSrgb } from './colour/rgbSpace';
import type { DeepPng } from './deepPng';
import { pngChunks } from './pngChunks';

const WHITE = 65535;

/** Rejects where the file is damaged; null as in readDeepPng. */
export async function decodeDeepPng(bytes: Uint8Array): Promise<DeepPng | null> {
  const colour = await embeddedColour(bytes, 'png');
  if (colour && !colour.space) return null;
  for (const { type } of pngChunks(bytes)) if (type === 'eXIf') return null;
  const { decode } = await import('fast-png');
  const { width, height, data, depth, channels, transparency } = decode(bytes);
  if (depth !== 16) return null;
  const rgb = new Uint16Array(width * height * 3);
  const isGrey = channels < 3;
  const hasAlpha = channels === 2 || channels === 4;
  const alpha = new Uint16Array(hasAlpha || transparency ? width * height : 0);
  for (let i = 0, from = 0; i < width * height; i++, from += channels) {
    const red = data[from]!;
    const green = isGrey ? red : data[from + 1]!;
    const blue = isGrey ? red : data[from + 2]!;
    rgb[3 * i] = red;
    rgb[3 * i + 1] = green;
    rgb[3 * i + 2] = blue;
    if (hasAlpha) alpha[i] = data[from + channels - 1]!;
    else if (transparency) alpha[i] = red === transparency[0] && (isGrey || (green === transparency[1] && blue === transparency[2])) ? 0 : WHITE;
  }
  if (colour?.space) convertToSrgb(rgb, colour.space);
  if (alpha.length > 0) layOnWhite(rgb, alpha);
  return { pixels: { width, height, rgb }, converted: colour?.name ?? null };
}

/** As the 8-bit way does: stored values are mixed. */
function layOnWhite(rgb: Uint16Array, alpha: Uint16Array): void {
  for (let i = 0; i < alpha.length; i++) {
    const share = alpha[i]! / WHITE;
    if (share === 1) continue;
    for (let at = 3 * i; at < 3 * i + 3; at++) rgb[at] = Math.round(rgb[at]! * share + WHITE * (1 - share));
  }
}
