/** What the network sees, pixel for pixel. */
import type { NetworkPicture } from '../engine/protocol';

export interface NetworkView {
  update(picture: NetworkPicture | null): void;
  destroy(): void;
}

export function createNetworkView(host: HTMLElement): NetworkView {
  const canvas = document.createElement('canvas');
  canvas.className = 'network-canvas';
  canvas.setAttribute('aria-hidden', 'true');
  host.append(canvas);
  return {
    update(picture) {
      canvas.hidden = picture === null;
      if (!picture) return;
      canvas.width = picture.width;
      canvas.height = picture.height;
      const context = canvas.getContext('2d')!;
      const image = context.createImageData(picture.width, picture.height);
      writeRgba(image.data, picture);
      context.putImageData(image, 0, 0);
    },
    destroy: () => canvas.remove(),
  };
}

export function writeRgba(rgba: Uint8ClampedArray, { rgb, width, height }: NetworkPicture): void {
  for (let i = 0; i < width * height; i++) {
    rgba[i * 4] = rgb[i * 3]! * 255;
    rgba[i * 4 + 1] = rgb[i * 3 + 1]! * 255;
    rgba[i * 4 + 2] = rgb[i * 3 + 2]! * 255;
    rgba[i * 4 + 3] = 255;
  }
}
