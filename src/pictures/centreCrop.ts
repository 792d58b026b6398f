import type { PixelSize } from './headerSize';

export interface Crop {
  /** Whole pixels of the upright picture. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The largest centred part of `picture` that has the shape of `network`, rounded to whole pixels, at least one. */
export function centreCrop(picture: PixelSize, network: PixelSize): Crop {
  const scale = Math.min(picture.width / network.width, picture.height / network.height);
  const width = Math.min(picture.width, Math.max(1, Math.round(network.width * scale)));
  const height = Math.min(picture.height, Math.max(1, Math.round(network.height * scale)));
  return { x: Math.floor((picture.width - width) / 2), y: Math.floor((picture.height - height) / 2), width, height };
}
