/**
 * Values on their way through the graph. ONNX thinks in batch, channels, height, width; tfjs's convolutions want channels last. So
 * a tensor carries the order in which its axes lie: transposing only renames them, and numbers move where an operator needs
 * another order. Shapes and what is computed from them stay plain numbers, so that they follow the batch of each call.
 */
import * as tf from '@tensorflow/tfjs';
import { type Constant, sizeOf } from './constants';

export interface TensorValue {
  readonly kind: 'tensor';
  /** Its axis p is the value's axis order[p]. */
  readonly tensor: tf.Tensor;
  readonly order: readonly number[];
}

/** Small numbers on this side, in the file's axis order. */
export interface NumbersValue extends Constant {
  readonly kind: 'numbers';
}

export type Value = TensorValue | NumbersValue;

export const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A tensor whose axes lie in the file's order. */
export const plainValue = (tensor: tf.Tensor): TensorValue => ({ kind: 'tensor', tensor, order: range(tensor.rank) });
export const orderedValue = (tensor: tf.Tensor, order: readonly number[]): TensorValue => ({ kind: 'tensor', tensor, order });
export const numbersValue = (dims: readonly number[], dtype: Constant['dtype'], data: Constant['data']): NumbersValue => ({ kind: 'numbers', dims, dtype, data });

/** [0, 2, 3, 1]: batch, then space, then channels, for any rank from 2. */
export const channelsLast = (rank: number) => [0, ...range(rank - 2).map((i) => i + 2), 1];

/** Sizes of the axes in the file's order. */
export function shapeOf(value: Value): number[] {
  if (value.kind === 'numbers') return [...value.dims];
  const shape = Array.from({ length: value.order.length }, () => 0);
  value.order.forEach((axis, position) => (shape[axis] = value.tensor.shape[position]!));
  return shape;
}

export const isIdentity = (order: readonly number[]) => order.every((axis, position) => axis === position);

/** The value's numbers with its axes lying in `order`. */
export function inOrder(value: TensorValue, order: readonly number[]): tf.Tensor {
  if (order.every((axis, position) => axis === value.order[position])) return value.tensor;
  return transposed(value.tensor, order.map((axis) => value.order.indexOf(axis)));
}

/**
 * tf.transpose that moves as little as can be: axes of one element move for nothing, and neighbours that stay together count as
 * one, since backends have quick kernels for two and three axes only.
 */
export function transposed(x: tf.Tensor, permutation: readonly number[]): tf.Tensor {
  const shape = permutation.map((axis) => x.shape[axis]!);
  const moving = permutation.filter((axis) => x.shape[axis] !== 1);
  const groups: number[][] = [];
  for (const axis of moving) {
    const last = groups.at(-1);
    const isNext = last && range(axis).slice(last.at(-1)! + 1).every((between) => x.shape[between] === 1) && axis > last.at(-1)!;
    if (isNext) last.push(axis);
    else groups.push([axis]);
  }
  if (groups.length <= 1) return x.reshape(shape);
  const inSource = [...groups].sort((a, b) => a[0]! - b[0]!);
  const collapsed = x.reshape(inSource.map((group) => sizeOf(group.map((axis) => x.shape[axis]!))));
  return tf.transpose(collapsed, groups.map((group) => inSource.indexOf(group))).reshape(shape);
}

/** In the file's own order. */
export const plain = (value: TensorValue) => inOrder(value, range(value.order.length));

/** Same order, other numbers. */
export const like = (value: TensorValue, tensor: tf.Tensor): TensorValue => orderedValue(tensor, value.order);

/** Where an axis of the file lies in the tensor; counts from the end where negative. */
export const positionOf = (value: TensorValue, axis: number) => value.order.indexOf(normalAxis(axis, value.order.length));
export const normalAxis = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);

/** Leading axes of one element, up to `rank`. */
export function withRank(value: TensorValue, rank: number): TensorValue {
  const added = rank - value.order.length;
  if (added <= 0) return value;
  const tensor = value.tensor.reshape([...range(added).map(() => 1), ...value.tensor.shape]);
  return orderedValue(tensor, [...range(added), ...value.order.map((axis) => axis + added)]);
}
