/** The picture as it was dropped, small, with the part marked that the network sees. */

export interface SourcePrintOptions {
  readonly bitmap: ImageBitmap;
  readonly crop: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
}

export interface SourcePrint {
  update(options: SourcePrintOptions): void;
  destroy(): void;
}

/** Long side of the canvas; enough for a print on a dense screen. */
const MOST_PIXELS = 480;

export function createSourcePrint(host: HTMLElement): SourcePrint {
  const canvas = document.createElement('canvas');
  canvas.className = 'source-canvas';
  canvas.setAttribute('aria-hidden', 'true');
  const frame = document.createElement('div');
  frame.className = 'source-crop';
  host.append(canvas, frame);

  return {
    update({ bitmap, crop }) {
      const { width, height } = bitmap;
      const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
      canvas.width = Math.max(1, Math.round(width * scale));
      canvas.height = Math.max(1, Math.round(height * scale));
      host.style.aspectRatio = `${width} / ${height}`;
      host.classList.toggle('is-tall', height > width);
      host.classList.toggle('is-tiny', Math.max(width, height) < MOST_PIXELS / 3);
      const context = canvas.getContext('2d', { alpha: false })!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      frame.hidden = !crop;
      if (!crop) return;
      frame.style.left = `${(100 * crop.x) / width}%`;
      frame.style.top = `${(100 * crop.y) / height}%`;
      frame.style.width = `${(100 * crop.width) / width}%`;
      frame.style.height = `${(100 * crop.height) / height}%`;
    },
    destroy() {
      canvas.remove();
      frame.remove();
    },
  };
}
