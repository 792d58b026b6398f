/** What the network is fed, as a picture: its three numbers a place as red, green and blue, in its own order and range. */
import type { NetworkInput } from '../core/modelCard';
import { fedRange } from '../core/modelChoices';

/** Row-major RGB in 0..1, as the page has it. */
export interface FedPrintOptions {
  readonly picture: { readonly width: number; readonly height: number; readonly rgb: Float32Array };
  readonly input: NetworkInput;
}

export interface FedPrint {
  update(options: FedPrintOptions): void;
  destroy(): void;
}

const LUMINANCE = [0.299, 0.587, 0.114] as const;

/** RGBA bytes of the fed numbers, black at the least that the network can be fed and white at the most. */
export function fedPixels({ picture, input }: FedPrintOptions): Uint8ClampedArray<ArrayBuffer> {
  const { least, most } = fedRange(input);
  const order = input.channelOrder === 'bgr' ? [2, 1, 0] : [0, 1, 2];
  const bytes = new Uint8ClampedArray(picture.width * picture.height * 4);
  const fed = (at: number, channel: number) => (picture.rgb[at + channel]! - input.mean[channel]!) / input.std[channel]!;
  for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
    const values = order.map((channel) => fed(3 * pixel, channel));
    const grey = LUMINANCE.reduce((sum, weight, channel) => sum + weight * values[channel]!, 0);
    for (let channel = 0; channel < 3; channel++) {
      const value = input.channelOrder === 'grey' ? grey : values[channel]!;
      bytes[4 * pixel + channel] = (255 * (value - least)) / (most - least);
    }
    bytes[4 * pixel + 3] = 255;
  }
  return bytes;
}

export function createFedPrint(host: HTMLElement): FedPrint {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  host.append(canvas);
  return {
    update(options) {
      const { width, height } = options.picture;
      canvas.width = width;
      canvas.height = height;
      canvas.getContext('2d', { alpha: false })!.putImageData(new ImageData(fedPixels(options), width, height), 0, 0);
    },
    destroy: () => canvas.remove(),
  };
}
