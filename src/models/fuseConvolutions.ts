/**
 * Rewrites Conv2D + BiasAdd (+ Relu or Relu6) into the one node that tfjs has for them. Forward passes then run one kernel
 * instead of three; under gradients tfjs takes the fused node apart again by itself.
 */
import type { GraphTopology } from './graphNetwork';

type Node = GraphTopology['node'][number];

const FUSABLE: Readonly<Record<string, string>> = { Conv2D: '_FusedConv2D', DepthwiseConv2dNative: 'FusedDepthwiseConv2dNative' };
const ACTIVATIONS = new Set(['Relu', 'Relu6']);
const toBase64 = (text: string) => btoa(text);

/**
 * @param keep names that must stay nodes of their own: layers, outputs
 * @returns a new topology; nodes that were fused away are gone
 */
export function fuseConvolutions(topology: GraphTopology, keep: ReadonlySet<string>): GraphTopology {
  const consumers = countConsumers(topology.node);
  const byName = new Map(topology.node.map((node) => [node.name, node]));
  const removed = new Set<string>();
  const replaced = new Map<string, Node>();
  for (const convolution of topology.node) {
    const fusedOp = FUSABLE[convolution.op];
    if (!fusedOp || keep.has(convolution.name) || isDilated(convolution)) continue;
    const bias = soleConsumer(convolution.name, consumers);
    if (bias?.op !== 'BiasAdd' || byName.get(bias.input?.[1] ?? '')?.op !== 'Const') continue;
    const next = keep.has(bias.name) ? null : soleConsumer(bias.name, consumers);
    const activation = next && ACTIVATIONS.has(next.op) ? next : null;
    const end = activation ?? bias;
    removed.add(convolution.name);
    if (activation) removed.add(bias.name);
    const operations = ['BiasAdd', ...(activation ? [activation.op] : [])];
    replaced.set(end.name, {
      name: end.name,
      op: fusedOp,
      input: [...convolution.input!, bias.input![1]!],
      attr: {
        ...convolution.attr,
        fused_ops: { list: { s: operations.map(toBase64) } },
        num_args: { i: '1' },
        epsilon: { f: 0 },
      } as Node['attr'] & object,
    });
  }
  const node = topology.node.flatMap((old) => (removed.has(old.name) ? [] : [replaced.get(old.name) ?? old]));
  return { ...topology, node };
}

/** tfjs differentiates a dilated convolution (with our gradient) only where it is not fused. */
function isDilated(node: Node): boolean {
  const dilations = (node.attr?.['dilations'] as { list?: { i?: (string | number)[] } } | undefined)?.list?.i ?? [];
  return dilations.some((dilation) => Number(dilation) !== 1);
}

function countConsumers(nodes: readonly Node[]): Map<string, Node[]> {
  const consumers = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const input of node.input ?? []) {
      const name = input.replace(/^\^/, '').replace(/:\d+$/, '');
      consumers.set(name, [...(consumers.get(name) ?? []), node]);
    }
  }
  return consumers;
}

function soleConsumer(name: string, consumers: ReadonlyMap<string, Node[]>): Node | null {
  const readers = consumers.get(name);
  return readers?.length === 1 ? readers[0]! : null;
}
