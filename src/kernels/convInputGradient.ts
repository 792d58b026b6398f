/**
 * Input gradients of convolutions, as forward convolutions of the zero-dilated output gradient.
 *
 * With stride s, kernel k and top padding p the forward pass reads x[i*s - p + a] * w[a]. So
 * dx[j] = sum over i, a with i*s - p + a = j of dy[i] w[a]: a stride-1 convolution of dy, dilated by s, with the flipped
 * filter and top padding (k - 1)*d - p, d being the filter's own dilation. On the WASM backend this runs on XNNPACK,
 * where tfjs has a scalar loop (dense) or nothing at all (depthwise).
 */
import * as tf from '@tensorflow/tfjs';
import { dilateWithZeros, fitBottomRight } from './dilate';
import { hasPhases, stridedConvInputGradient } from './stridedConvInputGradient';

export interface ConvGeometry {
  readonly inHeight: number;
  readonly inWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
}

type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

interface PreparedGradient {
  readonly dy: tf.Tensor4D;
  /** Where the padding would be negative, the input's leading rows and columns that the filter never reaches back to. */
  readonly cropTop: number;
  readonly cropLeft: number;
  readonly pad: ExplicitPadding;
}

/** Dilates dy and finds the explicit padding under which a stride-1 convolution gives inHeight x inWidth. */
function prepare(dy: tf.Tensor4D, g: ConvGeometry): PreparedGradient {
  const spanHeight = (g.filterHeight - 1) * g.dilationHeight;
  const spanWidth = (g.filterWidth - 1) * g.dilationWidth;
  const before = { top: spanHeight - g.padTop, left: spanWidth - g.padLeft };
  const top = Math.max(0, before.top);
  const left = Math.max(0, before.left);
  const cropTop = top - before.top;
  const cropLeft = left - before.left;
  // Rows that the padded, dilated gradient must have, less the ones on top.
  const needRows = g.inHeight + cropTop + spanHeight - top;
  const needColumns = g.inWidth + cropLeft + spanWidth - left;
  const dilated = dilateWithZeros(dy, g.strideHeight, g.strideWidth);
  const rows = Math.min(dilated.shape[1], needRows);
  const columns = Math.min(dilated.shape[2], needColumns);
  return {
    dy: fitBottomRight(dilated, rows, columns),
    cropTop,
    cropLeft,
    pad: [[0, 0], [top, needRows - rows], [left, needColumns - columns], [0, 0]],
  };
}

function crop(dx: tf.Tensor4D, prepared: PreparedGradient, g: ConvGeometry): tf.Tensor4D {
  if (prepared.cropTop === 0 && prepared.cropLeft === 0) return dx;
  const [batch, , , channels] = dx.shape;
  return dx.slice([0, prepared.cropTop, prepared.cropLeft, 0], [batch, g.inHeight, g.inWidth, channels]);
}

/** Makes a filter of another, or finds the one that was made before. */
export type DeriveFilter = (key: string, make: () => tf.Tensor4D) => tf.Tensor4D;
const makeAnew: DeriveFilter = (_, make) => make();

/**
 * @param dy [batch, outHeight, outWidth, outChannels]
 * @param filter [filterHeight, filterWidth, inChannels, outChannels]
 * @returns [batch, inHeight, inWidth, inChannels]
 */
export function convInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, g: ConvGeometry, derive = makeAnew): tf.Tensor4D {
  if (hasPhases(g)) return stridedConvInputGradient(dy, filter, g, derive);
  return tf.tidy(() => {
    const prepared = prepare(dy, g);
    const flipped = derive('mirrored', () => tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D);
    const dx = tf.conv2d(prepared.dy, flipped, 1, prepared.pad, 'NHWC', [g.dilationHeight, g.dilationWidth]);
    return crop(dx, prepared, g);
  });
}

/**
 * @param dy [batch, outHeight, outWidth, inChannels * multiplier]
 * @param filter [filterHeight, filterWidth, inChannels, multiplier]
 * @returns [batch, inHeight, inWidth, inChannels]
 */
export function depthwiseConvInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, g: ConvGeometry, derive = makeAnew): tf.Tensor4D {
  return tf.tidy(() => {
    const prepared = prepare(dy, g);
    const [filterHeight, filterWidth, inChannels, multiplier] = filter.shape;
    const flipped = derive('mirrored depthwise', () =>
      tf.reverse(filter, [0, 1]).reshape([filterHeight, filterWidth, inChannels * multiplier, 1]) as tf.Tensor4D);
    // The depthwise kernels want one of SAME, VALID or a number; any other padding is made by hand.
    const isSame = isSamePadding(prepared.pad[1], (filterHeight - 1) * g.dilationHeight) && isSamePadding(prepared.pad[2], (filterWidth - 1) * g.dilationWidth);
    const padded = isSame ? prepared.dy : (tf.pad(prepared.dy, prepared.pad) as tf.Tensor4D);
    const perOutput = tf.depthwiseConv2d(padded, flipped, 1, isSame ? 'same' : 'valid', 'NHWC', [g.dilationHeight, g.dilationWidth]);
    const [batch, height, width] = perOutput.shape;
    const summed =
      multiplier === 1
        ? perOutput
        : (perOutput.reshape([batch, height, width, inChannels, multiplier]).sum(4) as tf.Tensor4D);
    return crop(summed, prepared, g);
  });
}

/** SAME at stride 1 puts the odd row after. */
const isSamePadding = ([before, after]: readonly [number, number], span: number) =>
  before === Math.floor(span / 2) && after === span - before;
