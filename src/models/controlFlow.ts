/**
 * Finds the part of a graph that can be differentiated where loops, branches or sizes that depend on values stand in its way.
 * Detectors resize every picture in a loop and end in non-maximum suppression: the convolutions between are fine.
 */
import { GraphAnalysis, producerOf } from './graphAnalysis';
import type { GraphTopology } from './graphNetwork';

/** What TensorFlow.js runs asynchronously only, and so without gradients. */
const DYNAMIC = new Set([
  'Switch', 'Merge', 'Enter', 'Exit', 'NextIteration', 'LoopCond', 'StatelessIf', 'StatelessWhile', 'If', 'While',
  'NonMaxSuppressionV2', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5', 'CombinedNonMaxSuppression', 'Where',
]);
const ANCHORS = /^(_Fused)?Conv2D$|^(Fused)?DepthwiseConv2d(Native)?$|MatMul/;

export interface DifferentiablePart {
  /** The node to feed in place of the file's input; undefined where that input serves. */
  readonly feed?: string;
  /** Whether a node can be computed from the picture without anything dynamic. */
  readonly reaches: (name: string) => boolean;
  /** Dynamic nodes that the picture comes through or ends in: names and operators, for messages. */
  readonly dynamic: readonly { readonly name: string; readonly op: string }[];
}

/** @param input the placeholder of the picture */
export function differentiablePart(topology: GraphTopology, input: string, castsInput: boolean): DifferentiablePart {
  const graph = new GraphAnalysis(topology, []);
  const behindInput = graph.descendants(input);
  const dynamic = topology.node.filter((node) => DYNAMIC.has(node.op) && behindInput.has(node.name));
  const isDynamic = new Set(dynamic.map((node) => node.name));
  const anchor = topology.node.find((node) => ANCHORS.test(node.op) && behindInput.has(node.name));
  const feed = anchor && (castsInput || dynamic.length > 0) ? entryBefore(graph, anchor.name, isDynamic, castsInput ? input : null) : undefined;
  const start = feed ?? input;
  const behindStart = graph.descendants(start);
  const memo = new Map<string, boolean>([[start, true]]);
  /** Whether nothing dynamic has to run for it, what is fed being given. */
  const isStatic = (name: string): boolean => {
    const known = memo.get(name);
    if (known !== undefined) return known;
    memo.set(name, true);
    const node = graph.node(name);
    const value = !isDynamic.has(name) && (node?.input ?? []).every((from) => from.startsWith('^') || isStatic(producerOf(from)));
    memo.set(name, value);
    return value;
  };
  const reaches = (name: string) => behindStart.has(name) && isStatic(name);
  return { ...(feed === undefined ? {} : { feed }), reaches, dynamic: dynamic.map(({ name, op }) => ({ name, op })) };
}

/**
 * Walks from the first convolution towards the input, as long as one path only comes from a dynamic node (or, where the input
 * holds whole numbers, from the cast behind it): the last node before that is fed.
 */
function entryBefore(graph: GraphAnalysis, anchor: string, isDynamic: ReadonlySet<string>, wholeNumbers: string | null): string | undefined {
  const tainted = new Set([...isDynamic].flatMap((name) => [...graph.descendants(name)]));
  if (wholeNumbers !== null) for (const name of graph.descendants(wholeNumbers)) tainted.add(name);
  if (!tainted.has(anchor)) return undefined;
  let at = anchor;
  for (;;) {
    const from = (graph.node(at)?.input ?? []).filter((name) => !name.startsWith('^')).map(producerOf).filter((name) => tainted.has(name));
    if (from.length !== 1 || isDynamic.has(from[0]!) || from[0] === wholeNumbers) break;
    at = from[0]!;
  }
  return at === anchor ? undefined : at;
}
