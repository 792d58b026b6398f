/** Operators that work number by number. */
import * as tf from '@tensorflow/tfjs';
import { numberAttribute, type OnnxNode, textAttribute } from '../graph';
import { broadcastNumbers, broadcastShape, emptyLike, mapNumbers, zipNumbers } from '../numbers';
import { inOrder, like, numbersValue, orderedValue, plainValue, shapeOf, type TensorValue, type Value, withRank } from '../values';
import { type Call, inputOf, type Operator, optionalNumbers, tensorOf } from './operator';

type Unary = (x: tf.Tensor, node: OnnxNode) => tf.Tensor;

const hardSigmoid = (x: tf.Tensor, alpha: number, beta: number) => tf.clipByValue(x.mul(alpha).add(beta), 0, 1);
/** relu(x) + below(min(x, 0)), whose gradient is right on both sides. */
const twoSided = (x: tf.Tensor, below: (negative: tf.Tensor) => tf.Tensor) => tf.relu(x).add(below(tf.neg(tf.relu(tf.neg(x)))));
const expMinus1 = (x: tf.Tensor) => tf.exp(x).sub(1);

function gelu(x: tf.Tensor, node: OnnxNode): tf.Tensor {
  const half = x.mul(0.5);
  if (textAttribute(node, 'approximate', 'none') === 'tanh') {
    const inner = x.add(x.square().mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return half.mul(tf.tanh(inner).add(1));
  }
  return half.mul(tf.erf(x.mul(Math.SQRT1_2)).add(1));
}

export const UNARY: Readonly<Record<string, Unary>> = {
  Abs: (x) => tf.abs(x), Acos: (x) => tf.acos(x), Asin: (x) => tf.asin(x), Atan: (x) => tf.atan(x), Ceil: (x) => tf.ceil(x), Cos: (x) => tf.cos(x),
  Cosh: (x) => tf.cosh(x), Erf: (x) => tf.erf(x), Exp: (x) => tf.exp(x), Floor: (x) => tf.floor(x), Log: (x) => tf.log(x), Neg: (x) => tf.neg(x),
  Reciprocal: (x) => tf.reciprocal(x), Relu: (x) => tf.relu(x), Round: (x) => tf.round(x), Sigmoid: (x) => tf.sigmoid(x), Sign: (x) => tf.sign(x),
  Sin: (x) => tf.sin(x), Sinh: (x) => tf.sinh(x), Softplus: (x) => tf.softplus(x), Sqrt: (x) => tf.sqrt(x), Tan: (x) => tf.tan(x), Tanh: (x) => tf.tanh(x),
  Softsign: (x) => x.div(tf.abs(x).add(1)),
  Gelu: gelu,
  Mish: (x) => x.mul(tf.tanh(tf.softplus(x))),
  HardSigmoid: (x, node) => hardSigmoid(x, numberAttribute(node, 'alpha', 0.2), numberAttribute(node, 'beta', 0.5)),
  HardSwish: (x) => x.mul(hardSigmoid(x, 1 / 6, 0.5)),
  Swish: (x, node) => x.mul(tf.sigmoid(x.mul(numberAttribute(node, 'alpha', 1)))),
  LeakyRelu: (x, node) => tf.leakyRelu(x, numberAttribute(node, 'alpha', 0.01)),
  Elu: (x, node) => twoSided(x, (negative) => expMinus1(negative).mul(numberAttribute(node, 'alpha', 1))),
  Celu: (x, node) => {
    const alpha = numberAttribute(node, 'alpha', 1);
    return twoSided(x, (negative) => expMinus1(negative.div(alpha)).mul(alpha));
  },
  Selu: (x, node) =>
    twoSided(x, (negative) => expMinus1(negative).mul(numberAttribute(node, 'alpha', 1.6732632423543772))).mul(numberAttribute(node, 'gamma', 1.0507009873554805)),
  ThresholdedRelu: (x, node) => x.mul(stepwise((value, least) => tf.cast(tf.greater(value, least), 'float32'))(x, tf.scalar(numberAttribute(node, 'alpha', 1)))),
  Not: (x) => tf.logicalNot(tf.cast(x, 'bool')),
};

/** The same on plain numbers, where shapes and constants come by them. */
const UNARY_NUMBERS: Readonly<Record<string, (x: number) => number>> = {
  Abs: Math.abs, Ceil: Math.ceil, Exp: Math.exp, Floor: Math.floor, Log: Math.log, Neg: (x) => -x, Sqrt: Math.sqrt, Sign: Math.sign,
  Reciprocal: (x) => 1 / x, Not: (x) => (x ? 0 : 1), Relu: (x) => Math.max(0, x), Sigmoid: (x) => 1 / (1 + Math.exp(-x)), Tanh: Math.tanh,
  Round: (x) => {
    const rounded = Math.round(x);
    return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
  },
};

export function unary(call: Call): Value {
  const value = inputOf(call, 0);
  const ofNumber = UNARY_NUMBERS[call.node.op];
  if (value.kind === 'numbers' && ofNumber) return mapNumbers(value, value.dtype, ofNumber);
  const x = tensorOf(call, 0);
  return like(x, UNARY[call.node.op]!(x.tensor, call.node));
}

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
interface BinaryOperator {
  readonly tensors: Binary;
  readonly numbers: (a: number, b: number, isWhole: boolean) => number;
  readonly gives?: 'bool';
}
const truth = (holds: boolean) => (holds ? 1 : 0);
const asTruth = (x: tf.Tensor) => (x.dtype === 'bool' ? x : tf.cast(x, 'bool'));
/** What is true does not change by little: tfjs has no gradients of comparisons, which are zero. */
const stepwise = (compare: Binary): Binary => (a, b) =>
  tf.customGrad((x, y) => {
    const shapes = [(x as tf.Tensor).shape, (y as tf.Tensor).shape];
    return { value: compare(x as tf.Tensor, y as tf.Tensor), gradFunc: () => shapes.map((shape) => tf.zeros(shape)) };
  })(a, b);

export const BINARY: Readonly<Record<string, BinaryOperator>> = {
  Add: { tensors: (a, b) => tf.add(a, b), numbers: (a, b) => a + b },
  Sub: { tensors: (a, b) => tf.sub(a, b), numbers: (a, b) => a - b },
  Mul: { tensors: (a, b) => tf.mul(a, b), numbers: (a, b) => a * b },
  Div: { tensors: (a, b) => tf.div(a, b), numbers: (a, b, isWhole) => (isWhole ? Math.trunc(a / b) : a / b) },
  Mod: { tensors: (a, b) => tf.mod(a, b), numbers: (a, b) => a - Math.floor(a / b) * b },
  Pow: { tensors: (a, b) => tf.pow(a, b), numbers: (a, b) => a ** b },
  PRelu: { tensors: (x, slope) => tf.relu(x).sub(tf.relu(tf.neg(x)).mul(slope)), numbers: (x, slope) => (x < 0 ? slope * x : x) },
  Equal: { tensors: stepwise((a, b) => tf.equal(a, b)), numbers: (a, b) => truth(a === b), gives: 'bool' },
  Greater: { tensors: stepwise((a, b) => tf.greater(a, b)), numbers: (a, b) => truth(a > b), gives: 'bool' },
  GreaterOrEqual: { tensors: stepwise((a, b) => tf.greaterEqual(a, b)), numbers: (a, b) => truth(a >= b), gives: 'bool' },
  Less: { tensors: stepwise((a, b) => tf.less(a, b)), numbers: (a, b) => truth(a < b), gives: 'bool' },
  LessOrEqual: { tensors: stepwise((a, b) => tf.lessEqual(a, b)), numbers: (a, b) => truth(a <= b), gives: 'bool' },
  And: { tensors: stepwise((a, b) => tf.logicalAnd(asTruth(a), asTruth(b))), numbers: (a, b) => truth(a !== 0 && b !== 0), gives: 'bool' },
  Or: { tensors: stepwise((a, b) => tf.logicalOr(asTruth(a), asTruth(b))), numbers: (a, b) => truth(a !== 0 || b !== 0), gives: 'bool' },
};

/** Where the smaller operand is a constant, its axes are laid in the larger one's order once. */
function aligned(call: Call, values: readonly TensorValue[], indices: readonly number[]): { tensors: tf.Tensor[]; order: readonly number[] } {
  const rank = Math.max(...values.map(({ order }) => order.length));
  const ranked = values.map((value) => withRank(value, rank));
  const largest = ranked.reduce((a, b) => (b.tensor.size > a.tensor.size ? b : a));
  const tensors = ranked.map((value, i) =>
    value === largest ? value.tensor : call.prepared(`input ${indices[i]} as ${largest.order}`, [indices[i]!], () => inOrder(value, largest.order)));
  return { tensors, order: largest.order };
}

export function binary(call: Call): Value {
  const operator = BINARY[call.node.op]!;
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  if (a.kind === 'numbers' && b.kind === 'numbers') {
    const isWhole = a.dtype !== 'float32';
    return zipNumbers(a, b, operator.gives ?? a.dtype, (left, right) => operator.numbers(left, right, isWhole));
  }
  if (call.node.op === 'Pow' && b.kind === 'numbers' && b.data.length === 1) return power(tensorOf(call, 0), b.data[0]!);
  const { tensors, order } = aligned(call, [tensorOf(call, 0), oldBroadcast(call, tensorOf(call, 1))], [0, 1]);
  return orderedValue(operator.tensors(tensors[0]!, tensors[1]!), order);
}

/** Until operator set 6 broadcasting named its first axis; some files of later sets still carry the attribute. */
function oldBroadcast(call: Call, b: TensorValue): TensorValue {
  const axis = numberAttribute(call.node, 'axis', -1);
  if (axis < 0 || call.opset >= 7) return b;
  const missing = inputOf(call, 0).kind === 'tensor' ? shapeOf(inputOf(call, 0)).length - axis - b.order.length : 0;
  return missing <= 0 ? b : plainValue(inOrder(b, [...b.order.keys()]).reshape([...shapeOf(b), ...Array.from({ length: missing }, () => 1)]));
}

/** tf.pow's gradient takes a logarithm of negative bases; squares and roots have gradients of their own. */
function power(x: TensorValue, exponent: number): Value {
  if (exponent === 1) return x;
  if (exponent === 2) return like(x, tf.square(x.tensor));
  if (exponent === 3) return like(x, tf.square(x.tensor).mul(x.tensor));
  if (exponent === 0.5) return like(x, tf.sqrt(x.tensor));
  if (exponent === -0.5) return like(x, tf.rsqrt(x.tensor));
  return like(x, tf.pow(x.tensor, exponent));
}

const FOLDS: Readonly<Record<string, Binary>> = { Sum: tf.add, Mean: tf.add, Max: tf.maximum, Min: tf.minimum };
const NUMBER_FOLDS: Readonly<Record<string, (a: number, b: number) => number>> = { Sum: (a, b) => a + b, Mean: (a, b) => a + b, Max: Math.max, Min: Math.min };

export function variadic(call: Call): Value {
  const { op } = call.node;
  const count = call.inputs.length;
  const values = call.inputs.map((_, i) => inputOf(call, i));
  if (values.every((value) => value.kind === 'numbers')) {
    const folded = values.reduce((a, b) => zipNumbers(a, b, a.dtype, NUMBER_FOLDS[op]!));
    return op === 'Mean' ? mapNumbers(folded, folded.dtype, (sum) => sum / count) : folded;
  }
  const indices = values.map((_, i) => i);
  const { tensors, order } = aligned(call, indices.map((i) => tensorOf(call, i)), indices);
  const folded = tensors.reduce(FOLDS[op]!);
  return orderedValue(op === 'Mean' ? folded.div(count) : folded, order);
}

/** Bounds are attributes until operator set 10, inputs from then on. */
export function clip(call: Call): Value {
  const bound = (index: number, name: string, fallback: number) =>
    call.opset < 11 ? numberAttribute(call.node, name, fallback) : (optionalNumbers(call, index)?.[0] ?? fallback);
  const [least, most] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)];
  const value = inputOf(call, 0);
  if (value.kind === 'numbers') return mapNumbers(value, value.dtype, (x) => Math.min(most, Math.max(least, x)));
  if (least === 0 && most === 6) return like(value, tf.relu6(value.tensor));
  if (least === 0 && most === Infinity) return like(value, tf.relu(value.tensor));
  return like(value, tf.clipByValue(value.tensor, Math.max(least, -3.4e38), Math.min(most, 3.4e38)));
}

