/** A small square from the middle of a picture, as the address of an image. */

/** Of a thumbnail on a dense screen. */
const SIDE = 112;

/** The holder revokes the address (URL.revokeObjectURL) when it is no longer shown. */
export async function thumbnailOf(bitmap: ImageBitmap): Promise<string> {
  const side = Math.min(bitmap.width, bitmap.height);
  const size = Math.min(SIDE, side);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d', { alpha: false })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, size, size);
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }));
}
