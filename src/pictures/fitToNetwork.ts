/** What the network is shown of a picture: the centre, the whole of it in a frame, or the whole of it squeezed. */
import type { Crop, CropShape, CropWindow } from '../core/cropWindow';
import { cropOfWindow } from '../core/cropWindow';
import type { NetworkInput } from '../core/modelCard';
import type { NetworkPicture } from '../engine/protocol';
import type { PixelSize } from './headerSize';
import { nextTask } from './nextTask';
import { createResampler, RGB_16_BITS } from './resample';
import type { DeepPixels } from './deepPng';

export type { Crop };

export interface FittedPicture {
  readonly picture: NetworkPicture;
  /** The part of the upright picture that the network sees. */
  readonly crop: Crop;
  /** Where that part lies in the network's picture: all of it, except in a letterbox. */
  readonly placed: Crop;
}

/** A picture's pixels: in 16 bits where it has them, else a bitmap's. */
export type PicturePixels = PixelSize & ({ readonly deep: DeepPixels } | { readonly deep: DeepPixels | null; readonly bitmap: ImageBitmap });

/** As much of a network's input as the cut depends on. */
export type FitTarget = PixelSize & Partial<Pick<NetworkInput, 'fit' | 'mean'>>;

/** Pixels read and resampled at a time: at most so many, and at first so many, as nothing is known of the machine yet. */
const [MOST_BAND_PIXELS, FIRST_BAND_PIXELS] = [1 << 19, 1 << 16];
/** What a band may take before the page may breathe. */
const BAND_MS = 10;

/**
 * The window (null: the centre), cut to the network's aspect, framed or squeezed, then resampled by our own arithmetic (see resample.ts). A
 * picture that has the network's size already comes through exactly, as byte / 255. A large photograph is worked through in
 * bands.
 */
export async function fitToNetwork(picture: PicturePixels, target: FitTarget, window: CropWindow | null = null): Promise<FittedPicture> {
  const crop = cropOfWindow(window, picture, cropShape(target));
  const placed = placedIn(target, crop);
  const rgb = 'bitmap' in picture && !picture.deep ? await resampled(picture.bitmap, crop, placed) : await resampledDeep(picture.deep!, crop, placed);
  return { picture: { width: target.width, height: target.height, rgb: framed(rgb, placed, target) }, crop, placed };
}

/** The shape that the network's window keeps; a letterbox and a squeezed picture take any. */
export function cropShape(target: FitTarget): CropShape {
  return target.fit === 'letterbox' || target.fit === 'stretch' ? null : { width: target.width, height: target.height };
}

const wholeOf = ({ width, height }: PixelSize): Crop => ({ x: 0, y: 0, width, height });

/** Where a part of a picture comes to lie in the network's picture; a letterbox keeps its shape and centres it. */
export function placedIn(target: FitTarget, part: PixelSize): Crop {
  if (target.fit !== 'letterbox') return wholeOf(target);
  const scale = Math.min(target.width / part.width, target.height / part.height);
  const width = Math.min(target.width, Math.max(1, Math.round(part.width * scale)));
  const height = Math.min(target.height, Math.max(1, Math.round(part.height * scale)));
  return { x: Math.floor((target.width - width) / 2), y: Math.floor((target.height - height) / 2), width, height };
}

async function resampled(bitmap: ImageBitmap, crop: Crop, size: PixelSize): Promise<Float32Array<ArrayBuffer>> {
  const resampler = createResampler(crop, size);
  const bands = new Bands(crop);
  const canvas = new OffscreenCanvas(crop.width, bands.mostRows);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true, colorSpace: 'srgb' })!;
  await bands.each((top, rows) => {
    context.drawImage(bitmap, crop.x, crop.y + top, crop.width, rows, 0, 0, crop.width, rows);
    resampler.addRows(context.getImageData(0, 0, crop.width, rows).data, rows);
  });
  return resampler.finish();
}

async function resampledDeep(pixels: DeepPixels, crop: Crop, size: PixelSize): Promise<Float32Array<ArrayBuffer>> {
  const resampler = createResampler(crop, size, RGB_16_BITS);
  const row = new Uint16Array(crop.width * 3);
  await new Bands(crop).each((top, rows) => {
    for (let y = top; y < top + rows; y++) {
      const start = ((crop.y + y) * pixels.width + crop.x) * 3;
      row.set(pixels.rgb.subarray(start, start + row.length));
      resampler.addRows(row, 1);
    }
  });
  return resampler.finish();
}

/** A large picture from top to bottom in bands, each a task of its own, as high as this machine works through in BAND_MS. */
class Bands {
  readonly mostRows: number;
  private readonly height: number;
  private rows: number;

  constructor({ width, height }: PixelSize) {
    const rowsOf = (pixels: number) => Math.max(1, Math.min(height, Math.floor(pixels / width)));
    this.height = height;
    this.mostRows = rowsOf(MOST_BAND_PIXELS);
    this.rows = rowsOf(FIRST_BAND_PIXELS);
  }

  async each(work: (top: number, rows: number) => void): Promise<void> {
    for (let top = 0, rows = 0; top < this.height; top += rows) {
      // Before the first, too: it has the decoder's last work and the canvas's first in it.
      if (this.rows < this.height) await nextTask();
      rows = Math.min(this.rows, this.height - top);
      const startedAt = performance.now();
      work(top, rows);
      const perRow = (performance.now() - startedAt) / rows;
      // The first band may wait for the decoder; growing by half at a time forgives it.
      this.rows = Math.max(1, Math.min(this.mostRows, Math.floor(BAND_MS / perRow), Math.ceil(1.5 * this.rows)));
    }
  }
}

/** In the network's mean colour, so that the frame feeds zeros; the part itself where it fills the network's picture. */
export function framed(rgb: Float32Array<ArrayBuffer>, placed: Crop, target: FitTarget): Float32Array<ArrayBuffer> {
  if (placed.width === target.width && placed.height === target.height) return rgb;
  const frame = new Float32Array(target.width * target.height * 3);
  const colour = [0, 1, 2].map((channel) => Math.min(1, Math.max(0, target.mean?.[channel] ?? 0)));
  for (let i = 0; i < frame.length; i++) frame[i] = colour[i % 3]!;
  for (let y = 0; y < placed.height; y++) {
    frame.set(rgb.subarray(y * placed.width * 3, (y + 1) * placed.width * 3), ((placed.y + y) * target.width + placed.x) * 3);
  }
  return frame;
}
