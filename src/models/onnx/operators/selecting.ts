/** Operators that cut, pick and join. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../constants';
import { numberAttribute, numbersAttribute } from '../graph';
import { concatNumbers, emptyLike, strided, stridesOf } from '../numbers';
import { reshaped } from '../reshape';
import { inOrder, like, normalAxis, type NumbersValue, numbersValue, orderedValue, plain, plainValue, positionOf, range, shapeOf, type TensorValue, type Value } from '../values';
import { type Call, inputOf, numbersOf, type Operator, optionalNumbers, tensorOf } from './operator';

/** Elements start, start + step, ... of one axis; `step` may be negative. */
export function picked(value: Value, axis: number, start: number, count: number, step = 1): Value {
  if (value.kind === 'numbers') {
    const strides = stridesOf(value.dims);
    const dims = value.dims.map((size, i) => (i === axis ? count : size));
    return strided(value, dims, strides.map((stride, i) => (i === axis ? stride * step : stride)), start * strides[axis]!);
  }
  const position = positionOf(value, axis);
  const { shape } = value.tensor;
  const size = shape[position]!;
  if (step < 0) return picked(like(value, tf.reverse(value.tensor, position)), axis, size - 1 - start, count, -step);
  if (start === 0 && count === size && step === 1) return value;
  // As three axes: every backend's kernel takes those, and the WASM one copies runs there, single numbers from five axes on.
  const outer = sizeOf(shape.slice(0, position));
  const inner = sizeOf(shape.slice(position + 1));
  const flat = value.tensor.reshape([outer, size, inner]);
  const part = step === 1 ? tf.slice(flat, [0, start, 0], [outer, count, inner]) : tf.stridedSlice(flat, [0, start, 0], [outer, start + (count - 1) * step + 1, inner], [1, step, 1]);
  return like(value, part.reshape(shape.map((other, i) => (i === position ? count : other))));
}

function slice(call: Call): Value {
  let value = inputOf(call, 0);
  const starts = numbersAttribute(call.node, 'starts') ?? [...numbersOf(call, 1).data];
  const ends = numbersAttribute(call.node, 'ends') ?? [...numbersOf(call, 2).data];
  const axes = numbersAttribute(call.node, 'axes') ?? optionalNumbers(call, 3) ?? range(starts.length);
  const steps = optionalNumbers(call, 4);
  axes.forEach((listed, i) => {
    const dims = shapeOf(value);
    const axis = normalAxis(listed, dims.length);
    const size = dims[axis]!;
    const step = steps?.[i] ?? 1;
    const fromEnd = (place: number) => (place < 0 ? place + size : place);
    const clamp = (place: number, least: number, most: number) => Math.max(least, Math.min(most, place));
    const start = step > 0 ? clamp(fromEnd(starts[i]!), 0, size) : clamp(fromEnd(starts[i]!), 0, size - 1);
    const end = step > 0 ? clamp(fromEnd(ends[i]!), 0, size) : clamp(fromEnd(ends[i]!), -1, size - 1);
    value = picked(value, axis, start, Math.max(0, Math.ceil((end - start) / step)), step);
  });
  return value;
}

function split(call: Call): Value[] {
  const value = inputOf(call, 0);
  const dims = shapeOf(value);
  const axis = normalAxis(numberAttribute(call.node, 'axis', 0), dims.length);
  const outputs = call.node.outputs.length;
  const each = Math.ceil(dims[axis]! / outputs);
  const even = range(outputs).map((i) => Math.min(each, dims[axis]! - i * each));
  const sizes = numbersAttribute(call.node, 'split') ?? optionalNumbers(call, 1) ?? even;
  let start = 0;
  return sizes.map((size) => {
    const part = picked(value, axis, start, size);
    start += size;
    return part;
  });
}

/** Parts with a batch of one, such as a class token whose batch the file fixed, go with every picture. */
function concat(call: Call): Value {
  const values = call.inputs.map((_, i) => inputOf(call, i));
  const axis = normalAxis(numberAttribute(call.node, 'axis', 1), shapeOf(values[0]!).length);
  if (values.every((value): value is NumbersValue => value.kind === 'numbers')) return concatNumbers(values, axis);
  const tensors = values.map((_, i) => tensorOf(call, i)).filter(({ tensor }) => tensor.size > 0);
  const largest = tensors.reduce((a, b) => (b.tensor.size > a.tensor.size ? b : a));
  const batch = axis === 0 ? null : shapeOf(largest)[0]!;
  const parts = tensors.map((value) => {
    const part = inOrder(value, largest.order);
    const place = largest.order.indexOf(0);
    return batch === null || part.shape[place] === batch ? part : tf.tile(part, part.shape.map((_, i) => (i === place ? batch : 1)));
  });
  return like(largest, parts.length === 1 ? parts[0]! : tf.concat(parts, largest.order.indexOf(axis)));
}

