import { expect, it } from 'vitest';
import type { Value } from '../values';
import { numbersValue } from '../values';
import type { Call } from './operator';
import { OPERATORS } from './registry';

const scatter = (data: Value, indices: Value, updates: Value, reduction?: string) => {
  const node = { op: 'ScatterND', inputs: ['data', 'indices', 'updates'], outputs: ['y'], name: 's', domain: '', attributes: new Map(reduction ? [['reduction', reduction]] : []) };
  return OPERATORS.get('ScatterND')!({ node, inputs: [data, indices, updates] } as unknown as Call);
};
const floats = (dims: readonly number[], values: readonly number[]) => numbersValue(dims, 'float32', Float32Array.from(values));
const whole = (dims: readonly number[], values: readonly number[]) => numbersValue(dims, 'int32', Int32Array.from(values));

// The operator's definition, output[indices[i]] = updates[i], by hand.
it('ScatterND writes single numbers and whole rows, places counted from the end too, and leaves its input alone', () => {
  const data = floats([2, 3], [1, 2, 3, 4, 5, 6]);
  expect(scatter(data, whole([2, 2], [0, 1, -1, -1]), floats([2], [20, 60]))).toEqual(floats([2, 3], [1, 20, 3, 4, 5, 60]));
  expect(scatter(data, whole([1, 1], [1]), floats([1, 3], [7, 8, 9]))).toEqual(floats([2, 3], [1, 2, 3, 7, 8, 9]));
  expect(data.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  expect(() => scatter(data, whole([1, 1], [1]), floats([1, 3], [7, 8, 9]), 'add')).toThrow(/reduces by "add"/);
});
