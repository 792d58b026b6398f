/** Its own thread for large transparent pictures, which would hold up the page for some 300 ms. */
import { layOnWhite } from './onWhite';

self.addEventListener('message', (message: MessageEvent<ImageBitmap>) => {
  const laid = layOnWhite(message.data);
  self.postMessage(laid, { transfer: [laid] });
});
