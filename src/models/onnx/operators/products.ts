/** Matrix products. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../constants';
import { numberAttribute, textAttribute } from '../graph';
import { broadcastShape, transposeNumbers } from '../numbers';
import { inOrder, numbersValue, orderedValue, plain, plainValue, range, type TensorValue, transposed, type Value } from '../values';
import { type Call, inputOf, type Operator, tensorOf, uploaded } from './operator';

/**
 * a [rows, k] times fixed weights [k, columns]. The way back is a product with the weights transposed beforehand: tfjs's own takes
 * a factor transposed, which WASM has only a slow loop for.
 */
function fixedProduct(call: Call, key: string, a: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D {
  const across = call.prepared(`${key}, transposed`, [1], () => tf.transpose(weights)) as tf.Tensor2D;
  return tf.customGrad((x) => ({
    value: tf.matMul(x as tf.Tensor2D, weights),
    gradFunc: (dy: tf.Tensor) => tf.matMul(dy as tf.Tensor2D, across),
  }))(a) as tf.Tensor2D;
}

const swapped = (x: tf.Tensor) => transposed(x, [...range(x.rank - 2), x.rank - 1, x.rank - 2]);

/** [..., m, k] times [..., k, n] with equal leading axes; both may depend on the picture. */
const batchedProduct = (a: tf.Tensor, b: tf.Tensor) =>
  tf.customGrad((left, right, save) => {
    const [x, y] = [left as tf.Tensor, right as tf.Tensor];
    (save as (tensors: tf.Tensor[]) => void)([x, y]);
    return {
      value: tf.matMul(x, y),
      gradFunc: (dz: tf.Tensor, saved: tf.Tensor[]) => [tf.matMul(dz, swapped(saved[1]!)), tf.matMul(swapped(saved[0]!), dz)],
    };
  })(a, b);

function matMul(call: Call): Value {
  const b = inputOf(call, 1);
  if (b.kind === 'numbers' && b.dims.length === 2) return timesMatrix(call, tensorOf(call, 0), b.dims as [number, number]);
  return product(tensorOf(call, 0), tensorOf(call, 1));
}

/** Every vector along the last axis times one matrix; the other axes stay wherever they lie. */
function timesMatrix(call: Call, a: TensorValue, [k, columns]: readonly [number, number]): Value {
  const last = a.order.length - 1;
  const order = [...a.order.filter((axis) => axis !== last), last];
  const x = inOrder(a, order);
  if (x.shape.at(-1) !== k) throw new Error(`it multiplies vectors of ${x.shape.at(-1)} with a matrix of ${k} rows`);
  const weights = tensorOf(call, 1).tensor as tf.Tensor2D;
  const y = fixedProduct(call, 'weights', x.reshape([-1, k]), weights);
  return orderedValue(y.reshape([...x.shape.slice(0, -1), columns]), order);
}

/** numpy's matmul, vectors and leading axes of one included. */
export function product(a: TensorValue, b: TensorValue): Value {
  const [left, right] = [plain(a), plain(b)];
  const x = left.rank === 1 ? left.reshape([1, -1]) : left;
  const y = right.rank === 1 ? right.reshape([-1, 1]) : right;
  const outer = broadcastShape(x.shape.slice(0, -2), y.shape.slice(0, -2));
  const wide = (t: tf.Tensor) => {
    const shape = [...outer, ...t.shape.slice(-2)];
    const ranked = t.reshape([...range(shape.length - t.rank).map(() => 1), ...t.shape]);
    const full = ranked.shape.every((size, i) => size === shape[i]) ? ranked : tf.broadcastTo(ranked, shape);
    return full.reshape([sizeOf(outer), ...t.shape.slice(-2)]);
  };
  const z = batchedProduct(wide(x), wide(y));
  const [rows, columns] = [x.shape.at(-2)!, y.shape.at(-1)!];
  return plainValue(z.reshape([...outer, ...(left.rank === 1 ? [] : [rows]), ...(right.rank === 1 ? [] : [columns])]));
}

/** alpha a b + beta c, a and b transposed where the node says so. */
function gemm(call: Call): Value {
  const { node } = call;
  const alpha = numberAttribute(node, 'alpha', 1);
  const beta = numberAttribute(node, 'beta', 1);
  const a = plain(tensorOf(call, 0));
  const x = (numberAttribute(node, 'transA', 0) === 1 ? tf.transpose(a) : a) as tf.Tensor2D;
  const weights = inputOf(call, 1);
  const isTransposed = numberAttribute(node, 'transB', 0) === 1;
  let y: tf.Tensor;
  if (weights.kind === 'numbers') {
    const matrix = call.prepared('matrix', [1], () => {
      const laid = isTransposed ? transposeNumbers(weights, [1, 0]) : numbersValue(weights.dims, weights.dtype, weights.data);
      return uploaded(laid).mul(alpha);
    }) as tf.Tensor2D;
    if (x.shape[1] !== matrix.shape[0]) throw new Error(`it takes vectors of ${matrix.shape[0]} and gets ${x.shape[1]}; choose the picture size that the network was made for`);
    y = fixedProduct(call, 'matrix', x, matrix);
  } else {
    const b = plain(weights);
    y = batchedProduct(x, isTransposed ? tf.transpose(b) : b).mul(alpha);
  }
  if (!call.inputs[2]) return plainValue(y);
  const bias = call.prepared('bias', [2], () => plain(tensorOf(call, 2)).mul(beta));
  return plainValue(y.add(bias));
}

/** Products of one or two factors with named axes, none of them repeated within a factor. */
function einsum(call: Call): Value {
  const equation = textAttribute(call.node, 'equation', '').replaceAll(' ', '');
  const [left = '', right] = equation.split('->');
  const terms = left.split(',').map((term) => [...term]);
  const out = [...(right ?? implicitOutput(terms.flat()))];
  if (terms.length > 2 || equation.includes('.') || terms.some((term) => new Set(term).size !== term.length)) {
    throw new Error(`Pixelsieve cannot compute the product "${equation}"`);
  }
  const values = terms.map((_, i) => tensorOf(call, i));
  const summedAlone = values.map((value, i) => {
    const others = new Set([...out, ...(terms[1 - i] ?? [])]);
    const kept = terms[i]!.filter((name) => others.has(name));
    const sums = range(terms[i]!.length).filter((axis) => !others.has(terms[i]![axis]!));
    return { tensor: sums.length > 0 ? tf.sum(plain(value), sums) : plain(value), names: kept };
  });
  const [a, b] = summedAlone;
  if (!b) return plainValue(transposed(a!.tensor, out.map((name) => a!.names.indexOf(name))));
  const shared = a!.names.filter((name) => b.names.includes(name));
  const batch = shared.filter((name) => out.includes(name));
  const contracted = shared.filter((name) => !out.includes(name));
  const rows = a!.names.filter((name) => !shared.includes(name));
  const columns = b.names.filter((name) => !shared.includes(name));
  const sizes = new Map([a!, b].flatMap(({ tensor, names }) => names.map((name, i) => [name, tensor.shape[i]!] as const)));
  const count = (names: readonly string[]) => sizeOf(names.map((name) => sizes.get(name)!));
  const laid = ({ tensor, names }: typeof b, order: readonly string[]) => transposed(tensor, order.map((name) => names.indexOf(name)));
  const x = laid(a!, [...batch, ...rows, ...contracted]).reshape([count(batch), count(rows), count(contracted)]);
  const y = laid(b, [...batch, ...contracted, ...columns]).reshape([count(batch), count(contracted), count(columns)]);
  const names = [...batch, ...rows, ...columns];
  const z = batchedProduct(x, y).reshape(names.map((name) => sizes.get(name)!));
  return plainValue(transposed(z, out.map((name) => names.indexOf(name))));
}

const implicitOutput = (names: readonly string[]) => [...new Set(names)].filter((name) => names.indexOf(name) === names.lastIndexOf(name)).sort();

export const productOperators: Readonly<Record<string, Operator>> = { MatMul: matMul, Gemm: gemm, Einsum: einsum };
