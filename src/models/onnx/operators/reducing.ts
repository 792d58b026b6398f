/** Operators that sum up along axes, and normalisations, which do so to shift and scale. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../constants';
import { numberAttribute } from '../graph';
import { reduceNumbers } from '../numbers';
import { reshaped } from '../reshape';
import { channelsLast, inOrder, like, normalAxis, orderedValue, plain, plainValue, positionOf, range, shapeOf, type TensorValue, type Value } from '../values';
import { type Call, inputOf, type Operator, tensorOf } from './operator';
import { axesOf } from './shapes';

type Reduction = (x: tf.Tensor, positions: number[]) => tf.Tensor;
const KEEP = true;

const REDUCTIONS: Readonly<Record<string, Reduction>> = {
  ReduceMean: (x, at) => tf.mean(x, at, KEEP),
  ReduceSum: (x, at) => tf.sum(x, at, KEEP),
  ReduceMax: (x, at) => tf.max(x, at, KEEP),
  ReduceMin: (x, at) => tf.min(x, at, KEEP),
  ReduceProd: (x, at) => tf.prod(x, at, KEEP),
  ReduceL1: (x, at) => tf.sum(tf.abs(x), at, KEEP),
  ReduceL2: (x, at) => tf.sqrt(tf.sum(tf.square(x), at, KEEP)),
  ReduceSumSquare: (x, at) => tf.sum(tf.square(x), at, KEEP),
  ReduceLogSumExp: (x, at) => tf.logSumExp(x, at, KEEP),
};

interface NumberReduction {
  readonly start: number;
  readonly step: (sum: number, value: number) => number;
  readonly end?: (sum: number, count: number) => number;
}
const NUMBER_REDUCTIONS: Readonly<Record<string, NumberReduction>> = {
  ReduceSum: { start: 0, step: (sum, value) => sum + value },
  ReduceMean: { start: 0, step: (sum, value) => sum + value, end: (sum, count) => sum / count },
  ReduceProd: { start: 1, step: (product, value) => product * value },
  ReduceMax: { start: -Infinity, step: Math.max },
  ReduceMin: { start: Infinity, step: Math.min },
};

function reduce(call: Call): Value {
  const value = inputOf(call, 0);
  const dims = shapeOf(value);
  const listed = axesOf(call, 1);
  const isAll = !listed || listed.length === 0;
  if (isAll && numberAttribute(call.node, 'noop_with_empty_axes', 0) === 1) return value;
  const axes = isAll ? range(dims.length) : listed.map((axis) => normalAxis(axis, dims.length));
  const keepsAxes = numberAttribute(call.node, 'keepdims', 1) === 1;
  const ofNumbers = NUMBER_REDUCTIONS[call.node.op];
  if (value.kind === 'numbers' && ofNumbers) return reduceNumbers(value, axes, keepsAxes, ofNumbers.start, ofNumbers.step, ofNumbers.end);
  const x = tensorOf(call, 0);
  const reduced = like(x, REDUCTIONS[call.node.op]!(x.tensor, axes.map((axis) => positionOf(x, axis))));
  return keepsAxes ? reduced : reshaped(reduced, dims.filter((_, axis) => !axes.includes(axis)));
}

/** Along one axis from operator set 13 on; before, over that axis and all after it together. */
function softmax(call: Call): Value {
  const value = tensorOf(call, 0);
  const dims = shapeOf(value);
  const ofLast = call.node.op === 'LogSoftmax' ? (x: tf.Tensor) => tf.logSoftmax(x) : (x: tf.Tensor) => tf.softmax(x);
  if (call.opset < 13) {
    const axis = normalAxis(numberAttribute(call.node, 'axis', 1), dims.length);
    return plainValue(ofLast(plain(value).reshape([sizeOf(dims.slice(0, axis)), sizeOf(dims.slice(axis))])).reshape(dims));
  }
  const axis = normalAxis(numberAttribute(call.node, 'axis', -1), dims.length);
  const order = [...value.order.filter((other) => other !== axis), axis];
  return orderedValue(ofLast(inOrder(value, order)), order);
}

/** (x - mean) / sqrt(variance + epsilon) over some places of the tensor. */
function standardised(x: tf.Tensor, positions: number[], epsilon: number): tf.Tensor {
  const centred = x.sub(tf.mean(x, positions, KEEP));
  return centred.mul(tf.rsqrt(tf.mean(tf.square(centred), positions, KEEP).add(epsilon)));
}

