/** A past run at a glance: what the network saw, and some of its maps on one scale, in one row of small prints. */
import type { Domain, LookupTable } from './colourScale';
import { paint } from './colourScale';

export interface PastStripOptions {
  readonly picture: { readonly width: number; readonly height: number; readonly rgb: Uint8Array } | null;
  readonly maps: readonly { readonly width: number; readonly height: number; readonly values: Float32Array }[];
  readonly table: LookupTable;
  readonly domain: Domain | null;
}

export interface PastStripView {
  update(options: PastStripOptions): void;
  destroy(): void;
}

export function createPastStrip(host: HTMLElement): PastStripView {
  return {
    update({ picture, maps, table, domain }) {
      const prints = [
        ...(picture ? [print(picture, (rgba) => picture.rgb.forEach((value, i) => (rgba[Math.floor(i / 3) * 4 + (i % 3)] = value)))] : []),
        ...maps.map((map) => print(map, (rgba) => domain && paint(rgba, map.values, { table, domain, offset: 0, grain: 0, frame: 0 }))),
      ];
      host.replaceChildren(...prints);
    },
    destroy: () => host.replaceChildren(),
  };
}

function print({ width, height }: { readonly width: number; readonly height: number }, fill: (rgba: Uint8ClampedArray) => void): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
  fill(image.data);
  context.putImageData(image, 0, 0);
  return canvas;
}
