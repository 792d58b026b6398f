/**
 * The same function with other weights: features at the listed layers come out multiplied by a factor, logits as before.
 * Nodes between two sets of weights share one scale; each set of weights takes scale out over scale in. It works because ReLU,
 * pooling, sums and the like are positively homogeneous: f(k x) = k f(x) for k > 0 (Dinh et al. 2017, section 5).
 */
import type { ModelCard } from '../core/modelCard';
import { EngineFailure } from '../engine/failure';
import { GraphAnalysis, type OperatorScale, producerOf, type TopologyNode, type WeightRole } from './graphAnalysis';
import type { GraphTopology } from './graphNetwork';
import { floatWeightNames, graphTopologyOf, withWeights } from './graphWeights';
import type { ModelFiles } from './modelFiles';

export interface RescaledGraph {
  readonly files: ModelFiles;
  /** Layers whose features come out multiplied. */
  readonly rescaled: readonly string[];
  /** Layers with no weights between them and an output: they are the function's values and stay. */
  readonly kept: readonly string[];
}

/** What a weight is multiplied by so that its operator takes features times `scaleIn` to features times `scaleOut`. */
const FACTOR: Readonly<Record<WeightRole, (scaleIn: number, scaleOut: number) => number>> = {
  kernel: (scaleIn, scaleOut) => scaleOut / scaleIn,
  gain: (scaleIn, scaleOut) => scaleOut / scaleIn,
  divisor: (scaleIn, scaleOut) => scaleIn / scaleOut,
  bias: (_, scaleOut) => scaleOut,
  bound: (_, scaleOut) => scaleOut,
  mean: (scaleIn) => scaleIn,
  variance: () => 1,
  slope: () => 1,
};

/**
 * @param card `layers` are multiplied; `logits` and the outputs of the file's signature are not
 * @param factor above 0
 * @throws EngineFailure spec-invalid for a factor that cannot be, model-format for a layers model,
 *   model-operator-unsupported where an operator fixes the scale of a listed layer, naming both
 */
export async function rescaleGraph(files: ModelFiles, card: ModelCard, factor: number): Promise<RescaledGraph> {
  if (!(factor > 0) || !Number.isFinite(factor)) {
    throw new EngineFailure('spec-invalid', `Layers can be rescaled by a number above 0; it is ${factor}.`);
  }
  const topology = graphTopologyOf(files, 'rescaling its weights');
  const graph = new GraphAnalysis(topology, floatWeightNames(files));
  const operators = graph.operators();
  const { scales, rescaled, kept } = chooseScales(graph, operators, files, card, factor);
  const { nodes, factors, copies } = spreadOverWeights(graph, operators, scales);
  const changed = await withWeights(
    files, { ...topology, node: nodes },
    (name, values) => (factors.has(name) ? values.map((value) => value * factors.get(name)!) : null),
    copies,
  );
  return { files: changed, rescaled, kept };
}

/** Disjoint sets of node names. */
class TiedNodes {
  private readonly parent = new Map<string, string>();

  rootOf(name: string): string {
    let root = name;
    for (let above = this.parent.get(root); above !== undefined; above = this.parent.get(root)) root = above;
    if (root !== name) this.parent.set(name, root);
    return root;
  }

  tie(a: string, b: string): void {
    const [rootA, rootB] = [this.rootOf(a), this.rootOf(b)];
    if (rootA !== rootB) this.parent.set(rootA, rootB);
  }
}

function chooseScales(
  graph: GraphAnalysis, operators: readonly OperatorScale[], files: ModelFiles, card: ModelCard, factor: number,
): { scales: (name: string) => number; rescaled: string[]; kept: string[] } {
  const tied = new TiedNodes();
  for (const { node, behaviour, features } of operators) {
    if (behaviour === 'tied') for (const feature of features) tied.tie(feature, node.name);
  }
  const pinnedBy = new Map<string, TopologyNode>();
  for (const { node, behaviour, features } of operators) {
    if (behaviour !== 'pinned' && behaviour !== 'pinned-output') continue;
    for (const name of behaviour === 'pinned' ? [node.name, ...features] : [node.name]) {
      if (!pinnedBy.has(tied.rootOf(name))) pinnedBy.set(tied.rootOf(name), node);
    }
  }
  const outputs = outputValues(operators, [card.logits, ...outputNames(files)]);
  const outputRoots = new Set([...outputs].map((name) => tied.rootOf(name)));
  const wanted = new Set<string>();
  const rescaled: string[] = [];
  const kept: string[] = [];
  for (const layer of card.layers) {
    const root = tied.rootOf(producerOf(layer.id));
    const pin = pinnedBy.get(root);
    if (outputRoots.has(root) || !graph.node(producerOf(layer.id))) kept.push(layer.id);
    else if (pin) throw cannotRescale(card.title, layer.title, pin);
    else {
      wanted.add(root);
      rescaled.push(layer.id);
    }
  }
  if (rescaled.length > 0) return { scales: (name) => (wanted.has(tied.rootOf(name)) ? factor : 1), rescaled, kept };
  throw new EngineFailure(
    'model-operator-unsupported',
    `${card.title} cannot be rescaled: none of its layers has weights both before it and between it and the output.`,
  );
}

