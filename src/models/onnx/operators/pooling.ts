import * as tf from '@tensorflow/tfjs';
import { numberAttribute, numbersAttribute } from '../graph';
import { channelsLast, inOrder, orderedValue, range, type Value } from '../values';
import { type Call, type Operator, tensorOf } from './operator';
import { explicitPadding, type Windows, windowsOf } from './windows';

/** Below every feature: what a padded place counts as among maxima. */
const LOWEST = -3.4e38;

function pictureOf(call: Call): tf.Tensor4D {
  const value = tensorOf(call, 0);
  return inOrder(value, channelsLast(value.order.length)) as tf.Tensor4D;
}

function maxPool(call: Call): Value {
  const x = pictureOf(call);
  const windows = windowsOf(call.node, [x.shape[1], x.shape[2]], numbersAttribute(call.node, 'kernel_shape') ?? []);
  const isPadded = windows.top + windows.bottom + windows.left + windows.right > 0;
  const padded = (isPadded ? tf.pad(x, explicitPadding(windows), LOWEST) : x) as tf.Tensor4D;
  const isDilated = windows.dilations.some((dilation) => dilation > 1);
  const y = isDilated ? dilatedMaximum(padded, windows) : maximum(padded, windows);
  return orderedValue(y, channelsLast(4));
}

function maximum(padded: tf.Tensor4D, { kernel, strides }: Windows): tf.Tensor4D {
  return tf.maxPool(padded, kernel as [number, number], strides as [number, number], 'valid');
}

/** The largest of the shifted pictures, one for each place of the window. */
function dilatedMaximum(x: tf.Tensor4D, { kernel, strides, dilations, outHeight, outWidth }: Windows): tf.Tensor4D {
  const [batch, , , channels] = x.shape;
  const shifted = range(kernel[0] * kernel[1]).map((place) => {
    const top = Math.floor(place / kernel[1]) * dilations[0];
    const left = (place % kernel[1]) * dilations[1];
    const end = [batch, top + (outHeight - 1) * strides[0] + 1, left + (outWidth - 1) * strides[1] + 1, channels];
    return tf.stridedSlice(x, [0, top, left, 0], end, [1, strides[0], strides[1], 1]);
  });
  return shifted.reduce((a, b) => tf.maximum(a, b)) as tf.Tensor4D;
}

/**
 * tfjs divides the gradient by the whole window also where part of it is padding, so padding is made by hand and each place is
 * scaled by how many numbers it averages.
 */
function averagePool(call: Call): Value {
  const x = pictureOf(call);
  const size: [number, number] = [x.shape[1], x.shape[2]];
  const windows = windowsOf(call.node, size, numbersAttribute(call.node, 'kernel_shape') ?? []);
  if (windows.dilations.some((dilation) => dilation > 1)) throw new Error('it averages over dilated windows, which Pixelsieve cannot compute');
  const isPadded = windows.top + windows.bottom + windows.left + windows.right > 0;
  const padded = (isPadded ? tf.pad(x, explicitPadding(windows)) : x) as tf.Tensor4D;
  const y = tf.avgPool(padded, windows.kernel as [number, number], windows.strides as [number, number], 'valid');
  const scales = averagingScales(call, size, windows);
  return orderedValue(scales ? y.mul(scales) : y, channelsLast(4));
}

/** Window over counted places, [1, outHeight, outWidth, 1]; null where all are counted. */
function averagingScales(call: Call, size: readonly [number, number], windows: Windows): tf.Tensor | null {
  const pads = numbersAttribute(call.node, 'pads') ?? [windows.top, windows.left, windows.bottom, windows.right];
  const countsPadding = numberAttribute(call.node, 'count_include_pad', 0) === 1;
  const counted = (axis: 0 | 1, out: number, before: number) => {
    const [least, most] = countsPadding ? [-before, size[axis] + pads[axis + 2]!] : [0, size[axis]];
    return range(out).map((i) => {
      const start = i * windows.strides[axis] - before;
      return Math.min(start + windows.kernel[axis], most) - Math.max(start, least);
    });
  };
  const rows = counted(0, windows.outHeight, windows.top).map((count) => windows.kernel[0] / count);
  const columns = counted(1, windows.outWidth, windows.left).map((count) => windows.kernel[1] / count);
  if (rows.every((scale) => scale === 1) && columns.every((scale) => scale === 1)) return null;
  return tf.tensor(rows.flatMap((row) => columns.map((column) => row * column)), [1, rows.length, columns.length, 1]);
}

const globally = (reduce: (x: tf.Tensor, axes: number[]) => tf.Tensor): Operator => (call) => {
  const value = tensorOf(call, 0);
  const last = channelsLast(value.order.length);
  return orderedValue(reduce(inOrder(value, last), range(last.length - 2).map((axis) => axis + 1)), last);
};

/** Across channels: x / (bias + alpha / size * sum of squares)^beta, the sum as a product with a band of ones. */
function lrn(call: Call): Value {
  const x = pictureOf(call);
  const channels = x.shape[3];
  const size = numberAttribute(call.node, 'size', 1);
  const alpha = numberAttribute(call.node, 'alpha', 1e-4);
  const beta = numberAttribute(call.node, 'beta', 0.75);
  const before = Math.floor((size - 1) / 2);
  const after = Math.ceil((size - 1) / 2);
  const band = call.prepared('band', [], () => {
    const rows = range(channels).flatMap((from) => range(channels).map((to) => (from >= to - before && from <= to + after ? alpha / size : 0)));
    return tf.tensor(rows, [1, 1, channels, channels]);
  }) as tf.Tensor4D;
  const energy = tf.conv2d(x.square() as tf.Tensor4D, band, 1, 'valid').add(numberAttribute(call.node, 'bias', 1));
  return orderedValue(x.mul(tf.exp(tf.log(energy).mul(-beta))), channelsLast(4));
}

export const poolingOperators: Readonly<Record<string, Operator>> = {
  MaxPool: maxPool, AveragePool: averagePool, LRN: lrn,
  GlobalAveragePool: globally((x, axes) => tf.mean(x, axes, true)),
  GlobalMaxPool: globally((x, axes) => tf.max(x, axes, true)),
};
