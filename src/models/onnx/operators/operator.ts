/** What an operator's implementation gets and gives. */
import * as tf from '@tensorflow/tfjs';
import type { Constant } from '../constants';
import type { OnnxNode } from '../graph';
import { type NumbersValue, plainValue, type TensorValue, type Value } from '../values';

export interface Call {
  readonly node: OnnxNode;
  readonly opset: number;
  /** As the node lists them; null where an optional one is left out. */
  readonly inputs: readonly (Value | null)[];
  /** Pictures in this call, and in the file's mind where it fixes them. */
  readonly batch: number;
  readonly fileBatch: number | null;
  /** Whether that input is the same in every call. */
  isConstant(index: number): boolean;
  /**
   * What is made of the inputs at `indices` alone: once for as long as the network lives where they are constant.
   * @param make within a tidy
   */
  prepared(key: string, indices: readonly number[], make: () => tf.Tensor): tf.Tensor;
}

/** Differentiable with respect to tensors. May run within tf.tidy and gradients. */
export type Operator = (call: Call) => Value | readonly Value[];

/** @throws Error where the input is left out */
export function inputOf(call: Call, index: number): Value {
  const value = call.inputs[index];
  if (!value) throw new Error(`its input ${index + 1} is missing`);
  return value;
}

/** The input on the backend; numbers are uploaded, constants once. */
export function tensorOf(call: Call, index: number): TensorValue {
  const value = inputOf(call, index);
  if (value.kind === 'tensor') return value;
  return plainValue(call.prepared(`input ${index}`, [index], () => uploaded(value)));
}

export const uploaded = ({ data, dims, dtype }: Constant) => tf.tensor(data, [...dims], dtype);

/** @throws Error where the input is computed from pixels, so that nothing can be planned with it */
export function numbersOf(call: Call, index: number): NumbersValue {
  const value = inputOf(call, index);
  if (value.kind === 'numbers') return value;
  throw new Error(`its input ${index + 1}, "${call.node.inputs[index]}", depends on the picture; Pixelsieve needs it to be known beforehand`);
}

/** An optional input's numbers, or null. */
export const optionalNumbers = (call: Call, index: number): number[] | null => (call.inputs[index] ? [...numbersOf(call, index).data] : null);
