import * as tf from '@tensorflow/tfjs';
import { numberAttribute, numbersAttribute, textAttribute } from '../graph';
import { like, normalAxis, range, shapeOf, type TensorValue, type Value } from '../values';
import { type Call, numbersOf, type Operator, optionalNumbers, tensorOf } from './operator';
import { picked } from './selecting';

/**
 * Reflections and repeated edges are cut out and joined, axis by axis: the gradient of tf.mirrorPad forgets what was mirrored.
 * Negative amounts cut away.
 */
function pad(call: Call): Value {
  let value = tensorOf(call, 0);
  const { node } = call;
  const rank = value.order.length;
  const pads = numbersAttribute(node, 'pads') ?? numbersAttribute(node, 'paddings') ?? [...numbersOf(call, 1).data];
  const fill = call.inputs[2] ? numbersOf(call, 2).data[0]! : numberAttribute(node, 'value', 0);
  const axes = optionalNumbers(call, 3)?.map((axis) => normalAxis(axis, rank)) ?? range(rank);
  const mode = textAttribute(node, 'mode', 'constant');
  axes.forEach((axis, i) => {
    const [before, after] = [pads[i]!, pads[i + axes.length]!];
    const size = shapeOf(value)[axis]!;
    if (before < 0 || after < 0) value = picked(value, axis, Math.max(0, -before), size + Math.min(0, before) + Math.min(0, after)) as TensorValue;
    if (before > 0 || after > 0) value = padAxis(value, axis, Math.max(0, before), Math.max(0, after), mode, fill);
  });
  return value;
}

function padAxis(value: TensorValue, axis: number, before: number, after: number, mode: string, fill: number): TensorValue {
  const position = value.order.indexOf(axis);
  if (mode === 'constant') return like(value, tf.pad(value.tensor, value.order.map((other) => (other === axis ? [before, after] : [0, 0])), fill));
  const size = value.tensor.shape[position]!;
  const cut = (start: number, count: number, step = 1) => (picked(value, axis, start, count, step) as TensorValue).tensor;
  const repeated = (start: number, count: number) => tf.tile(cut(start, 1), value.order.map((other) => (other === axis ? count : 1)));
  const sides = {
    reflect: [() => cut(before, before, -1), () => cut(size - 2, after, -1)],
    edge: [() => repeated(0, before), () => repeated(size - 1, after)],
    wrap: [() => cut(size - before, before), () => cut(0, after)],
  }[mode];
  if (!sides) throw new Error(`it pads in mode "${mode}", which Pixelsieve does not know`);
  const parts = [...(before > 0 ? [sides[0]!()] : []), value.tensor, ...(after > 0 ? [sides[1]!()] : [])];
  return like(value, tf.concat(parts, position));
}

export const paddingOperators: Readonly<Record<string, Operator>> = { Pad: pad };
