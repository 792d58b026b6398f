/** What each operator of a graph does to the scale of its features, and which constants it reads as weights. */
import type { GraphTopology } from './graphNetwork';

export type TopologyNode = GraphTopology['node'][number];

/**
 * How a weight enters an operator with features in and out:
 * kernel and gain multiply, divisor divides, bias is added, bound is compared or joined with the feature; mean and variance
 * are batch norm's; slope is PReLU's.
 */
export type WeightRole = 'kernel' | 'gain' | 'divisor' | 'bias' | 'bound' | 'mean' | 'variance' | 'slope';

export interface WeightUse {
  readonly node: TopologyNode;
  /** Position among the node's inputs. */
  readonly slot: number;
  /** Name of the Const node, Identity nodes between it and the reader looked through. */
  readonly weight: string;
  readonly role: WeightRole;
}

/**
 * tied: multiplying the features in by k > 0 multiplies the features out by k, given weights that follow their role;
 * separate: the weights can take any factor in and any factor out;
 * pinned-output: any factor in, but the output keeps its own scale;
 * pinned: neither may change.
 */
export type ScaleBehaviour = 'tied' | 'separate' | 'pinned-output' | 'pinned';

export interface OperatorScale {
  readonly node: TopologyNode;
  readonly behaviour: ScaleBehaviour;
  /** Names of the nodes whose features the operator reads. */
  readonly features: readonly string[];
  readonly weights: readonly WeightUse[];
}

/** Positively homogeneous in their first input; what else they read is axes, sizes and the like. */
const TIED_FIRST = new Set([
  'Relu', 'LeakyRelu', 'Abs', 'Neg', 'MaxPool', 'AvgPool', 'Mean', 'Sum', 'Max', 'Min', 'Pad', 'MirrorPad', 'Squeeze', 'ExpandDims',
  'Reshape', 'Transpose', 'Identity', 'Snapshot', 'StopGradient', 'EnsureShape', 'ResizeNearestNeighbor', 'ResizeBilinear', 'Slice',
  'StridedSlice', 'SplitV', 'Unpack', 'Gather', 'GatherV2', 'Tile', 'SpaceToBatchND', 'BatchToSpaceND', 'DepthToSpace', 'Reverse',
  'ReverseV2',
]);
/** Positively homogeneous in all inputs together, with what a constant among them is. */
const TIED_TOGETHER: Readonly<Record<string, WeightRole>> = {
  Add: 'bias', AddV2: 'bias', AddN: 'bias', BiasAdd: 'bias', Sub: 'bias',
  Maximum: 'bound', Minimum: 'bound', ConcatV2: 'bound', Concat: 'bound', Pack: 'bound', Split: 'bound', PadV2: 'bound',
};
const HOMOGENEOUS_ACTIVATIONS = new Set(['Relu', 'LeakyRelu', 'Prelu']);
const FUSED = new Set(['_FusedConv2D', 'FusedDepthwiseConv2dNative', '_FusedMatMul']);
/** Positions of feature and kernel. A product may have its constant on either side. */
const KERNEL_SLOTS: Readonly<Record<string, readonly [feature: number, kernel: number]>> = {
  Conv2D: [0, 1], DepthwiseConv2d: [0, 1], DepthwiseConv2dNative: [0, 1], _FusedConv2D: [0, 1], FusedDepthwiseConv2dNative: [0, 1],
  _FusedMatMul: [0, 1], Conv2DBackpropInput: [2, 1],
};
const PRODUCTS = new Set(['MatMul', 'BatchMatMul', 'BatchMatMulV2']);
/** Their outputs tell of sizes and types, never of the features' values. */
const SCALE_FREE = new Set(['Shape', 'ShapeN', 'Size', 'Rank', 'ZerosLike']);

/** The producing node's name, without the control mark and the output's port. */
export const producerOf = (input: string) => input.replace(/^\^/, '').replace(/:\d+$/, '');
/** A control input orders the execution and carries no numbers. */
const isControl = (input: string) => input.startsWith('^');
const producersOf = (node: TopologyNode | undefined) => (node?.input ?? []).filter((input) => !isControl(input)).map(producerOf);

