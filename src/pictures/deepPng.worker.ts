/** Its own thread: decoding millions of 16-bit pixels would hold up the page. */
import { decodeDeepPng } from './decodeDeepPng';

self.addEventListener('message', (message: MessageEvent<Uint8Array>) => {
  const deep = decodeDeepPng(message.data);
  self.postMessage(deep, { transfer: deep ? [deep.pixels.rgb.buffer] : [] });
});
