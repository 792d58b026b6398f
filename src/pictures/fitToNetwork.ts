/** What the network is shown of a picture: the centre, in the network's shape and size. */
import type { NetworkPicture } from '../engine/protocol';
import type { Crop } from './centreCrop';
import { centreCrop } from './centreCrop';
import type { PixelSize } from './headerSize';
import { nextTask } from './nextTask';
import type { OpenedPicture } from './openPicture';
import { createResampler } from './resample';

export type { Crop };

export interface FittedPicture {
  readonly picture: NetworkPicture;
  /** The part of the upright picture that the network sees. */
  readonly crop: Crop;
}

/** Pixels read and resampled at a time: some 10 ms of work on a slow machine, then the page may breathe. */
const BAND_PIXELS = 1 << 19;

/**
 * Centre crop to the network's aspect, then resampling by our own arithmetic (see resample.ts). A picture that has
 * the network's size already comes through exactly, as byte / 255. A large photograph is worked through in bands.
 */
export async function fitToNetwork(picture: OpenedPicture, size: PixelSize): Promise<FittedPicture> {
  const crop = centreCrop(picture, size);
  const resampler = createResampler(crop, size);
  const bandRows = Math.max(1, Math.min(crop.height, Math.floor(BAND_PIXELS / crop.width)));
  const canvas = new OffscreenCanvas(crop.width, bandRows);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true, colorSpace: 'srgb' })!;
  for (let top = 0; top < crop.height; top += bandRows) {
    if (top > 0) await nextTask();
    const rows = Math.min(bandRows, crop.height - top);
    context.drawImage(picture.bitmap, crop.x, crop.y + top, crop.width, rows, 0, 0, crop.width, rows);
    resampler.addRows(context.getImageData(0, 0, crop.width, rows).data, rows);
  }
  return { picture: { width: size.width, height: size.height, rgb: resampler.finish() }, crop };
}
