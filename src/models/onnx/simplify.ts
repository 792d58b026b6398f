/** Rewrites of the graph that leave what it computes: constants folded, batch norms and activations taken into convolutions. */
import type { Constant } from './constants';
import { consumersOf, numberAttribute, type OnnxGraph, type OnnxNode } from './graph';
import { FUSED_ACTIVATION } from './operators/convolution';
import type { Operator } from './operators/operator';
import { OPERATORS } from './operators/registry';
import { numbersValue, type Value } from './values';

/** Thrown where an operator would need the backend. */
const NOT_FOLDABLE = new Error('needs the backend');

/** Nodes of constants alone become constants, where plain numbers do. */
export function foldConstants(graph: OnnxGraph): OnnxGraph {
  const constants = new Map(graph.constants);
  const nodes = graph.nodes.filter((node) => {
    const operator = node.domain === '' ? OPERATORS.get(node.op) : undefined;
    const isConstant = operator && node.inputs.length > 0 && node.inputs.every((input) => input === '' || constants.has(input));
    const folded = isConstant ? foldedNode(operator, node, graph.opset, constants) : null;
    folded?.forEach((constant, i) => constants.set(node.outputs[i]!, constant));
    return !folded;
  });
  return { ...graph, nodes, constants };
}

function foldedNode(operator: Operator, node: OnnxNode, opset: number, constants: ReadonlyMap<string, Constant>): readonly Constant[] | null {
  const inputs = node.inputs.map((input): Value | null => {
    const constant = constants.get(input);
    return constant ? numbersValue(constant.dims, constant.dtype, constant.data) : null;
  });
  const prepared = () => {
    throw NOT_FOLDABLE;
  };
  try {
    const results = operator({ node, opset, inputs, batch: 1, fileBatch: null, isConstant: () => true, prepared });
    const values: readonly Value[] = Array.isArray(results) ? results : [results as Value];
    return values.every((value) => value.kind === 'numbers') ? values : null;
  } catch {
    // What is wrong with it is said when it runs, by name.
    return null;
  }
}

/** Batch norms that read a convolution alone become part of its filter and bias, in double precision. */
export function foldBatchNorms(graph: OnnxGraph): OnnxGraph {
  const constants = new Map(graph.constants);
  const consumers = consumersOf(graph.nodes);
  const outputs = new Set(graph.outputs);
  const gone = new Set<OnnxNode>();
  const replaced = new Map<OnnxNode, OnnxNode>();
  for (const conv of graph.nodes) {
    const [output] = conv.outputs;
    const readers = consumers.get(output!);
    const norm = readers?.length === 1 && !outputs.has(output!) ? readers[0]! : null;
    if (!norm || norm.op !== 'BatchNormalization' || norm.outputs.length > 1 || norm.inputs[0] !== output) continue;
    const folded = foldedConvolution(conv, norm, constants);
    if (!folded) continue;
    gone.add(conv);
    replaced.set(norm, folded);
  }
  const nodes = graph.nodes.filter((node) => !gone.has(node)).map((node) => replaced.get(node) ?? node);
  return { ...graph, nodes, constants: withoutUnread(constants, nodes, graph.outputs) };
}

function foldedConvolution(conv: OnnxNode, norm: OnnxNode, constants: Map<string, Constant>): OnnxNode | null {
  const isTransposed = conv.op === 'ConvTranspose' && numberAttribute(conv, 'group', 1) === 1;
  if (conv.op !== 'Conv' && !isTransposed) return null;
  const weights = constants.get(conv.inputs[1]!);
  const [scale, offset, mean, variance] = norm.inputs.slice(1).map((input) => constants.get(input));
  if (!weights || !scale || !offset || !mean || !variance) return null;
  const bias = conv.inputs[2] ? constants.get(conv.inputs[2]) : null;
  if (bias === undefined) return null;
  const channels = scale.data.length;
  const epsilon = numberAttribute(norm, 'epsilon', 1e-5);
  const factors = Float64Array.from(scale.data, (value, i) => value / Math.sqrt(variance.data[i]! + epsilon));
  const inner = weights.dims.slice(2).reduce((product, size) => product * size, 1) * (isTransposed ? 1 : weights.dims[1]!);
  const data = Float32Array.from(weights.data, (value, i) => value * factors[Math.floor(i / inner) % channels]!);
  const shifts = Float32Array.from(offset.data, (value, i) => value + ((bias?.data[i] ?? 0) - mean.data[i]!) * factors[i]!);
  const names = [`${conv.inputs[1]} * ${norm.name}`, `${norm.name} bias`] as const;
  constants.set(names[0], { ...weights, data });
  constants.set(names[1], { dims: [channels], dtype: 'float32', data: shifts });
  return { ...conv, inputs: [conv.inputs[0]!, ...names], outputs: norm.outputs };
}

function withoutUnread(constants: ReadonlyMap<string, Constant>, nodes: readonly OnnxNode[], outputs: readonly string[]): Map<string, Constant> {
  const read = new Set([...nodes.flatMap((node) => node.inputs), ...outputs]);
  return new Map([...constants].filter(([name]) => read.has(name)));
}

/**
 * ReLU and ReLU6 after a convolution become part of it.
 * @param keep values that must stay: layers, outputs
 */
export function fuseActivations(graph: OnnxGraph, keep: ReadonlySet<string>): OnnxGraph {
  const consumers = consumersOf(graph.nodes);
  const gone = new Set<OnnxNode>();
  const replaced = new Map<OnnxNode, OnnxNode>();
  for (const conv of graph.nodes) {
    const [output] = conv.outputs;
    if (conv.op !== 'Conv' || keep.has(output!)) continue;
    const readers = consumers.get(output!);
    const next = readers?.length === 1 ? readers[0]! : null;
    const activation = next && activationOf(next, graph);
    if (!activation) continue;
    gone.add(conv);
    replaced.set(next, { ...conv, outputs: next.outputs, attributes: new Map([...conv.attributes, [FUSED_ACTIVATION, activation]]) });
  }
  return { ...graph, nodes: graph.nodes.filter((node) => !gone.has(node)).map((node) => replaced.get(node) ?? node) };
}

function activationOf(node: OnnxNode, { opset, constants }: OnnxGraph): 'relu' | 'relu6' | null {
  if (node.op === 'Relu') return 'relu';
  if (node.op !== 'Clip') return null;
  const bound = (index: number, name: string) => (opset < 11 ? numberAttribute(node, name, NaN) : constants.get(node.inputs[index] ?? '')?.data[0]);
  return bound(1, 'min') === 0 && bound(2, 'max') === 6 ? 'relu6' : null;
}
