/** Receptive fields of a graph's nodes, from the attributes of its operators and the shapes of its kernels. */
import {
  PIXEL_FIELD, type ReceptiveField, throughTransposed, throughWindow, WHOLE_PICTURE, widest, type Window, withStride,
} from '../core/receptiveField';
import { producerOf, type TopologyNode } from './graphAnalysis';
import type { GraphTopology } from './graphNetwork';

type Pair = readonly [height: number, width: number];

const listAttr = (node: TopologyNode, name: string): number[] =>
  ((node.attr?.[name] as { list?: { i?: (string | number)[] } } | undefined)?.list?.i ?? []).map(Number);

/** The two spatial numbers of an attribute of four. */
function spatial(node: TopologyNode, name: string): Pair {
  const all = listAttr(node, name);
  const [h, w] = isChannelsFirst(node) ? [2, 3] : [1, 2];
  return [all[h] ?? 1, all[w] ?? 1];
}

/** Files hold the text in base64, as bytes, or as it is. */
function isChannelsFirst(node: TopologyNode): boolean {
  const format = (node.attr?.['data_format'] as { s?: string | number[] } | undefined)?.s;
  return format === 'NCHW' || format === btoa('NCHW') || (Array.isArray(format) && String.fromCharCode(...format) === 'NCHW');
}

const CONVOLUTIONS = new Set(['Conv2D', '_FusedConv2D', 'DepthwiseConv2d', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative']);
const POOLS = new Set(['MaxPool', 'AvgPool', 'MaxPoolV2', 'MaxPoolWithArgmax']);
const PRODUCTS = new Set(['MatMul', '_FusedMatMul', 'BatchMatMul', 'BatchMatMulV2', 'Einsum']);
const REDUCTIONS = new Set(['Mean', 'Sum', 'Max', 'Min', 'Prod', 'All', 'Any']);
const RESIZES = new Set(['ResizeBilinear', 'ResizeNearestNeighbor']);

/** What of the weights the calculation reads. */
export interface ConstantReader {
  shape(name: string): readonly number[] | null;
  /** null where it is quantised or too large to be a size. */
  values(name: string): readonly number[] | null;
}

/**
 * @param start the node that takes the picture
 * @param side height of the network's input, which says how much a resize to a fixed size enlarges
 * @returns for every node that the picture reaches
 */
export function graphReceptiveFields(
  topology: GraphTopology, start: string, constants: ConstantReader, side: number,
): ReadonlyMap<string, ReceptiveField> {
  const byName = new Map(topology.node.map((node) => [node.name, node]));
  const fields = new Map<string, ReceptiveField | null>([[start, PIXEL_FIELD]]);
  const constantOf = (input: string | undefined): string | null => {
    let node = byName.get(producerOf(input ?? ''));
    while (node?.op === 'Identity' && node.input?.[0]) node = byName.get(producerOf(node.input[0]));
    return node?.op === 'Const' ? node.name : null;
  };
  const shapeAt = (node: TopologyNode, slot: number) => constants.shape(constantOf(node.input?.[slot]) ?? '') ?? null;
  const valuesAt = (node: TopologyNode, slot: number) => constants.values(constantOf(node.input?.[slot]) ?? '') ?? null;

  function windowOf(node: TopologyNode, kernelSlot: number): Window {
    const kernel = shapeAt(node, kernelSlot) ?? [1, 1];
    return { kernel: [kernel[0]!, kernel[1]!], stride: spatial(node, 'strides'), dilation: spatial(node, 'dilations') };
  }

  function through(node: TopologyNode, inputs: readonly ReceptiveField[]): ReceptiveField | null {
    const before = widest(inputs);
    if (!before) return null;
    if (CONVOLUTIONS.has(node.op)) return throughWindow(before, windowOf(node, 1));
    if (POOLS.has(node.op)) return throughWindow(before, { kernel: spatial(node, 'ksize'), stride: spatial(node, 'strides') });
    if (node.op === 'Conv2DBackpropInput') return throughTransposed(before, windowOf(node, 1));
    if (PRODUCTS.has(node.op)) return WHOLE_PICTURE;
    if (REDUCTIONS.has(node.op)) return reducesSpace(valuesAt(node, 1)) ? WHOLE_PICTURE : before;
    if (RESIZES.has(node.op)) return throughResize(before, valuesAt(node, 1), node.op === 'ResizeBilinear' ? 1 : 0);
    if (node.op === 'SpaceToBatchND') return withStride(before, blockOf(valuesAt(node, 1)));
    if (node.op === 'BatchToSpaceND' || node.op === 'DepthToSpace') {
      const [h, w] = node.op === 'DepthToSpace' ? blockAttr(node) : blockOf(valuesAt(node, 1));
      return withStride(before, [1 / h, 1 / w]);
    }
    return before;
  }

  function throughResize(before: ReceptiveField, size: readonly number[] | null, taps: number): ReceptiveField {
    const wider = { ...before, height: before.height + taps * before.strideHeight, width: before.width + taps * before.strideWidth };
    if (!size?.[0]) return wider;
    return { ...wider, strideHeight: side / size[0], strideWidth: side / (size[1] ?? size[0]) };
  }

  function fieldOf(name: string): ReceptiveField | null {
    const known = fields.get(name);
    if (known !== undefined) return known;
    // A loop of the graph sees nothing new on its second turn.
    fields.set(name, null);
    const node = byName.get(name);
    const data = (node?.input ?? []).filter((input) => !input.startsWith('^'));
    const field = node ? through(node, data.map((input) => fieldOf(producerOf(input))).filter((one) => one !== null)) : null;
    fields.set(name, field);
    return field;
  }

  for (const node of topology.node) fieldOf(node.name);
  return new Map([...fields].flatMap(([name, field]) => (field ? [[name, field] as const] : [])));
}

/** Over height or width of [batch, height, width, channels]; unknown axes are taken for those. */
function reducesSpace(axes: readonly number[] | null): boolean {
  return axes === null || axes.some((axis) => [1, 2, -2, -3].includes(axis));
}

const blockOf = (block: readonly number[] | null): Pair => [block?.[0] ?? 1, block?.[1] ?? 1];

function blockAttr(node: TopologyNode): Pair {
  const size = Number((node.attr?.['block_size'] as { i?: string | number } | undefined)?.i ?? 1);
  return [size, size];
}
