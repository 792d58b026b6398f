/** An SVG figure as a PNG, drawn by the browser, with the same words in it. */
import { figureTexts } from '../../ui/textsFigures';
import type { Figure } from './figure';
import { metadataOfSvg, METADATA_KEYWORD } from './metadata';
import { withPngText } from './pngText';

/**
 * @param scale pixels a CSS pixel
 * @throws Error where the browser cannot draw it
 */
export async function rasterise({ svg, width, height, caption }: Figure, scale: number): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d')!;
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/png');
    });
    if (!drawn) throw new Error(figureTexts.notDrawn);
    const bytes = new Uint8Array(await drawn.arrayBuffer());
    return new Blob([withPngText(bytes, { [METADATA_KEYWORD]: metadataOfSvg(svg) ?? '', Description: caption, Software: 'Pixelsieve' })], { type: 'image/png' });
  } finally {
    URL.revokeObjectURL(address);
  }
}
