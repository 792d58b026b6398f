/** Picture files made on the spot. */
import type { Page } from '@playwright/test';
import { PNG } from 'pngjs';

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** From a function of the pixel. */
export function png(width: number, height: number, colour: (x: number, y: number) => Rgba): Buffer {
  const picture = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) picture.data.set(colour(x, y), (y * width + x) * 4);
  }
  return PNG.sync.write(picture);
}

/** Smooth and coloured, with an edge: something for a network to look at. */
export function testPng(width = 48, height = 36): Buffer {
  return png(width, height, (x, y) => [(x * 5) % 256, (y * 7) % 256, x > width / 2 ? 200 : 40, 255]);
}

/** Encoded by the browser: left half red, right half blue. */
export async function jpeg(page: Page, width: number, height: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([w, h]) => {
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext('2d')!;
      context.fillStyle = '#f00';
      context.fillRect(0, 0, w, h);
      context.fillStyle = '#00f';
      context.fillRect(w / 2, 0, w / 2, h);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })).arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [width, height] as const,
  );
  return Buffer.from(base64, 'base64');
}

/** Puts an EXIF segment that holds an orientation (1 to 8) and nothing else after the JPEG's first marker. */
export function withOrientation(file: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + 2);
  return Buffer.concat([file.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, file.subarray(2)]);
}

/** Only the header is true: a PNG that says it has that size. */
export function pngClaiming(width: number, height: number): Buffer {
  const file = testPng(4, 4);
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  return file;
}
