/**
 * PNG with 16 bits a channel, read in full: browsers hand out 8. Decoded by fast-png in a worker, brought to sRGB by the file's own
 * colours, and laid on white, all in 16 bits.
 */
export interface DeepPixels {
  readonly width: number;
  readonly height: number;
  /** Rows from the top, RGB, 0 to 65535, sRGB. */
  readonly rgb: Uint16Array<ArrayBuffer>;
}

export interface DeepPng {
  readonly pixels: DeepPixels;
  /** The name of the file's colours, where they were not sRGB. */
  readonly converted: string | null;
}

export function isDeepPng(bytes: Uint8Array): boolean {
  return bytes[24] === 16;
}

/** null where the file asks for what only the browser does (colours by tables, HDR, a turned picture): then 8 bits must do. */
export function readDeepPng(bytes: Uint8Array<ArrayBuffer>): Promise<DeepPng | null> {
  const worker = new Worker(new URL('./deepPng.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<DeepPng | null>((resolve, reject) => {
    worker.onmessage = (message: MessageEvent<DeepPng | null>) => resolve(message.data);
    worker.onmessageerror = () => reject(new Error('the 16-bit picture could not be handed over'));
    worker.onerror = (event) => reject(new Error(event.message || 'the 16-bit picture could not be read'));
    worker.postMessage(bytes, []);
  }).finally(() => worker.terminate());
}
