/** Which values of a graph are offered as layers, what they are called, and which come first. */
import { unusableNodes } from './check';
import { consumersOf, type OnnxGraph, type OnnxNode } from './graph';
import { BINARY, UNARY } from './operators/elementwise';
import { titlesOf } from './titles';
import type { OnnxChoices, OnnxLayer, OnnxModel } from './types';

export type LayerKind = 'block' | 'convolution' | 'pool' | 'dense' | 'other';

/** A layer from the operator that starts it to the value that it gives. */
export interface FoundLayer {
  readonly id: string;
  readonly kind: LayerKind;
  readonly anchor: OnnxNode;
  /** The last node of it. */
  readonly end: OnnxNode;
  readonly isFirst: boolean;
}

/** Work on each number of one value, which belongs to the layer before it. */
const FOLLOWERS = new Set([...Object.keys(UNARY), ...Object.keys(BINARY), 'Clip', 'BatchNormalization', 'Identity', 'Dropout', 'Cast', 'Sum', 'Min', 'Max']);
const POOLS = new Set(['MaxPool', 'AveragePool', 'GlobalAveragePool', 'GlobalMaxPool']);
const MERGES = new Set(['Add', 'Sum', 'Concat']);
const OTHERS = new Set(['LayerNormalization', 'InstanceNormalization', 'GroupNormalization', 'LRN', 'Softmax', 'Resize', 'Upsample', 'DepthToSpace']);
/** Without a residual, networks with fewer blocks than this are offered by their convolutions. */
const FEW_BLOCKS = 2;

/** Layers between input and output in the order of the network; the output is the last. */
export function onnxLayers(model: OnnxModel, choices: Pick<OnnxChoices, 'inputName' | 'outputName'>): OnnxLayer[] {
  const { graph } = model;
  const unusable = unusableNodes(graph, model.problems);
  const lost = new Set([...unusable].flatMap((node) => node.outputs));
  const found = findLayers(graph, choices.inputName, choices.outputName);
  const titles = titlesOf(found);
  return found.map(({ id, kind, isFirst }, i) => ({ id, title: titles[i]!, stage: '', kind, inner: !isFirst, isUsable: !lost.has(id) }));
}

export function findLayers(graph: OnnxGraph, inputName: string, outputName: string): FoundLayer[] {
  const flow = dataflow(graph, inputName);
  const consumers = consumersOf(flow);
  const reached = new Set([inputName, ...flow.flatMap((node) => node.outputs)]);
  const varying = (node: OnnxNode) => node.inputs.filter((input) => reached.has(input));
  const found = new Map<string, Omit<FoundLayer, 'isFirst'>>();
  for (const anchor of flow) {
    const kind = kindOf(anchor, varying(anchor).length);
    if (!kind) continue;
    const end = endOfLayer(anchor, consumers, varying);
    const id = end.outputs[0]!;
    // A sum that ends in the activation of a convolution before it is the outer one.
    found.set(id, { id, kind, anchor, end });
  }
  const output = flow.find((node) => node.outputs.includes(outputName));
  if (output && !found.has(outputName)) found.set(outputName, { id: outputName, kind: 'other', anchor: output, end: output });
  const place = new Map(flow.map((node, i) => [node, i]));
  const layers = [...found.values()].filter(({ id }) => !id.includes(',')).sort((a, b) => (place.get(a.end) ?? 0) - (place.get(b.end) ?? 0));
  // What comes after the output, or beside it, is no part of the chosen network.
  const needed = ancestors(flow, outputName);
  return ranked(layers.filter(({ end }) => needed.has(end)), consumers, outputName);
}

/** Nodes that the picture reaches through numbers, not only through its size. */
function dataflow(graph: OnnxGraph, inputName: string): OnnxNode[] {
  const reached = new Set([inputName]);
  return graph.nodes.filter((node) => {
    if (node.op === 'Shape' || node.op === 'Size' || !node.inputs.some((input) => reached.has(input))) return false;
    for (const output of node.outputs) reached.add(output);
    return true;
  });
}

