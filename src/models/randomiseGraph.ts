/**
 * Cascading weight randomisation (Adebayo et al. 2018, "Sanity checks for saliency maps"): weights are replaced from the logits
 * downwards, one layer's after the other. A map that explains the network must change as the cascade goes.
 *
 * What counts as a weight: float kernels of convolutions and products, biases, batch norm's numbers, PReLU's slopes, and vectors
 * that features downstream of a kernel are multiplied with or added to. What stays, being structure: axes, sizes, scalars in
 * such a place, vectors before the first kernel (the input's normalisation), and kernels of zeros and ones only (a shortcut that
 * picks pixels and pads channels is exported as one).
 */
import type { ModelCard } from '../core/modelCard';
import { fillNormal } from '../core/random';
import { EngineFailure } from '../engine/failure';
import { GraphAnalysis, type OperatorScale, producerOf, type WeightUse } from './graphAnalysis';
import { floatWeightNames, graphTopologyOf, withWeights } from './graphWeights';
import type { ModelFiles } from './modelFiles';

export interface CascadeSegment {
  /** The first listed layer that depends on these weights; null for those of the logits, on which no listed layer depends. */
  readonly layerId: string | null;
  /** Names of weights, in the order of their first readers; kernels of zeros and ones are among them and stay as they are. */
  readonly weights: readonly string[];
}

/** Slopes that PReLU starts from (He et al. 2015). */
const INITIAL_SLOPE = 0.25;
/** Operators that halve or shift by a number as often as by a trained vector. */
const ARITHMETIC = new Set(['Mul', 'RealDiv', 'Div', 'Add', 'AddV2', 'AddN', 'Sub']);
/** Apart from the streams that runs draw their noise from. */
const FIRST_WEIGHT_STREAM = 0x57000000;

/**
 * The weights in the order the cascade takes them: the logits' own first, then the last listed layer's, down to the first's.
 * Always one segment more than layers; one is empty where a layer has no weights of its own.
 * @throws EngineFailure model-format for a layers model
 */
export function cascadeSegments(files: ModelFiles, card: ModelCard): CascadeSegment[] {
  return segmentsOf(analyse(files), files, card).map(({ layerId, uses }) => ({ layerId, weights: [...new Set(uses.map((use) => use.weight))] }));
}

/**
 * The network with the first `segments` of `cascadeSegments` replaced: kernels by N(0, 2 / fan-in) (He et al. 2015), biases and
 * means by 0, gains and variances by 1, slopes by 0.25. A weight's new values depend on its name's place in the file and the
 * seed alone, so that each step of a cascade keeps what the steps before it drew.
 * @param segments 0 to the number of layers + 1
 * @throws EngineFailure spec-invalid where there are not so many segments, model-format for a layers model
 */
export async function randomiseGraph(files: ModelFiles, card: ModelCard, segments: number, seed: number): Promise<ModelFiles> {
  const all = segmentsOf(analyse(files), files, card);
  if (!Number.isInteger(segments) || segments < 0 || segments > all.length) {
    throw new EngineFailure(
      'spec-invalid',
      `${card.title} has the weights of ${all.length} segments to randomise (the logits' and one for each layer); ${segments} were asked for.`,
    );
  }
  const uses = new Map(all.slice(0, segments).flatMap((segment) => segment.uses.map((use) => [use.weight, use])));
  const streams = new Map(files.weightSpecs.map((spec, index) => [spec.name, FIRST_WEIGHT_STREAM + index]));
  return withWeights(files, graphTopologyOf(files, 'randomising its weights'), (name, values, shape) => {
    const use = uses.get(name);
    return use ? initialValues(use, values, shape, seed, streams.get(name)!) : null;
  });
}

/**
 * How the weights that belong to a layer alone are used: those that it depends on and no listed layer before it does.
 * @throws EngineFailure model-format for a layers model
 */
export function weightUsesOf(graph: GraphAnalysis, files: ModelFiles, card: ModelCard, layerId: string): readonly WeightUse[] {
  return segmentsOf(graph, files, card).find((segment) => segment.layerId === layerId)?.uses ?? [];
}

function analyse(files: ModelFiles): GraphAnalysis {
  return new GraphAnalysis(graphTopologyOf(files, 'randomising its weights'), floatWeightNames(files));
}

function segmentsOf(graph: GraphAnalysis, files: ModelFiles, card: ModelCard): { layerId: string | null; uses: WeightUse[] }[] {
  const scalars = new Set(files.weightSpecs.filter((spec) => spec.shape.every((size) => size === 1)).map((spec) => spec.name));
  const trained = trainedWeights(graph, graph.operators(), scalars);
  const ownedBy = new Map<string | null, WeightUse[]>([...card.layers.map((layer) => layer.id), null].map((id) => [id, []]));
  const ancestors = card.layers.map((layer) => ({ id: layer.id, of: graph.ancestors(producerOf(layer.id)) }));
  for (const use of trained.values()) {
    ownedBy.get(ancestors.find((layer) => layer.of.has(use.weight))?.id ?? null)!.push(use);
  }
  return [...ownedBy].map(([layerId, uses]) => ({ layerId, uses })).reverse();
}

/** Each weight's first use, by its name, in the order of the operators. */
function trainedWeights(
  graph: GraphAnalysis, operators: readonly OperatorScale[], scalars: ReadonlySet<string>,
): Map<string, WeightUse> {
  const afterKernel = new Set<string>();
  for (const { node, weights } of operators) {
    if (!weights.some((use) => use.role === 'kernel') || afterKernel.has(node.name)) continue;
    for (const name of graph.descendants(node.name)) afterKernel.add(name);
  }
  const trained = new Map<string, WeightUse>();
  for (const { node, weights } of operators) {
    for (const use of weights) {
      const isSetting = use.role === 'bound' || (ARITHMETIC.has(node.op) && scalars.has(use.weight));
      if (isSetting || trained.has(use.weight) || !afterKernel.has(node.name)) continue;
      trained.set(use.weight, use);
    }
  }
  return trained;
}

function initialValues(
  use: WeightUse, trained: Float32Array, shape: readonly number[], seed: number, stream: number,
): Float32Array | null {
  if (use.role !== 'kernel') return trained.map(() => INITIAL[use.role]!);
  if (trained.every((value) => value === 0 || value === 1)) return null;
  const values = new Float32Array(trained.length);
  fillNormal(values, seed, stream);
  const std = Math.sqrt(2 / fanIn(use, shape));
  return values.map((value) => value * std);
}

const INITIAL: Readonly<Partial<Record<WeightUse['role'], number>>> = {
  gain: 1, divisor: 1, variance: 1, bias: 0, mean: 0, slope: INITIAL_SLOPE,
};

/** Numbers that one number out is a sum of. */
function fanIn({ node, slot }: WeightUse, shape: readonly number[]): number {
  const flag = (name: string) => (node.attr?.[name] as { b?: boolean } | undefined)?.b === true;
  const [rows = 1, columns = 1] = shape.slice(-2);
  switch (node.op) {
    case 'Conv2D':
    case '_FusedConv2D':
      return shape[0]! * shape[1]! * shape[2]!;
    // [height, width, out, in], spread over strides.
    case 'Conv2DBackpropInput':
      return shape[0]! * shape[1]! * shape[3]!;
    case 'DepthwiseConv2d':
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2dNative':
      return shape[0]! * shape[1]!;
    default:
      if (slot === 0) return flag('transpose_a') || flag('adj_x') ? rows : columns;
      return flag('transpose_b') || flag('adj_y') ? columns : rows;
  }
}
