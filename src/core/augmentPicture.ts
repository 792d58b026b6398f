/** Seeded variations of a picture, so that a decoder trained on few of them learns the layer and not the pictures. */
import { fillNormal } from './random';

/** A shift moves the picture by about this share of its side; what it uncovers repeats the edge. */
const SHIFT_SHARE = 1 / 16;
const BRIGHTNESS_STD = 0.05;
const LOG_CONTRAST_STD = 0.12;
/** No draw is further out than this many standard deviations. */
const MOST_DEVIATIONS = 2;

/**
 * Flipped or not, shifted, its brightness and contrast changed; intensities stay in 0..1.
 * @param rgb row-major RGB, 0..1
 * @param stream of random numbers; one a variation
 */
export function augmentPicture(rgb: Float32Array, width: number, height: number, seed: number, stream: number): Float32Array {
  const draws = new Float32Array(5);
  fillNormal(draws, seed, stream);
  const [flip, down, right, brightness, contrast] = [...draws].map((draw) => Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, draw)));
  const rows = Math.round(down! * SHIFT_SHARE * height);
  const columns = Math.round(right! * SHIFT_SHARE * width);
  const gain = Math.exp(contrast! * LOG_CONTRAST_STD);
  const out = new Float32Array(rgb.length);
  for (let y = 0; y < height; y++) {
    const fromY = Math.max(0, Math.min(height - 1, y - rows));
    for (let x = 0; x < width; x++) {
      const shifted = Math.max(0, Math.min(width - 1, x - columns));
      const from = (fromY * width + (flip! > 0 ? width - 1 - shifted : shifted)) * 3;
      const to = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = 0.5 + gain * (rgb[from + channel]! - 0.5) + brightness! * BRIGHTNESS_STD;
        out[to + channel] = Math.max(0, Math.min(1, value));
      }
    }
  }
  return out;
}

/** The numbers 0..count-1 in a random order of their own for each stream. */
export function seededOrder(count: number, seed: number, stream: number): number[] {
  const keys = new Float32Array(count);
  fillNormal(keys, seed, stream);
  return Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
}
