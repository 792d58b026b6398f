/** Its own thread: decoding millions of 16-bit pixels would hold up the page. */
import { decodeDeepPng } from './decodeDeepPng';

self.addEventListener('message', (message: MessageEvent<Uint8Array>) => {
  decodeDeepPng(message.data).then(
    (deep) => self.postMessage(deep, { transfer: deep ? [deep.pixels.rgb.buffer] : [] }),
    // The browser decodes it still, to 8 bits.
    () => self.postMessage(null, { transfer: [] }),
  );
});
