/** A picture of floating-point RGB, at its own pixels, enlarged by the browser without smoothing. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  /** Row-major, 0..1; what lies beyond is cut off. */
  readonly rgb: Float32Array;
}

export interface RgbPrint {
  update(picture: RgbPicture | null): void;
  destroy(): void;
}

export function createRgbPrint(host: HTMLElement): RgbPrint {
  const canvas = document.createElement('canvas');
  canvas.className = 'rgb-print';
  canvas.width = 1;
  canvas.height = 1;
  canvas.setAttribute('aria-hidden', 'true');
  host.append(canvas);
  let drawn: Float32Array | null = null;

  return {
    update(picture) {
      canvas.hidden = picture === null;
      if (!picture || picture.rgb === drawn) return;
      drawn = picture.rgb;
      canvas.width = picture.width;
      canvas.height = picture.height;
      const context = canvas.getContext('2d')!;
      const image = context.createImageData(picture.width, picture.height);
      for (let i = 0, from = 0; i < image.data.length; i += 4, from += 3) {
        image.data[i] = 255 * picture.rgb[from]!;
        image.data[i + 1] = 255 * picture.rgb[from + 1]!;
        image.data[i + 2] = 255 * picture.rgb[from + 2]!;
        image.data[i + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    },
    destroy: () => canvas.remove(),
  };
}