function gather(call: Call): Value {
  const value = inputOf(call, 0);
  const indices = numbersOf(call, 1);
  const dims = shapeOf(value);
  const axis = normalAxis(numberAttribute(call.node, 'axis', 0), dims.length);
  const places = [...indices.data].map((index) => normalAxis(index, dims[axis]!));
  const shape = [...dims.slice(0, axis), ...indices.dims, ...dims.slice(axis + 1)];
  if (value.kind === 'numbers') return gatherNumbers(value, axis, places, shape);
  // tfjs's gather has no gradient on WASM; runs of neighbours are cut out instead.
  const runs: { start: number; count: number }[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last && last.start + last.count === place) last.count++;
    else runs.push({ start: place, count: 1 });
  }
  const parts = runs.map(({ start, count }) => picked(value, axis, start, count) as TensorValue);
  const joined = parts.length === 1 ? parts[0]! : like(value, tf.concat(parts.map(({ tensor }) => tensor), positionOf(value, axis)));
  return reshaped(joined, shape);
}

function gatherNumbers(value: NumbersValue, axis: number, places: readonly number[], shape: readonly number[]): Value {
  const inner = sizeOf(value.dims.slice(axis + 1));
  const outer = sizeOf(value.dims.slice(0, axis));
  const data = emptyLike(value.dtype, outer * places.length * inner);
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const place of places) {
      const from = (i * value.dims[axis]! + place) * inner;
      data.set(value.data.subarray(from, from + inner), at);
      at += inner;
    }
  }
  return numbersValue(shape, value.dtype, data);
}

/** [n, c * b * b, h, w] to [n, c, h * b, w * b], in the file's axis order. */
function depthToSpace(call: Call): Value {
  const value = tensorOf(call, 0);
  const [n, c, h, w] = shapeOf(value) as [number, number, number, number];
  const block = numberAttribute(call.node, 'blocksize', 1);
  const depth = c / (block * block);
  const isCrd = call.node.attributes.get('mode') === 'CRD';
  const split = reshaped(value, isCrd ? [n, depth, block, block, h, w] : [n, block, block, depth, h, w]);
  const [blockRow, blockColumn, channel] = isCrd ? [2, 3, 1] : [1, 2, 3];
  const channelsLast = inOrder(split, [0, 4, blockRow, 5, blockColumn, channel]);
  return orderedValue(channelsLast.reshape([n, h * block, w * block, depth]), [0, 2, 3, 1]);
}

function spaceToDepth(call: Call): Value {
  const value = tensorOf(call, 0);
  const [n, c, h, w] = shapeOf(value) as [number, number, number, number];
  const block = numberAttribute(call.node, 'blocksize', 1);
  const split = reshaped(value, [n, c, h / block, block, w / block, block]);
  const joined = inOrder(split, [0, 2, 4, 3, 5, 1]);
  return orderedValue(joined.reshape([n, h / block, w / block, c * block * block]), [0, 2, 3, 1]);
}

/** Only by numbers that are known beforehand, as in index arithmetic. */
function gatherElements(call: Call): Value {
  const [value, indices] = [numbersOf(call, 0), numbersOf(call, 1)];
  const axis = normalAxis(numberAttribute(call.node, 'axis', 0), value.dims.length);
  const strides = stridesOf(value.dims);
  const out = stridesOf(indices.dims);
  const data = emptyLike(value.dtype, indices.data.length);
  for (let i = 0; i < data.length; i++) {
    const from = strides.reduce((sum, stride, k) => {
      const along = k === axis ? normalAxis(indices.data[i]!, value.dims[axis]!) : Math.floor(i / out[k]!) % indices.dims[k]!;
      return sum + along * stride;
    }, 0);
    data[i] = value.data[from]!;
  }
  return numbersValue(indices.dims, value.dtype, data);
}

/** Only into numbers that are known beforehand, as in attention masks and index arithmetic. */
function scatterNd(call: Call): Value {
  const [value, indices, updates] = [numbersOf(call, 0), numbersOf(call, 1), numbersOf(call, 2)];
  const depth = indices.dims.at(-1)!;
  const strides = stridesOf(value.dims);
  const run = sizeOf(value.dims.slice(depth));
  const reduction = call.node.attributes.get('reduction') ?? 'none';
  if (reduction !== 'none') throw new Error(`it reduces by "${String(reduction)}"`);
  const data = value.data.slice();
  for (let i = 0; i < indices.data.length / depth; i++) {
    const at = range(depth).reduce((sum, axis) => sum + normalAxis(indices.data[i * depth + axis]!, value.dims[axis]!) * strides[axis]!, 0);
    data.set(updates.data.subarray(i * run, (i + 1) * run), at);
  }
  return numbersValue(value.dims, value.dtype, data);
}

function argMax(call: Call): Value {
  const value = tensorOf(call, 0);
  const axis = normalAxis(numberAttribute(call.node, 'axis', 0), value.order.length);
  const found = call.node.op === 'ArgMax' ? tf.argMax(plain(value), axis) : tf.argMin(plain(value), axis);
  return plainValue(numberAttribute(call.node, 'keepdims', 1) === 1 ? tf.expandDims(found, axis) : found);
}

export const selectingOperators: Readonly<Record<string, Operator>> = {
  Slice: slice, Split: split, Concat: concat, Gather: gather, GatherElements: gatherElements, ScatterND: scatterNd,
  DepthToSpace: depthToSpace, SpaceToDepth: spaceToDepth, ArgMax: argMax, ArgMin: argMax,
};