function ancestors(nodes: readonly OnnxNode[], outputName: string): ReadonlySet<OnnxNode> {
  const wanted = new Set([outputName]);
  const needed = new Set<OnnxNode>();
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => wanted.has(output))) continue;
    needed.add(node);
    for (const input of node.inputs) wanted.add(input);
  }
  return needed;
}

function kindOf({ op }: OnnxNode, varyingInputs: number): LayerKind | null {
  if (op === 'Conv' || op === 'ConvTranspose') return 'convolution';
  if (op === 'Gemm' || (op === 'MatMul' && varyingInputs === 1)) return 'dense';
  if (MERGES.has(op)) return varyingInputs > 1 ? 'block' : null;
  if (POOLS.has(op)) return 'pool';
  return OTHERS.has(op) || (op === 'MatMul' && varyingInputs > 1) ? 'other' : null;
}

/**
 * Follows bias, normalisation and activation, however many nodes an exporter made of them: as long as they compute number by
 * number from the layer alone, and come together in one value that the rest of the network reads.
 */
function endOfLayer(anchor: OnnxNode, consumers: ReadonlyMap<string, OnnxNode[]>, varying: (node: OnnxNode) => string[]): OnnxNode {
  const own = new Set([anchor]);
  const values = new Set(anchor.outputs);
  let end = anchor;
  for (;;) {
    const next = [...own].flatMap((node) => node.outputs.flatMap((output) => consumers.get(output) ?? [])).find(
      (node) => !own.has(node) && FOLLOWERS.has(node.op) && varying(node).every((input) => values.has(input)),
    );
    if (!next) return end;
    own.add(next);
    for (const output of next.outputs) values.add(output);
    const exits = [...own].filter((node) => node.outputs.some((output) => (consumers.get(output) ?? []).some((reader) => !own.has(reader)) || !consumers.has(output)));
    if (exits.length === 1) end = exits[0]!;
  }
}

/** What is offered first: sums and joints, linear ends of bottlenecks, the stem, the last layer before each change of size, and the scores. */
function ranked(layers: readonly Omit<FoundLayer, 'isFirst'>[], consumers: ReadonlyMap<string, OnnxNode[]>, outputName: string): FoundLayer[] {
  const blocks = layers.filter((layer) => layer.kind === 'block' || isLinearEnd(layer, consumers));
  const convolutions = layers.filter(({ kind }) => kind === 'convolution');
  const hasBlocks = blocks.length >= FEW_BLOCKS;
  const first = new Set(hasBlocks ? [...blocks, ...convolutions.slice(0, 1), ...stageEnds(layers, consumers)] : convolutions);
  if (!hasBlocks) for (const layer of layers) if (layer.kind === 'dense') first.add(layer);
  return layers.map((layer) => ({
    ...layer,
    kind: layer.kind === 'convolution' && hasBlocks && blocks.includes(layer) ? 'block' : layer.kind,
    isFirst: first.has(layer) || layer.id === outputName,
  }));
}

/** A convolution without activation that another reads directly, beside the next block's shortcut: where inverted bottlenecks without one end. */
function isLinearEnd({ kind, anchor, end, id }: Omit<FoundLayer, 'isFirst'>, consumers: ReadonlyMap<string, OnnxNode[]>): boolean {
  if (kind !== 'convolution' || (end !== anchor && end.op !== 'BatchNormalization')) return false;
  const readers = consumers.get(id) ?? [];
  return readers.some(({ op }) => op === 'Conv') && readers.every(({ op }) => op === 'Conv' || op === 'Add');
}

/** Layers that are read by what makes pictures smaller or larger without being a layer with weights in the midst of a block. */
function stageEnds(layers: readonly Omit<FoundLayer, 'isFirst'>[], consumers: ReadonlyMap<string, OnnxNode[]>): Omit<FoundLayer, 'isFirst'>[] {
  const changesSize = ({ op }: OnnxNode) => ['MaxPool', 'AveragePool', 'Resize', 'Upsample', 'ConvTranspose'].includes(op);
  return layers.filter(({ id, kind }) => kind !== 'pool' && kind !== 'other' && (consumers.get(id) ?? []).some(changesSize));
}