export function where(call: Call): Value {
  const [condition, yes, no] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  if (condition.kind === 'numbers' && yes.kind === 'numbers' && no.kind === 'numbers') {
    const dims = broadcastShape(condition.dims, yes.dims, no.dims);
    const [bits, a, b] = [condition, yes, no].map((value) => broadcastNumbers(value, dims).data);
    const out = emptyLike(yes.dtype, bits!.length);
    for (let i = 0; i < out.length; i++) out[i] = bits![i] ? a![i]! : b![i]!;
    return numbersValue(dims, yes.dtype, out);
  }
  const { tensors, order } = aligned(call, [tensorOf(call, 0), tensorOf(call, 1), tensorOf(call, 2)], [0, 1, 2]);
  const dims = broadcastShape(...tensors.map(({ shape }) => shape));
  const [bits, a, b] = tensors.map((x) => (x.shape.length === dims.length && x.shape.every((size, i) => size === dims[i]) ? x : tf.broadcastTo(x, dims)));
  return orderedValue(tf.where(asTruth(bits!), a!, b!), order);
}

export const elementwiseOperators: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(Object.keys(UNARY).map((op) => [op, unary])),
  ...Object.fromEntries(Object.keys(BINARY).map((op) => [op, binary])),
  Sum: variadic, Mean: variadic, Max: variadic, Min: variadic,
  Clip: clip, Where: where,
};