function layerNormalization(call: Call): Value {
  const value = tensorOf(call, 0);
  const rank = value.order.length;
  const first = normalAxis(numberAttribute(call.node, 'axis', -1), rank);
  const positions = range(rank).slice(first).map((axis) => positionOf(value, axis));
  const y = standardised(value.tensor, positions, numberAttribute(call.node, 'epsilon', 1e-5));
  return like(value, scaledAndShifted(call, y, (index) => alignedConstant(call, index, value)));
}

/** An input that broadcasts against the value's last axes, laid in its order. */
function alignedConstant(call: Call, index: number, value: TensorValue): tf.Tensor {
  return call.prepared(`${index} as ${value.order}`, [index], () => {
    const constant = tensorOf(call, index);
    const missing = value.order.length - constant.order.length;
    return inOrder(plainValue(plain(constant).reshape([...range(missing).map(() => 1), ...shapeOf(constant)])), value.order);
  });
}

function scaledAndShifted(call: Call, y: tf.Tensor, constant: (index: number) => tf.Tensor): tf.Tensor {
  const scaled = call.inputs[1] ? y.mul(constant(1)) : y;
  return call.inputs[2] ? scaled.add(constant(2)) : scaled;
}

/** Scales and shifts one number a channel, for values that lie channels last. */
const perChannel = (call: Call) => (index: number) => call.prepared(`${index} flat`, [index], () => plain(tensorOf(call, index)).reshape([-1]));

function instanceNormalization(call: Call): Value {
  const value = tensorOf(call, 0);
  const order = channelsLast(value.order.length);
  const y = standardised(inOrder(value, order), range(order.length - 2).map((axis) => axis + 1), numberAttribute(call.node, 'epsilon', 1e-5));
  return orderedValue(scaledAndShifted(call, y, perChannel(call)), order);
}

function groupNormalization(call: Call): Value {
  const value = tensorOf(call, 0);
  const [batch, channels, ...space] = shapeOf(value) as [number, number, ...number[]];
  const groups = numberAttribute(call.node, 'num_groups', 1);
  const order = channelsLast(value.order.length);
  const x = inOrder(value, order);
  const split = x.reshape([batch, sizeOf(space), groups, channels / groups]);
  const y = standardised(split, [1, 3], numberAttribute(call.node, 'epsilon', 1e-5)).reshape(x.shape);
  // Scales were one a group until operator set 20.
  const constant = (index: number) => call.prepared(`${index} by channel`, [index], () => {
    const flat = plain(tensorOf(call, index)).reshape([-1]);
    return flat.size === channels ? flat : tf.tile(flat.reshape([groups, 1]), [1, channels / groups]).reshape([-1]);
  });
  return orderedValue(scaledAndShifted(call, y, constant), order);
}

/** As trained: with the statistics that the file holds. One product and one sum. */
function batchNormalization(call: Call): Value {
  const value = tensorOf(call, 0);
  const order = channelsLast(value.order.length);
  const epsilon = numberAttribute(call.node, 'epsilon', 1e-5);
  const flat = (index: number) => plain(tensorOf(call, index)).reshape([-1]);
  const scale = call.prepared('scale', [1, 4], () => flat(1).div(tf.sqrt(flat(4).add(epsilon))));
  const shift = call.prepared('shift', [1, 2, 3, 4], () => flat(2).sub(flat(3).mul(scale)));
  return orderedValue(inOrder(value, order).mul(scale).add(shift), order);
}

function lpNormalization(call: Call): Value {
  const value = tensorOf(call, 0);
  const position = positionOf(value, numberAttribute(call.node, 'axis', -1));
  const x = value.tensor;
  const norm = numberAttribute(call.node, 'p', 2) === 1 ? tf.sum(tf.abs(x), position, KEEP) : tf.sqrt(tf.sum(tf.square(x), position, KEEP));
  return like(value, x.div(norm));
}

function meanVarianceNormalization(call: Call): Value {
  const value = tensorOf(call, 0);
  const axes = axesOf(call, 1) ?? [0, 2, 3];
  // Over the batch as well, the file says; here each picture stands for itself.
  return like(value, standardised(value.tensor, axes.filter((axis) => axis !== 0).map((axis) => positionOf(value, axis)), 1e-9));
}

export const reducingOperators: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(Object.keys(REDUCTIONS).map((op) => [op, reduce])),
  Softmax: softmax, LogSoftmax: softmax,
  LayerNormalization: layerNormalization, InstanceNormalization: instanceNormalization, GroupNormalization: groupNormalization,
  BatchNormalization: batchNormalization, LpNormalization: lpNormalization, MeanVarianceNormalization: meanVarianceNormalization,
};