function cannotRescale(network: string, layer: string, pin: TopologyNode): EngineFailure {
  const why = pin.op.startsWith('Placeholder')
    ? `it has no weights between it and the input "${pin.name}"`
    : `the operator "${pin.name}" (${pin.op}) gives another function when what it works on is multiplied`;
  return new EngineFailure(
    'model-operator-unsupported',
    `${network} cannot be rescaled without changing what it computes: at layer "${layer}", ${why}. Multiply the layer's features instead, or choose a network with ReLU.`,
  );
}

/** Nodes of the file's signature that are given out, without their port. */
function outputNames(files: ModelFiles): string[] {
  const outputs = (files.json.signature as { outputs?: Record<string, { name?: string }> } | undefined)?.outputs;
  return Object.entries(outputs ?? {}).map(([key, { name }]) => producerOf(name ?? key));
}

/** All nodes that an output depends on with no weights between: the logits before a softmax, the map before the last mean. */
function outputValues(operators: readonly OperatorScale[], outputs: readonly string[]): Set<string> {
  const byName = new Map(operators.map((operator) => [operator.node.name, operator]));
  const values = new Set<string>();
  const open = outputs.map(producerOf);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const operator = byName.get(name);
    if (values.has(name) || !operator) continue;
    values.add(name);
    if (operator.behaviour === 'tied' || operator.behaviour === 'pinned') open.push(...operator.features);
  }
  return values;
}

/** A weight whose readers want different factors is copied for each factor but 1. */
function spreadOverWeights(
  graph: GraphAnalysis, operators: readonly OperatorScale[], scales: (name: string) => number,
): { nodes: GraphTopology['node']; factors: Map<string, number>; copies: Map<string, string> } {
  const factors = new Map<string, number>();
  const copies = new Map<string, string>();
  const added: TopologyNode[] = [];
  const inputs = new Map<string, string[]>();
  for (const [weight, readers] of factorsPerWeight(graph, operators, scales)) {
    const wanted = new Set(readers.map((reader) => reader.factor));
    for (const factor of wanted) {
      if (factor === 1) continue;
      if (wanted.size === 1) {
        factors.set(weight, factor);
        continue;
      }
      const copy = `${weight}/times_${factor}`;
      copies.set(copy, weight);
      factors.set(copy, factor);
      added.push({ ...graph.node(weight)!, name: copy });
      for (const { node, slot } of readers.filter((reader) => reader.factor === factor)) {
        const own = inputs.get(node.name) ?? [...node.input!];
        own[slot] = copy;
        inputs.set(node.name, own);
      }
    }
  }
  const rewired = graph.nodes.map((node) => (inputs.has(node.name) ? { ...node, input: inputs.get(node.name)! } : node));
  return { nodes: [...added, ...rewired], factors, copies };
}

interface WeightReader {
  readonly node: TopologyNode;
  readonly slot: number;
  readonly factor: number;
}

/** Every reader of every constant; 1 where it reads it as anything but a weight. */
function factorsPerWeight(
  graph: GraphAnalysis, operators: readonly OperatorScale[], scales: (name: string) => number,
): Map<string, WeightReader[]> {
  const ofUse = new Map<string, number>();
  for (const { node, features, weights } of operators) {
    for (const { slot, role } of weights) {
      // With no feature among its inputs scaled differently, any of them gives the scale in.
      ofUse.set(`${node.name}:${slot}`, FACTOR[role](scales(features[0]!), scales(node.name)));
    }
  }
  const readers = new Map<string, WeightReader[]>();
  for (const node of graph.nodes) {
    for (const [slot, input] of (node.input ?? []).entries()) {
      const weight = node.op === 'Identity' && !graph.dependsOnInput(node.name) ? null : graph.constantOf(input);
      if (weight === null) continue;
      readers.set(weight, [...(readers.get(weight) ?? []), { node, slot, factor: ofUse.get(`${node.name}:${slot}`) ?? 1 }]);
    }
  }
  return readers;
}
