/**
 * Lays a picture on white, as on paper; opaque pixels keep their exact values. Closes the picture given.
 * White, because that is what most programs show under a transparent picture and what data sets are made with.
 */
export function onWhite(bitmap: ImageBitmap): ImageBitmap {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { alpha: false })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}
