/** The pictures that a decoder can be trained on here: the samples, the tray, and what was on the table during this visit. */
import type { NetworkPicture } from '../engine/protocol';
import { useTray } from './tray';
import { fitToNetwork } from '../pictures/fitToNetwork';
import { openPicture } from '../pictures/openPicture';
import { readApp } from './store';
import { suitingSamples } from './suitingSamples';
import { sampleUnreadable } from '../ui/texts';

/** By the file's hash and the size it was cut to; pictures that were cut for another size are not of use. */
const seen = new Map<string, NetworkPicture>();
/** Of 300 x 300: what a few dozen pictures take is not worth forgetting them. */
const MOST_SEEN = 64;

const keyOf = (sha256: string, size: { readonly width: number; readonly height: number }) => `${sha256} ${size.width}x${size.height}`;

/** Called whenever a picture has been cut for the network on the table. */
export function rememberPicture(): void {
  const { picture, fitted } = readApp();
  if (!picture || !fitted) return;
  const key = keyOf(picture.opened.sha256, fitted.picture);
  seen.delete(key);
  seen.set(key, fitted.picture);
  for (const oldest of seen.keys()) {
    if (seen.size <= MOST_SEEN) break;
    seen.delete(oldest);
  }
}

/**
 * As the network on the table sees them, each once.
 * @throws Error naming a sample that could not be read
 */
export async function picturesAtHand(): Promise<readonly NetworkPicture[]> {
  const { model, samples } = readApp();
  if (!model) return [];
  const { input } = model.card;
  const pictures = new Map<string, NetworkPicture>();
  for (const sample of suitingSamples(samples, model.card)) {
    const response = await fetch(new URL(`samples/${sample.file}`, document.baseURI));
    if (!response.ok) throw new Error(sampleUnreadable(sample.file, response.status));
    const opened = await openPicture(await response.blob(), sample.title);
    pictures.set(keyOf(opened.sha256, input), (await fitToNetwork(opened, input)).picture);
    opened.bitmap.close();
  }
  for (const { file, name, sha256 } of useTray.getState().pictures) {
    // As it was seen, where it was.
    if (seen.has(keyOf(sha256, input))) continue;
    const opened = await openPicture(file, name);
    pictures.set(keyOf(sha256, input), (await fitToNetwork(opened, input)).picture);
    opened.bitmap.close();
  }
  for (const [key, picture] of seen) {
    if (picture.width === input.width && picture.height === input.height) pictures.set(key, picture);
  }
  return [...pictures.values()];
}
