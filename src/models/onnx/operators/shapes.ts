/** Operators that rename, regroup or ask for axes. */
import * as tf from '@tensorflow/tfjs';
import { dtypeOf, makeConstant, sizeOf } from '../constants';
import { numberAttribute, numbersAttribute } from '../graph';
import { broadcastNumbers, broadcastShape, emptyLike, mapNumbers, transposeNumbers } from '../numbers';
import { reshaped } from '../reshape';
import { type NumbersValue, normalAxis, numbersValue, orderedValue, range, shapeOf, type Value, withRank } from '../values';
import { type Call, inputOf, numbersOf, type Operator, optionalNumbers, tensorOf } from './operator';

const wholeNumbers = (values: readonly number[], dims: readonly number[] = [values.length]): NumbersValue => ({ kind: 'numbers', ...makeConstant(dims, 'int32', values) });

/** The value with another shape, whichever kind it is. */
function withShape(value: Value, shape: readonly number[]): Value {
  if (value.kind === 'tensor') return reshaped(value, shape);
  if (sizeOf(shape) !== value.data.length) throw new Error(`[${value.dims}] cannot be reshaped to [${shape}]`);
  return { ...value, dims: shape };
}

/** Axes are an attribute in older operator sets and an input in newer ones. */
export function axesOf(call: Call, inputIndex: number): readonly number[] | null {
  return numbersAttribute(call.node, 'axes') ?? optionalNumbers(call, inputIndex);
}

function shape(call: Call): Value {
  const dims = shapeOf(inputOf(call, 0));
  const start = normalAxis(numberAttribute(call.node, 'start', 0), dims.length);
  const end = normalAxis(numberAttribute(call.node, 'end', dims.length), dims.length);
  return wholeNumbers(dims.slice(start, end));
}

/** 0 keeps a size and -1 takes what is left. Where the file fixes the batch, its number stands for the batch of this call. */
export function targetShape(call: Call, target: readonly number[], from: readonly number[]): number[] {
  const keepsZero = numberAttribute(call.node, 'allowzero', 0) === 1;
  const sizes = target.map((size, axis) => (size === 0 && !keepsZero ? (from[axis] ?? 1) : size));
  const { fileBatch, batch } = call;
  const isFixed = fileBatch !== null && fileBatch !== batch && from[0] === batch && sizes[0] === fileBatch;
  const total = sizeOf(from);
  const known = sizeOf(sizes.filter((size) => size !== -1));
  const left = sizes.includes(-1);
  if (isFixed && (left ? total % (known * (batch / fileBatch)) === 0 : known * (batch / fileBatch) === total)) sizes[0] = batch;
  return sizes.map((size) => (size === -1 ? total / sizeOf(sizes.filter((other) => other !== -1)) : size));
}

function reshape(call: Call): Value {
  const value = inputOf(call, 0);
  const target = numbersAttribute(call.node, 'shape') ?? [...numbersOf(call, 1).data];
  return withShape(value, targetShape(call, target, shapeOf(value)));
}

function flatten(call: Call): Value {
  const value = inputOf(call, 0);
  const dims = shapeOf(value);
  const axis = normalAxis(numberAttribute(call.node, 'axis', 1), dims.length);
  return withShape(value, [sizeOf(dims.slice(0, axis)), sizeOf(dims.slice(axis))]);
}

function squeeze(call: Call): Value {
  const value = inputOf(call, 0);
  const dims = shapeOf(value);
  const axes = axesOf(call, 1)?.map((axis) => normalAxis(axis, dims.length)) ?? range(dims.length).filter((axis) => dims[axis] === 1);
  return withShape(value, dims.filter((_, axis) => !axes.includes(axis)));
}

function unsqueeze(call: Call): Value {
  const value = inputOf(call, 0);
  const dims = shapeOf(value);
  const axes = axesOf(call, 1) ?? [];
  const rank = dims.length + axes.length;
  const added = new Set(axes.map((axis) => normalAxis(axis, rank)));
  let next = 0;
  return withShape(value, range(rank).map((axis) => (added.has(axis) ? 1 : dims[next++]!)));
}

function transpose(call: Call): Value {
  const value = inputOf(call, 0);
  const permutation = numbersAttribute(call.node, 'perm') ?? range(shapeOf(value).length).reverse();
  if (value.kind === 'numbers') return transposeNumbers(value, permutation);
  return orderedValue(value.tensor, value.order.map((axis) => permutation.indexOf(axis)));
}

function expand(call: Call): Value {
  const value = inputOf(call, 0);
  const dims = broadcastShape(shapeOf(value), [...numbersOf(call, 1).data]);
  if (value.kind === 'numbers') return broadcastNumbers(value, dims);
  const ranked = withRank(value, dims.length);
  const target = ranked.order.map((axis) => dims[axis]!);
  if (target.every((size, i) => size === ranked.tensor.shape[i])) return ranked;
  return orderedValue(tf.broadcastTo(ranked.tensor, target), ranked.order);
}

function tile(call: Call): Value {
  const value = tensorOf(call, 0);
  const repeats = [...numbersOf(call, 1).data];
  return orderedValue(tf.tile(value.tensor, value.order.map((axis) => repeats[axis]!)), value.order);
}

/** Precision beyond 32 bits is not kept, and 16 bits are computed with as 32. */
function cast(call: Call): Value {
  const value = inputOf(call, 0);
  const other = call.node.op === 'CastLike' ? inputOf(call, 1) : null;
  const dtype = other ? (other.kind === 'numbers' ? other.dtype : (other.tensor.dtype as 'float32')) : dtypeOf(numberAttribute(call.node, 'to', 1));
  if (!dtype) throw new Error('it casts to a type that cannot be computed with here');
  if (value.kind === 'numbers') return mapNumbers(value, dtype, (x) => (dtype === 'bool' ? Number(x !== 0) : dtype === 'int32' ? Math.trunc(x) : x));
  return value.tensor.dtype === dtype ? value : orderedValue(tf.cast(value.tensor, dtype), value.order);
}

function constantOfShape(call: Call): Value {
  const dims = [...numbersOf(call, 0).data];
  const given = call.node.attributes.get('value');
  const fill = given && typeof given === 'object' && 'data' in given ? given : makeConstant([1], 'float32', [0]);
  return numbersValue(dims, fill.dtype, emptyLike(fill.dtype, sizeOf(dims)).fill(fill.data[0]!));
}

function rangeOf(call: Call): Value {
  const [start, limit, step] = [0, 1, 2].map((i) => numbersOf(call, i)) as [NumbersValue, NumbersValue, NumbersValue];
  const count = Math.max(0, Math.ceil((limit.data[0]! - start.data[0]!) / step.data[0]!));
  return { kind: 'numbers', ...makeConstant([count], start.dtype, range(count).map((i) => start.data[0]! + i * step.data[0]!)) };
}

export const shapeOperators: Readonly<Record<string, Operator>> = {
  Shape: shape, Reshape: reshape, Flatten: flatten, Squeeze: squeeze, Unsqueeze: unsqueeze, Transpose: transpose, Expand: expand, Tile: tile,
  Cast: cast, CastLike: cast, ConstantOfShape: constantOfShape, Range: rangeOf,
  Size: (call) => wholeNumbers([sizeOf(shapeOf(inputOf(call, 0)))], []),
  Identity: (call) => inputOf(call, 0),
  // As when it was trained; dropping out is no part of it.
  Dropout: (call) => inputOf(call, 0),
};
