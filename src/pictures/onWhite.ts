/** From this size on, compositing is worth a worker: below, it takes the main thread a few milliseconds. */
const WORKER_FROM_PIXELS = 500_000;

/**
 * Lays a picture on white, as on paper; opaque pixels keep their exact values. Takes the picture given over.
 * White, because that is what most programs show under a transparent picture and what data sets are made with.
 */
export function onWhite(bitmap: ImageBitmap): Promise<ImageBitmap> {
  return bitmap.width * bitmap.height < WORKER_FROM_PIXELS ? Promise.resolve(layOnWhite(bitmap)) : inWorker(bitmap);
}

/** The work itself, on whichever thread it is called. */
export function layOnWhite(bitmap: ImageBitmap): ImageBitmap {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { alpha: false })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}

function inWorker(bitmap: ImageBitmap): Promise<ImageBitmap> {
  const worker = new Worker(new URL('./onWhite.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<ImageBitmap>((resolve, reject) => {
    worker.onmessage = (message: MessageEvent<ImageBitmap>) => resolve(message.data);
    worker.onerror = (event) => reject(new Error(event.message || 'the picture could not be laid on white'));
    worker.postMessage(bitmap, [bitmap]);
  }).finally(() => worker.terminate());
}
