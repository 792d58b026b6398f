import { PictureError } from './pictureError';
import type { PictureFormat } from './sniffFormat';

/**
 * Decodes off the main thread, upright and in sRGB: what a viewer sees in a browser is what the network is shown.
 * @throws PictureError
 */
export async function decodePicture(blob: Blob, format: PictureFormat, name: string): Promise<ImageBitmap> {
  if (format === 'svg') return decodeSvg(blob, name);
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image', colorSpaceConversion: 'default' });
  } catch {
    if (format === 'heic' || format === 'avif') {
      throw new PictureError(
        'format-unsupported',
        `“${name}” is ${format === 'heic' ? 'a HEIC' : 'an AVIF'} picture, which this browser could not decode. ` +
          'Save it as JPEG or PNG and drop that.',
      );
    }
    throw new PictureError(
      'damaged',
      `“${name}” looks like ${format === 'bmp' ? 'BMP' : format.toUpperCase()} but could not be decoded: it is ` +
        'damaged. Open it in another program and save it again, or download it again.',
    );
  }
}

/** createImageBitmap does not take SVG files; an image element does, and runs no script and loads nothing for it. */
async function decodeSvg(blob: Blob, name: string): Promise<ImageBitmap> {
  const address = URL.createObjectURL(new Blob([blob], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    if (image.naturalWidth === 0 || image.naturalHeight === 0) {
      throw new PictureError(
        'damaged',
        `“${name}” is an SVG without a size of its own. Give its <svg> element a width and a height.`,
      );
    }
    return await createImageBitmap(image);
  } catch (error) {
    if (error instanceof PictureError) throw error;
    throw new PictureError(
      'damaged',
      `“${name}” is an SVG that this browser could not draw. Check it in a drawing program, or save it as PNG.`,
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
