/** A graph model's files with some filters of a layer disturbed. */
import type { ModelCard } from '../core/modelCard';
import type { Damage } from '../core/spec';
import { type ChannelRole, damageOf, type FilterBank, type FilterLayout, layersWithFilters } from './damage';
import { GraphAnalysis, type OperatorScale, type WeightUse } from './graphAnalysis';
import { floatWeightNames, graphTopologyOf, weightsChanged } from './graphWeights';
import type { ModelFiles } from './modelFiles';
import { weightUsesOf } from './randomiseGraph';

/** @throws EngineFailure as `damageOf` does */
export function damageGraph(files: ModelFiles, card: ModelCard, damage: Damage): Promise<ModelFiles> {
  const topology = graphTopologyOf(files, 'damaging it');
  const graph = new GraphAnalysis(topology, floatWeightNames(files));
  const operators = new Map(graph.operators().map((operator) => [operator.node.name, operator]));
  const shapes = new Map(files.weightSpecs.map(({ name, shape }) => [name, shape]));
  const streams = new Map(files.weightSpecs.map(({ name }, index) => [name, index]));
  const kernels = weightUsesOf(graph, files, { ...card, layers: layersWithFilters(card, damage.layerId) }, damage.layerId).filter(({ role }) => role === 'kernel');
  const banks = kernels.map((use): FilterBank => {
    const layout = layoutOf(use, shapes.get(use.weight)!);
    return { kernel: use.weight, layout, stream: streams.get(use.weight)!, vectors: vectorsBehind(use, layout, graph, operators, shapes) };
  });
  return weightsChanged(files, damageOf(banks, card, damage));
}

function layoutOf({ node, slot }: WeightUse, shape: readonly number[]): FilterLayout {
  const flag = (name: string) => (node.attr?.[name] as { b?: boolean } | undefined)?.b === true;
  const [rows = 1, columns = 1] = shape.slice(-2);
  switch (node.op) {
    case 'Conv2D':
    case '_FusedConv2D':
      return { count: columns, inner: 1 };
    // [height, width, out, in], spread over strides.
    case 'Conv2DBackpropInput':
      return { count: rows, inner: columns };
    case 'DepthwiseConv2d':
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2dNative':
      return { count: rows * columns, inner: 1 };
    default: {
      const rowsOut = slot === 0 ? !(flag('transpose_a') || flag('adj_x')) : flag('transpose_b') || flag('adj_y');
      return rowsOut ? { count: rows, inner: columns } : { count: columns, inner: 1 };
    }
  }
}

const CHANNEL_ROLES = new Set<string>(['bias', 'mean', 'gain', 'divisor', 'variance']);

/** Vectors with a number a filter, at the kernel's own node or at those that read it alone and do nothing else with it. */
function vectorsBehind(
  { node }: WeightUse, { count }: FilterLayout, graph: GraphAnalysis, operators: ReadonlyMap<string, OperatorScale>,
  shapes: ReadonlyMap<string, readonly number[]>,
): { name: string; role: ChannelRole }[] {
  const isVector = ({ weight, role }: WeightUse) =>
    CHANNEL_ROLES.has(role) && shapes.get(weight)!.reduce((product, size) => product * size, 1) === count;
  const found: { name: string; role: ChannelRole }[] = [];
  for (let at = operators.get(node.name); at; ) {
    found.push(...at.weights.filter(isVector).map(({ weight, role }) => ({ name: weight, role: role as ChannelRole })));
    const readers = graph.readersOf(at.node.name);
    const next = readers.length === 1 ? operators.get(readers[0]!.name) : undefined;
    const isChannelwise = next && next.features.length === 1 && next.weights.length > 0 && next.weights.every(isVector);
    at = isChannelwise ? next : undefined;
  }
  return found;
}