export class GraphAnalysis {
  readonly nodes: readonly TopologyNode[];
  private readonly byName: ReadonlyMap<string, TopologyNode>;
  private readonly consumers = new Map<string, TopologyNode[]>();
  private readonly fromInput: ReadonlySet<string>;
  private readonly floatWeights: ReadonlySet<string>;

  /** @param floatWeights names of the Const nodes that hold float32 numbers */
  constructor(topology: GraphTopology, floatWeights: Iterable<string>) {
    this.nodes = topology.node;
    this.floatWeights = new Set(floatWeights);
    this.byName = new Map(topology.node.map((node) => [node.name, node]));
    for (const node of topology.node) {
      for (const input of new Set(producersOf(node))) {
        this.consumers.set(input, [...(this.consumers.get(input) ?? []), node]);
      }
    }
    const sources = topology.node.filter((node) => node.op !== 'Const' && producersOf(node).length === 0);
    this.fromInput = this.reach(sources.map((node) => node.name), (name) => (this.consumers.get(name) ?? []).map((node) => node.name));
  }

  node(name: string): TopologyNode | undefined {
    return this.byName.get(name);
  }

  /** The Const that an input comes from, Identity nodes looked through; null where it is computed. */
  constantOf(input: string): string | null {
    let node = this.byName.get(producerOf(input));
    while (node?.op === 'Identity' && node.input?.[0]) node = this.byName.get(producerOf(node.input[0]));
    return node?.op === 'Const' ? node.name : null;
  }

  /** Nodes that read this one, each once. */
  readersOf(name: string): readonly TopologyNode[] {
    return this.consumers.get(name) ?? [];
  }

  /** Whether the picture (or another thing fed to the graph) has a say in this node. */
  dependsOnInput(name: string): boolean {
    return this.fromInput.has(name);
  }

  /** The node itself and all that it is computed from. */
  ancestors(name: string): ReadonlySet<string> {
    return this.reach([name], (at) => producersOf(this.byName.get(at)));
  }

  /** The node itself and all that is computed from it. */
  descendants(name: string): ReadonlySet<string> {
    return this.reach([name], (at) => (this.consumers.get(at) ?? []).map((node) => node.name));
  }

  /** One entry for every operator on the way from the input, in the file's order. */
  operators(): OperatorScale[] {
    return this.nodes
      .filter((node) => this.fromInput.has(node.name) && !SCALE_FREE.has(node.op))
      .map((node) => this.scaleOf(node));
  }

