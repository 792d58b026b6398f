/** Conv and ConvTranspose, with any groups. */
import * as tf from '@tensorflow/tfjs';
import { dilateWithZeros } from '../../../kernels/dilate';
import type { Constant } from '../constants';
import { numberAttribute, numbersAttribute, textAttribute } from '../graph';
import { emptyLike, transposeNumbers } from '../numbers';
import { channelsLast, inOrder, numbersValue, orderedValue, plain, type Value } from '../values';
import { type Activation, convolve } from './convolve';
import { type Call, inputOf, type Operator, tensorOf, uploaded } from './operator';
import { type Windows, windowsOf } from './windows';

/** Groups are computed together, as one dense filter with zeros between them, up to so many channels. */
const MERGED_CHANNELS = 64;
/** The attribute that fusing an activation into a convolution leaves. */
export const FUSED_ACTIVATION = 'pixelsieve_activation';

const NHWC = channelsLast(4);

/** @returns its numbers; a filter that depends on the picture cannot be laid out beforehand */
function weightsOf(call: Call, index: number): Constant {
  const weights = inputOf(call, index);
  if (weights.kind === 'numbers') return weights;
  throw new Error('its filter depends on the picture; Pixelsieve convolves with fixed filters');
}

const biasOf = (call: Call): tf.Tensor1D | null =>
  call.inputs[2] ? (call.prepared('bias', [2], () => plain(tensorOf(call, 2)).reshape([-1])) as tf.Tensor1D) : null;

function conv(call: Call): Value {
  const value = tensorOf(call, 0);
  const weights = weightsOf(call, 1);
  const x = inOrder(value, channelsLast(value.order.length)) as tf.Tensor4D;
  const windows = windowsOf(call.node, [x.shape[1], x.shape[2]], weights.dims.slice(2));
  const groups = numberAttribute(call.node, 'group', 1);
  const expected = weights.dims[1]! * groups;
  if (expected !== x.shape[3]) throw new Error(`it takes ${expected} channels and gets ${x.shape[3]}`);
  const activation = textAttribute(call.node, FUSED_ACTIVATION, 'linear') as Activation;
  return orderedValue(grouped(call, x, weights, groups, biasOf(call), windows, activation), NHWC);
}

function grouped(call: Call, x: tf.Tensor4D, weights: Constant, groups: number, bias: tf.Tensor1D | null, windows: Windows, activation: Activation): tf.Tensor4D {
  const [outChannels, inEach] = weights.dims as [number, number];
  if (groups > 1 && inEach === 1 && outChannels % groups === 0) {
    const filter = call.prepared('filter', [1], () => uploaded(depthwiseFilter(weights, groups))) as tf.Tensor4D;
    return convolve(x, { filter, bias, windows, activation, isDepthwise: true });
  }
  if (groups === 1) {
    const filter = call.prepared('filter', [1], () => uploaded(transposeNumbers(weights, [2, 3, 1, 0]))) as tf.Tensor4D;
    return convolve(x, { filter, bias, windows, activation, isDepthwise: false });
  }
  const outEach = outChannels / groups;
  const together = Math.max(1, Math.floor(MERGED_CHANNELS / inEach));
  const parts: tf.Tensor4D[] = [];
  for (let first = 0; first < groups; first += together) {
    const count = Math.min(together, groups - first);
    const filter = call.prepared(`filter ${first}`, [1], () => uploaded(mergedFilter(weights, groups, first, count))) as tf.Tensor4D;
    const partBias = bias && (call.prepared(`bias ${first}`, [2], () => bias.slice(first * outEach, count * outEach)) as tf.Tensor1D);
    const part = x.slice([0, 0, 0, first * inEach], [x.shape[0], x.shape[1], x.shape[2], count * inEach]);
    parts.push(convolve(part, { filter, bias: partBias, windows, activation, isDepthwise: false }));
  }
  return parts.length === 1 ? parts[0]! : (tf.concat(parts, 3) as tf.Tensor4D);
}

/** [groups * multiplier, 1, h, w] to tfjs's [h, w, groups, multiplier]. */
function depthwiseFilter(weights: Constant, groups: number): Constant {
  const [outChannels, , height, width] = weights.dims as [number, number, number, number];
  return transposeNumbers({ ...weights, dims: [groups, outChannels / groups, height, width] }, [2, 3, 0, 1]);
}

