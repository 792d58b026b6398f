/** What was done to a picture on the way in that its viewer should know, in short sentences. */
import { uint16BigEndian } from './bytes';
import { embeddedColour } from './colour/embeddedColour';
import type { DeepPng } from './deepPng';
import { isDeepPng } from './deepPng';
import { isAnimated } from './isAnimated';
import { isoBoxes } from './isoBoxes';
import type { PictureFormat } from './sniffFormat';

/** @param deep what was read of a 16-bit PNG; null for every other picture. */
export async function pictureNotes(bytes: Uint8Array, format: PictureFormat, deep: DeepPng | null): Promise<readonly string[]> {
  const notes: string[] = [];
  if (isAnimated(bytes, format)) notes.push('Animated: its first frame is used.');
  const bits = format === 'png' ? (isDeepPng(bytes) ? 16 : 8) : isoBits(bytes, format);
  if (deep) notes.push('16 bits a channel, read in full.');
  else if (bits > 8) notes.push(`${bits} bits a channel, of which the browser hands out 8.`);
  const colour = deep ? deep.converted : ((await embeddedColour(bytes, format))?.name ?? null);
  if (colour) notes.push(`Colours of ${colour}, brought to sRGB${deep ? '' : ' by the browser'}; what sRGB cannot show is clipped.`);
  return notes;
}

/** The `pixi` property of AVIF and HEIC (ISO/IEC 23008-12, 6.5.6): a version, the number of channels, each one's bits. */
function isoBits(bytes: Uint8Array, format: PictureFormat): number {
  if (format !== 'avif' && format !== 'heic') return 8;
  let most = 8;
  for (const { type, contentStart } of isoBoxes(bytes)) if (type === 'pixi') most = Math.max(most, uint16BigEndian(bytes, contentStart + 4) & 0xff);
  return most;
}
