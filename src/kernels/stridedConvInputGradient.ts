/**
 * The input gradient of a convolution with stride s, without the zeros that dilating the output's gradient would multiply.
 *
 * dx[m] sums dy[o] w[k] over o s + k - pad = m. Rows m = s i + p of one phase p meet the taps k = s j + p + pad only, at
 * o = i - j: a convolution of dy with a small filter of its own. All s x s phases are output channels of one convolution, and
 * depth-to-space puts them where they belong.
 */
import * as tf from '@tensorflow/tfjs';
import type { ConvGeometry, DeriveFilter } from './convInputGradient';
import { phasesToSpace } from './phasesToSpace';

/** Whether this way is open: one stride for both axes, no dilation, and a filter that reaches over its padding. */
export function hasPhases(g: ConvGeometry): boolean {
  const isPlain = g.dilationHeight === 1 && g.dilationWidth === 1;
  const reaches = g.filterHeight > g.padTop && g.filterWidth > g.padLeft;
  return isPlain && reaches && g.strideHeight > 1 && g.strideHeight === g.strideWidth;
}

/** Shifts j that any phase has taps for. */
interface Shifts {
  readonly first: number;
  readonly last: number;
}

function shiftsOf(filterLength: number, pad: number, stride: number): Shifts {
  return { first: Math.ceil(-(stride - 1 + pad) / stride), last: Math.floor((filterLength - 1 - pad) / stride) };
}

/** @param filter [filterHeight, filterWidth, inChannels, outChannels] */
export function stridedConvInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, g: ConvGeometry, derive: DeriveFilter): tf.Tensor4D {
  const stride = g.strideHeight;
  const rows = shiftsOf(g.filterHeight, g.padTop, stride);
  const columns = shiftsOf(g.filterWidth, g.padLeft, stride);
  return tf.tidy(() => {
    const phases = derive(`phases ${stride} ${g.padTop} ${g.padLeft}`, () => phaseFilter(filter, g, rows, columns));
    const [batch, height, width] = dy.shape;
    const vertical = framing(height, Math.ceil(g.inHeight / stride), rows);
    const horizontal = framing(width, Math.ceil(g.inWidth / stride), columns);
    const isWhole = vertical.kept === height && horizontal.kept === width;
    const cut = isWhole ? dy : dy.slice([0, 0, 0, 0], [batch, vertical.kept, horizontal.kept, -1]);
    const packed = tf.conv2d(cut, phases, 1, [[0, 0], vertical.pad, horizontal.pad, [0, 0]]);
    return phasesToSpace(packed, stride, g.inHeight, g.inWidth);
  });
}

/** Padding and length of dy under which the convolution gives `wanted` positions. */
function framing(length: number, wanted: number, { first, last }: Shifts): { kept: number; pad: [number, number] } {
  const after = wanted + (last - first) - length - last;
  return after >= 0 ? { kept: length, pad: [last, after] } : { kept: length + after, pad: [last, 0] };
}

/** [shifts, shifts, outChannels, stride * stride * inChannels], phases first among the channels. */
function phaseFilter(filter: tf.Tensor4D, g: ConvGeometry, rows: Shifts, columns: Shifts): tf.Tensor4D {
  const stride = g.strideHeight;
  const taps = { height: rows.last - rows.first + 1, width: columns.last - columns.first + 1 };
  const padded = (length: number) => length * stride;
  // Tap k stands at k + before, so that position s t' + p holds the tap of shift j = first + t' and phase p.
  const before = { top: -(stride * rows.first + g.padTop), left: -(stride * columns.first + g.padLeft) };
  const height = padded(taps.height);
  const width = padded(taps.width);
  const aligned = alignTaps(alignTaps(filter, 0, before.top, height), 1, before.left, width);
  const [, , inChannels, outChannels] = filter.shape;
  const split = aligned.reshape([taps.height, stride, taps.width, stride, inChannels, outChannels]);
  // A convolution reads forwards what the shift counts backwards.
  return split.transpose([0, 2, 5, 1, 3, 4]).reshape([taps.height, taps.width, outChannels, stride * stride * inChannels]).reverse([0, 1]) as tf.Tensor4D;
}

/** Moves taps along an axis of `length` positions; what falls off it belongs to no phase. */
function alignTaps(filter: tf.Tensor4D, axis: 0 | 1, before: number, length: number): tf.Tensor4D {
  const paddings = [0, 1, 2, 3].map((each) => (each === axis ? [Math.max(0, before), Math.max(0, length - before - filter.shape[axis])] : [0, 0])) as [number, number][];
  const begin = [0, 0, 0, 0];
  begin[axis] = Math.max(0, -before);
  const size = [-1, -1, -1, -1];
  size[axis] = length;
  return tf.pad(filter, paddings).slice(begin, size) as tf.Tensor4D;
}
