/** What of a graph cannot be computed here, before anything is. */
import { numberAttribute, type OnnxGraph, type OnnxNode } from './graph';
import { OPERATORS } from './operators/registry';
import type { OnnxProblem } from './types';

const QUANTISED = new Set([
  'QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear', 'QLinearConv', 'QLinearMatMul', 'QLinearAdd', 'ConvInteger', 'MatMulInteger',
  'QLinearGlobalAveragePool', 'QGemm', 'QLinearLeakyRelu', 'QLinearConcat', 'QLinearSigmoid', 'QLinearMul', 'QLinearAveragePool',
]);
const CONTROL_FLOW = new Set(['If', 'Loop', 'Scan', 'SequenceMap']);

/** Forms of operators that we have otherwise. */
const REFUSED_FORMS: Readonly<Record<string, (node: OnnxNode) => string | null>> = {
  MaxPool: ({ outputs }) => (outputs[1] ? 'gives out the places of its maxima' : null),
  BatchNormalization: (node) =>
    numberAttribute(node, 'training_mode', 0) === 1 || (node.outputs.length > 1 && node.outputs.slice(1).some(Boolean))
      ? 'was exported in training mode (call model.eval() before exporting)' : null,
};

/** @param functions "domain:name" of functions that the file defines itself */
export function checkGraph(fileName: string, graph: OnnxGraph, functions: ReadonlySet<string>): OnnxProblem[] {
  return graph.nodes.flatMap((node) => {
    const problem = problemOf(node, functions);
    return problem ? [{ ...problem, nodeName: node.name, isFatal: false, message: `${fileName}: ${problem.message}` }] : [];
  });
}

function problemOf(node: OnnxNode, functions: ReadonlySet<string>): Pick<OnnxProblem, 'kind' | 'message'> | null {
  const what = `the node "${node.name}"`;
  if (QUANTISED.has(node.op)) {
    return { kind: 'quantised', message: `${what} is ${node.op}: this network is quantised to 8 bits, which has no gradients. Use its float32 version.` };
  }
  if (CONTROL_FLOW.has(node.op)) {
    return { kind: 'control-flow', message: `${what} is ${node.op}: control flow cannot be differentiated here. Layers before it can be used; exporting with tracing removes it.` };
  }
  if (functions.has(`${node.domain}:${node.op}`)) {
    return { kind: 'operator', message: `${what} calls the file's own function ${node.op}. Export the network with its functions inlined.` };
  }
  if (node.domain !== '' || !OPERATORS.has(node.op)) {
    const name = node.domain ? `${node.domain}.${node.op}` : node.op;
    return { kind: 'operator', message: `${what} needs the operator ${name}, which Pixelsieve does not have. Layers before it can be used.` };
  }
  const refused = REFUSED_FORMS[node.op]?.(node);
  return refused ? { kind: 'operator', message: `${what} (${node.op}) ${refused}. Layers before it can be used.` } : null;
}

/** Nodes that cannot run: those with a problem, and all that read what they give. */
export function unusableNodes(graph: OnnxGraph, problems: readonly OnnxProblem[]): ReadonlySet<OnnxNode> {
  const named = new Set(problems.map(({ nodeName }) => nodeName));
  const lost = new Set<string>();
  const unusable = new Set<OnnxNode>();
  for (const node of graph.nodes) {
    if (!named.has(node.name) && !node.inputs.some((input) => lost.has(input))) continue;
    unusable.add(node);
    for (const output of node.outputs) lost.add(output);
  }
  return unusable;
}