  private reach(start: readonly string[], next: (name: string) => readonly string[]): Set<string> {
    const reached = new Set(start);
    const open = [...start];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const neighbour of next(name)) {
        if (reached.has(neighbour)) continue;
        reached.add(neighbour);
        open.push(neighbour);
      }
    }
    return reached;
  }

  private scaleOf(node: TopologyNode): OperatorScale {
    const inputs = (node.input ?? []).filter((input) => !isControl(input));
    if (TIED_FIRST.has(node.op)) return { node, behaviour: 'tied', features: [producerOf(inputs[0]!)], weights: [] };
    return (
      this.tiedTogether(node, inputs) ?? this.kernelOperator(node, inputs) ?? this.product(node, inputs)
      ?? this.scaling(node, inputs) ?? this.batchNorm(node, inputs) ?? this.prelu(node, inputs) ?? this.pinned(node, inputs)
    );
  }

  private pinned(node: TopologyNode, inputs: readonly string[]): OperatorScale {
    return { node, behaviour: 'pinned', features: inputs.filter((input) => this.isFeature(input)).map(producerOf), weights: [] };
  }

  private isFeature(input: string): boolean {
    return this.fromInput.has(producerOf(input));
  }

  /** @returns null where the input is no float constant of the file */
  private weightAt(node: TopologyNode, inputs: readonly string[], slot: number, role: WeightRole): WeightUse | null {
    const weight = inputs[slot] === undefined ? null : this.constantOf(inputs[slot]);
    return weight !== null && this.floatWeights.has(weight) ? { node, slot, weight, role } : null;
  }

  /** Integer constants among the inputs are axes and sizes; float numbers computed from constants cannot be followed. */
  private tiedTogether(node: TopologyNode, inputs: readonly string[]): OperatorScale | null {
    const role = TIED_TOGETHER[node.op];
    if (!role) return null;
    const weights: WeightUse[] = [];
    const features: string[] = [];
    for (const [slot, input] of inputs.entries()) {
      const use = this.weightAt(node, inputs, slot, role);
      if (use) weights.push(use);
      else if (this.isFeature(input)) features.push(producerOf(input));
      else if (this.constantOf(input) === null) return null;
    }
    return { node, behaviour: 'tied', features, weights };
  }

  private kernelOperator(node: TopologyNode, inputs: readonly string[]): OperatorScale | null {
    const slots = KERNEL_SLOTS[node.op];
    if (!slots || !this.isFeature(inputs[slots[0]] ?? '')) return null;
    const kernel = this.weightAt(node, inputs, slots[1], 'kernel');
    if (!kernel) return null;
    const features = [producerOf(inputs[slots[0]]!)];
    if (!FUSED.has(node.op)) return { node, behaviour: 'separate', features, weights: [kernel] };
    const operations = fusedOperations(node);
    const roles = operations.flatMap((op): WeightRole[] => (op === 'BiasAdd' ? ['bias'] : op === 'Prelu' ? ['slope'] : []));
    const others = roles.map((role, index) => this.weightAt(node, inputs, 2 + index, role));
    if (inputs.length !== 2 + roles.length || others.includes(null)) return null;
    const isHomogeneous = operations.every((op) => op === 'BiasAdd' || HOMOGENEOUS_ACTIVATIONS.has(op));
    return { node, behaviour: isHomogeneous ? 'separate' : 'pinned-output', features, weights: [kernel, ...(others as WeightUse[])] };
  }

  private product(node: TopologyNode, inputs: readonly string[]): OperatorScale | null {
    return PRODUCTS.has(node.op) ? this.featureWithWeight(node, inputs, 'kernel') : null;
  }

  private scaling(node: TopologyNode, inputs: readonly string[]): OperatorScale | null {
    if (node.op === 'Mul') return this.featureWithWeight(node, inputs, 'gain');
    const divides = node.op === 'RealDiv' || node.op === 'Div';
    return divides && this.isFeature(inputs[0]!) ? this.featureWithWeight(node, inputs, 'divisor') : null;
  }

  private featureWithWeight(node: TopologyNode, inputs: readonly string[], role: WeightRole): OperatorScale | null {
    const weights = [0, 1].map((slot) => this.weightAt(node, inputs, slot, role)).filter((use) => use !== null);
    const features = inputs.filter((input) => this.isFeature(input)).map(producerOf);
    if (inputs.length !== 2 || weights.length !== 1 || features.length !== 1) return null;
    return { node, behaviour: 'separate', features, weights };
  }

  private batchNorm(node: TopologyNode, inputs: readonly string[]): OperatorScale | null {
    if (!/^FusedBatchNorm(V[23])?$/.test(node.op) || !this.isFeature(inputs[0] ?? '')) return null;
    const roles: WeightRole[] = ['gain', 'bias', 'mean', 'variance'];
    const weights = roles.map((role, index) => this.weightAt(node, inputs, index + 1, role));
    if (weights.includes(null)) return null;
    return { node, behaviour: 'separate', features: [producerOf(inputs[0]!)], weights: weights as WeightUse[] };
  }

  private prelu(node: TopologyNode, inputs: readonly string[]): OperatorScale | null {
    if (node.op !== 'Prelu' || !this.isFeature(inputs[0] ?? '')) return null;
    const slope = this.weightAt(node, inputs, 1, 'slope');
    return slope && { node, behaviour: 'tied', features: [producerOf(inputs[0]!)], weights: [slope] };
  }
}

function fusedOperations(node: TopologyNode): string[] {
  const list = (node.attr?.['fused_ops'] as { list?: { s?: string[] } } | undefined)?.list?.s ?? [];
  return list.map((encoded) => atob(encoded));
}
