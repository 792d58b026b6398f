/** The classes of a segmentation, tinted over the picture; the one pointed at more than the others. */
export interface ClassMaskOptions {
  readonly width: number;
  readonly height: number;
  /** Row-major; 0 is not drawn. */
  readonly classOfPixel: Uint8Array;
  readonly emphasised: number | null;
  /** A CSS colour of the form #rrggbb. */
  readonly colourOf: (classIndex: number) => string;
}

export interface ClassMaskView {
  update(options: ClassMaskOptions | null): void;
  destroy(): void;
}

const [TINT, STRONG_TINT, EDGE] = [0.38, 0.6, 0.95];

export function createClassMask(host: HTMLElement): ClassMaskView {
  const canvas = document.createElement('canvas');
  canvas.className = 'class-mask';
  canvas.setAttribute('aria-hidden', 'true');
  host.append(canvas);
  return {
    update(options) {
      canvas.hidden = options === null;
      if (!options) return;
      canvas.width = options.width;
      canvas.height = options.height;
      const context = canvas.getContext('2d')!;
      const image = context.createImageData(options.width, options.height);
      tint(image.data, options);
      context.putImageData(image, 0, 0);
    },
    destroy: () => canvas.remove(),
  };
}

function tint(rgba: Uint8ClampedArray, { width, height, classOfPixel, emphasised, colourOf }: ClassMaskOptions): void {
  const colours = new Map<number, readonly number[]>();
  for (const index of new Set(classOfPixel)) {
    colours.set(index, [1, 3, 5].map((at) => Number.parseInt(colourOf(index).slice(at, at + 2), 16)));
  }
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const index = classOfPixel[i]!;
      if (index === 0) continue;
      const isEdge =
        (x > 0 && classOfPixel[i - 1] !== index) || (x < width - 1 && classOfPixel[i + 1] !== index) ||
        (y > 0 && classOfPixel[i - width] !== index) || (y < height - 1 && classOfPixel[i + width] !== index);
      rgba.set(colours.get(index)!, 4 * i);
      rgba[4 * i + 3] = 255 * (isEdge ? EDGE : index === emphasised ? STRONG_TINT : TINT);
    }
  }
}