/** Groups `first` to `first + count` as one filter [h, w, count * inEach, count * outEach], zero between groups. */
function mergedFilter(weights: Constant, groups: number, first: number, count: number): Constant {
  const [outChannels, inEach, height, width] = weights.dims as [number, number, number, number];
  const outEach = outChannels / groups;
  const dims = [height, width, count * inEach, count * outEach];
  const data = emptyLike('float32', height * width * count * inEach * count * outEach);
  for (let out = 0; out < count * outEach; out++) {
    const group = Math.floor(out / outEach);
    for (let input = 0; input < inEach; input++) {
      for (let place = 0; place < height * width; place++) {
        const from = ((first * outEach + out) * inEach + input) * height * width + place;
        data[(place * count * inEach + group * inEach + input) * count * outEach + out] = weights.data[from]!;
      }
    }
  }
  return numbersValue(dims, 'float32', data);
}

/**
 * The input is laid apart by the stride, with zeros between, and convolved with the filter turned by half a turn. Costs zeros where
 * a stride is large, and takes dilations, groups and any padding in one way that is differentiable on every backend.
 */
function convTranspose(call: Call): Value {
  const value = tensorOf(call, 0);
  const weights = weightsOf(call, 1);
  const { node } = call;
  const x = inOrder(value, channelsLast(value.order.length)) as tf.Tensor4D;
  const kernel = weights.dims.slice(2) as [number, number];
  if (kernel.length !== 2) throw new Error(`it works on ${kernel.length} spatial axes; Pixelsieve computes with two`);
  const strides = (numbersAttribute(node, 'strides') ?? [1, 1]) as [number, number];
  const dilations = (numbersAttribute(node, 'dilations') ?? [1, 1]) as [number, number];
  const margins = [0, 1].map((axis) => transposedMargins(call, axis, [x.shape[1], x.shape[2]][axis]!, kernel[axis]!, strides[axis]!, dilations[axis]!));
  const [vertical, horizontal] = margins as [Margins, Margins];
  const spread = dilateWithZeros(x, strides[0], strides[1]);
  // dilateWithZeros ends each row with zeros too.
  const rows = (x.shape[1] - 1) * strides[0] + 1;
  const columns = (x.shape[2] - 1) * strides[1] + 1;
  const [batch, , , channels] = x.shape;
  const cropTop = Math.max(0, -vertical.before);
  const cropLeft = Math.max(0, -horizontal.before);
  const cut = spread.slice([0, cropTop, cropLeft, 0], [batch, rows - cropTop - Math.max(0, -vertical.after), columns - cropLeft - Math.max(0, -horizontal.after), channels]);
  const windows: Windows = {
    kernel, strides: [1, 1], dilations, outHeight: vertical.out, outWidth: horizontal.out,
    top: Math.max(0, vertical.before), bottom: Math.max(0, vertical.after), left: Math.max(0, horizontal.before), right: Math.max(0, horizontal.after),
  };
  const groups = numberAttribute(node, 'group', 1);
  return orderedValue(grouped(call, cut, turned(weights, groups), groups, biasOf(call), windows, 'linear'), NHWC);
}

interface Margins {
  readonly before: number;
  readonly after: number;
  readonly out: number;
}

function transposedMargins(call: Call, axis: number, size: number, kernel: number, stride: number, dilation: number): Margins {
  const { node } = call;
  const reach = (kernel - 1) * dilation;
  const extra = numbersAttribute(node, 'output_padding')?.[axis] ?? 0;
  const whole = (size - 1) * stride + extra + reach + 1;
  const autoPad = textAttribute(node, 'auto_pad', 'NOTSET');
  const wanted = numbersAttribute(node, 'output_shape')?.at(axis - 2) ?? (autoPad.startsWith('SAME') ? size * stride : null);
  const pads = numbersAttribute(node, 'pads') ?? [0, 0, 0, 0];
  let [begin, end] = [pads[axis]!, pads[axis + 2]!];
  if (wanted !== null) {
    const total = Math.max(0, whole - wanted);
    const half = Math.floor(total / 2);
    [begin, end] = autoPad === 'SAME_UPPER' ? [half, total - half] : [total - half, half];
  }
  return { before: reach - begin, after: reach - end + extra, out: whole - begin - end };
}

/** [in, out / groups, h, w] to a convolution's [out, in / groups, h, w], turned by half a turn. */
function turned(weights: Constant, groups: number): Constant {
  const [inChannels, outEach, height, width] = weights.dims as [number, number, number, number];
  const inEach = inChannels / groups;
  const split = transposeNumbers({ ...weights, dims: [groups, inEach, outEach, height * width] }, [0, 2, 1, 3]);
  const places = height * width;
  const data = emptyLike('float32', split.data.length);
  for (let i = 0; i < data.length; i++) data[i] = split.data[i - (i % places) + (places - 1 - (i % places))]!;
  return numbersValue([groups * outEach, inEach, height, width], 'float32', data);
}

export const convolutionOperators: Readonly<Record<string, Operator>> = { Conv: conv, ConvTranspose: convTranspose };
