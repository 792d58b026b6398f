/** An ONNX graph with some filters of a layer disturbed. */
import type { ModelCard } from '../../core/modelCard';
import type { Damage } from '../../core/spec';
import { type ChannelRole, damageOf, type FilterBank, type FilterLayout, layersWithFilters } from '../damage';
import { consumersOf, numberAttribute, type OnnxGraph, type OnnxNode } from './graph';

/** @throws EngineFailure as `damageOf` does */
export function damageOnnx(graph: OnnxGraph, card: ModelCard, damage: Damage): OnnxGraph {
  const streams = new Map([...graph.constants.keys()].map((name, index) => [name, index]));
  const consumers = consumersOf(graph.nodes);
  const banks = nodesOwnedBy(graph, card, damage.layerId).flatMap((node): FilterBank[] => {
    const kernel = kernelOf(node, graph);
    return kernel ? [{ ...kernel, stream: streams.get(kernel.kernel)!, vectors: vectorsBehind(node, kernel.layout.count, graph, consumers) }] : [];
  });
  const change = damageOf(banks, card, damage);
  const constants = new Map([...graph.constants].map(([name, constant]) => {
    const values = constant.data instanceof Float32Array ? change(name, constant.data) : null;
    return [name, values ? { ...constant, data: values } : constant];
  }));
  return { ...graph, constants };
}

/** Nodes that the listed layer depends on and no listed one before it does. */
function nodesOwnedBy(graph: OnnxGraph, card: ModelCard, layerId: string): OnnxNode[] {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const taken = new Set<OnnxNode>();
  for (const { id } of layersWithFilters(card, layerId)) {
    const before = new Set(taken);
    const open = [producers.get(id)];
    while (open.length > 0) {
      const node = open.pop();
      if (!node || taken.has(node)) continue;
      taken.add(node);
      open.push(...node.inputs.map((input) => producers.get(input)));
    }
    if (id === layerId) return [...taken].filter((node) => !before.has(node));
  }
  return [];
}

function kernelOf(node: OnnxNode, { constants }: OnnxGraph): { kernel: string; layout: FilterLayout } | null {
  const layout = layoutOf(node, constants.get(node.inputs[1] ?? '')?.dims);
  return layout && { kernel: node.inputs[1]!, layout };
}

/** null for what has no filters, or computes them. */
function layoutOf(node: OnnxNode, dims: readonly number[] | undefined): FilterLayout | null {
  if (!dims || dims.length < 2) return null;
  const product = (sizes: readonly number[]) => sizes.reduce((whole, size) => whole * size, 1);
  switch (node.op) {
    case 'Conv':
      return { count: dims[0]!, inner: product(dims.slice(1)) };
    // [in, out / groups, ...]: with several groups a filter of one lies among those of another.
    case 'ConvTranspose':
      return numberAttribute(node, 'group', 1) === 1 ? { count: dims[1]!, inner: product(dims.slice(2)) } : null;
    case 'Gemm':
      return numberAttribute(node, 'transB', 0) === 1 ? { count: dims[0]!, inner: dims[1]! } : { count: dims[1]!, inner: 1 };
    case 'MatMul':
      return { count: dims.at(-1)!, inner: 1 };
    default:
      return null;
  }
}

/** The node's own bias; then what one node alone adds, or norms with. */
function vectorsBehind(
  node: OnnxNode, count: number, { constants }: OnnxGraph, consumers: ReadonlyMap<string, readonly OnnxNode[]>,
): { name: string; role: ChannelRole }[] {
  const vectors = (of: OnnxNode, slots: readonly (readonly [number, ChannelRole])[]) =>
    slots.flatMap(([slot, role]) => {
      const name = of.inputs[slot] ?? '';
      return constants.get(name)?.data.length === count ? [{ name, role }] : [];
    });
  const own = vectors(node, [[2, 'bias']]);
  const readers = consumers.get(node.outputs[0]!) ?? [];
  const [next] = readers;
  if (readers.length !== 1 || !next) return own;
  if (next.op === 'Add') return [...own, ...vectors(next, [[0, 'bias'], [1, 'bias']])];
  if (next.op !== 'BatchNormalization') return own;
  return [...own, ...vectors(next, [[1, 'gain'], [2, 'bias'], [3, 'mean'], [4, 'variance']])];
}
