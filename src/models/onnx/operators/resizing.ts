/** Resize and Upsample: products with interpolation matrices, whose gradients are right in every coordinate mode. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../constants';
import { numberAttribute, numbersAttribute, textAttribute } from '../graph';
import { normalAxis, orderedValue, range, shapeOf, type TensorValue, type Value } from '../values';
import { type AxisResize, pickedPlaces, resizeMatrix } from './interpolation';
import { type Call, type Operator, optionalNumbers, tensorOf } from './operator';

/** What each axis becomes: for Upsample 7 to 9, Resize 10, and Resize 11 on, whose inputs differ. */
function axisResizes(call: Call, dims: readonly number[]): (AxisResize | null)[] {
  const { node, opset } = call;
  const isOld = node.op === 'Upsample' || opset < 11;
  const axes = numbersAttribute(node, 'axes')?.map((axis) => normalAxis(axis, dims.length)) ?? range(dims.length);
  const scales = numbersAttribute(node, 'scales') ?? nonEmpty(optionalNumbers(call, isOld ? 1 : 2));
  const sizes = isOld ? null : nonEmpty(optionalNumbers(call, 3));
  const roi = isOld ? null : nonEmpty(optionalNumbers(call, 1));
  if (!scales && !sizes) throw new Error('it says neither a size nor a scale');
  const policy = textAttribute(node, 'keep_aspect_ratio_policy', 'stretch');
  const ratios = sizes?.map((size, i) => size / dims[axes[i]!]!) ?? [];
  const common = policy === 'not_larger' ? Math.min(...ratios) : policy === 'not_smaller' ? Math.max(...ratios) : null;
  return dims.map((from, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return null;
    const scale = common ?? (scales ? scales[i]! : ratios[i]!);
    const to = common !== null ? Math.round(from * common) : sizes ? sizes[i]! : Math.floor(from * scale + 1e-6);
    if (to === from && (scale === 1 || !scales)) return null;
    // A fixed batch of the file, resized by size: the batch of this call.
    if (axis === 0) return null;
    return {
      from, to, scale, roi: roi ? [roi[i]!, roi[i + axes.length]!] as const : [0, 1] as const,
      mode: textAttribute(node, 'mode', 'nearest'),
      coordinates: isOld ? 'asymmetric' : textAttribute(node, 'coordinate_transformation_mode', 'half_pixel'),
      nearestMode: isOld ? 'floor' : textAttribute(node, 'nearest_mode', 'round_prefer_floor'),
      cubicCoefficient: numberAttribute(node, 'cubic_coeff_a', -0.75),
      excludesOutside: numberAttribute(node, 'exclude_outside', 0) === 1,
      antialias: numberAttribute(node, 'antialias', 0) === 1,
    };
  });
}

const nonEmpty = (values: readonly number[] | null) => (values && values.length > 0 ? values : null);

function resize(call: Call): Value {
  let value = tensorOf(call, 0);
  const dims = shapeOf(value);
  axisResizes(call, dims).forEach((resized, axis) => {
    if (resized) value = alongAxis(call, value, axis, resized);
  });
  return value;
}

function alongAxis(call: Call, value: TensorValue, axis: number, resized: AxisResize): TensorValue {
  const position = value.order.indexOf(axis);
  const { shape } = value.tensor;
  const outer = sizeOf(shape.slice(0, position));
  const inner = sizeOf(shape.slice(position + 1));
  const newShape = shape.map((size, i) => (i === position ? resized.to : size));
  const repeats = wholeRepeats(resized);
  if (repeats !== null) {
    const spread = tf.tile(value.tensor.reshape([outer * resized.from, 1, inner]), [1, repeats, 1]);
    return orderedValue(spread.reshape(newShape), value.order);
  }
  const matrix = (isAcross: boolean) => {
    const key = `resize ${axis} ${resized.from} ${resized.to}${isAcross ? ' across' : ''}`;
    return call.prepared(key, [], () => {
      const rows = tf.tensor(resizeMatrix(resized), [resized.to, resized.from]);
      return isAcross ? tf.transpose(rows) : rows;
    }) as tf.Tensor2D;
  };
  // Both matrices are made before: nothing may be prepared within a gradient's own scope.
  const [rows, across] = [matrix(false), matrix(true)];
  const times = (m: tf.Tensor2D, x: tf.Tensor) => tf.matMul(tf.broadcastTo(m.expandDims(0), [x.shape[0]!, ...m.shape]), x);
  const flat = value.tensor.reshape([outer, resized.from, inner]);
  const y = tf.customGrad((x) => ({ value: times(rows, x as tf.Tensor), gradFunc: (dy: tf.Tensor) => times(across, dy) }))(flat);
  return orderedValue(y.reshape(newShape), value.order);
}

/** How often each number is repeated, where that is all that happens; else null. */
function wholeRepeats(resized: AxisResize): number | null {
  const { from, to, mode } = resized;
  const repeats = to / from;
  if (mode !== 'nearest' || !Number.isInteger(repeats)) return null;
  return pickedPlaces(resized).every((place, i) => place === Math.floor(i / repeats)) ? repeats : null;
}

export const resizingOperators: Readonly<Record<string, Operator>> = { Resize: resize, Upsample: resize };
