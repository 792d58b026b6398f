/**
 * Filter gradients of dense convolutions, as one product of matrices.
 *
 * The forward pass adds x[n, i*s - p + a*d, j*s - p + b*d, :] * w[a, b] to y[n, i, j]. So dw[a, b] is the product of what the
 * filter's place (a, b) has seen, [inChannels, positions], with dy, [positions, outChannels]. tfjs has no such kernel for WASM,
 * whose fast product takes neither factor transposed.
 */
import * as tf from '@tensorflow/tfjs';
import type { ConvGeometry } from './convInputGradient';

/** Numbers in what a filter has seen of a batch that are laid out at once: 16 MiB. */
const MOST_NUMBERS_AT_ONCE = 1 << 22;

/**
 * @param x [batch, inHeight, inWidth, inChannels]
 * @param dy [batch, outHeight, outWidth, outChannels]
 * @returns [filterHeight, filterWidth, inChannels, outChannels]
 */
export function convFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, g: ConvGeometry): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, outHeight, outWidth, outChannels] = dy.shape;
    const inChannels = x.shape[3];
    const positions = batch * outHeight * outWidth;
    const flatDy = dy.reshape([positions, outChannels]) as tf.Tensor2D;
    const padded = padForWindows(x.transpose([3, 0, 1, 2]) as tf.Tensor4D, outHeight, outWidth, g);
    const seenFrom = (a: number, b: number) =>
      everyStride(padded, a * g.dilationHeight, b * g.dilationWidth, outHeight, outWidth, g).reshape([inChannels, positions]) as tf.Tensor2D;
    const places = Array.from({ length: g.filterHeight * g.filterWidth }, (_, place) => [Math.floor(place / g.filterWidth), place % g.filterWidth] as const);
    const atOnce = Math.max(1, Math.floor(MOST_NUMBERS_AT_ONCE / (inChannels * positions)));
    const parts: tf.Tensor2D[] = [];
    for (let first = 0; first < places.length; first += atOnce) {
      const part = tf.tidy(() => {
        const seen = places.slice(first, first + atOnce).map(([a, b]) => seenFrom(a, b));
        return tf.matMul<tf.Tensor2D>(seen.length === 1 ? seen[0]! : tf.concat2d(seen, 0), flatDy);
      });
      parts.push(part);
    }
    const whole = parts.length === 1 ? parts[0]! : tf.concat2d(parts, 0);
    return whole.reshape([g.filterHeight, g.filterWidth, inChannels, outChannels]) as tf.Tensor4D;
  });
}

/** [channels, batch, height, width], cut or zero-padded to what the windows reach. */
function padForWindows(x: tf.Tensor4D, outHeight: number, outWidth: number, g: ConvGeometry): tf.Tensor4D {
  const reach = (out: number, stride: number, filter: number, dilation: number) => (out - 1) * stride + (filter - 1) * dilation + 1;
  const below = reach(outHeight, g.strideHeight, g.filterHeight, g.dilationHeight) - g.padTop - g.inHeight;
  const right = reach(outWidth, g.strideWidth, g.filterWidth, g.dilationWidth) - g.padLeft - g.inWidth;
  const [channels, batch, height, width] = x.shape;
  const cut = below < 0 || right < 0 ? x.slice([0, 0, 0, 0], [channels, batch, height + Math.min(0, below), width + Math.min(0, right)]) : x;
  return tf.pad(cut, [[0, 0], [0, 0], [g.padTop, Math.max(0, below)], [g.padLeft, Math.max(0, right)]]) as tf.Tensor4D;
}

function everyStride(x: tf.Tensor4D, top: number, left: number, rows: number, columns: number, g: ConvGeometry): tf.Tensor {
  const [channels, batch] = x.shape;
  if (g.strideHeight === 1 && g.strideWidth === 1) return x.slice([0, 0, top, left], [channels, batch, rows, columns]);
  const end = [channels, batch, top + (rows - 1) * g.strideHeight + 1, left + (columns - 1) * g.strideWidth + 1];
  return tf.stridedSlice(x, [0, 0, top, left], end, [1, 1, g.strideHeight, g.strideWidth]);
}
