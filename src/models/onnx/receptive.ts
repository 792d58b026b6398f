/** How far each value sees, followed through the graph by its operators and the shapes of a dry run. */
import { PIXEL_FIELD, type ReceptiveField, throughTransposed, throughWindow, widest, WHOLE_PICTURE } from '../../core/receptiveField';
import { numberAttribute, numbersAttribute, type OnnxNode, textAttribute } from './graph';
import { axisGroups } from './reshape';
import { normalAxis, range, shapeOf, type Value } from './values';

/** null: the graph does not tell. */
export interface Sight {
  readonly field: ReceptiveField | null;
  /** Axes of the file's order along which places of the picture lie. */
  readonly spatial: readonly number[];
}

export const pictureSight = (layout: 'NCHW' | 'NHWC'): Sight => ({ field: PIXEL_FIELD, spatial: layout === 'NCHW' ? [2, 3] : [1, 2] });

interface Passing {
  readonly node: OnnxNode;
  /** Of the inputs that depend on the picture, with their place among all. */
  readonly sights: readonly (Sight & { readonly index: number })[];
  readonly inputs: readonly (Value | null)[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

type Rule = (passing: Passing) => Sight;

const isWhole = (field: ReceptiveField | null) => field?.height === Infinity;
/** Infinity times zero is not a number: what sees everything goes on doing so. */
const through = (field: ReceptiveField | null, step: (field: ReceptiveField) => ReceptiveField) => (field && !isWhole(field) ? step(field) : field);
const keep: Rule = ({ sights: [first] }) => first!;
const whole = (spatial: readonly number[]): Sight => ({ field: WHOLE_PICTURE, spatial });
const pair = (values: readonly number[] | null, fallback: number): [number, number] => [values?.[0] ?? fallback, values?.[1] ?? fallback];

const window: Rule = ({ node, inputs, sights: [first] }) => {
  const kernel = numbersAttribute(node, 'kernel_shape') ?? (inputs[1] ? shapeOf(inputs[1]).slice(2) : [1, 1]);
  const step = { kernel: pair(kernel, 1), stride: pair(numbersAttribute(node, 'strides'), 1), dilation: pair(numbersAttribute(node, 'dilations'), 1) };
  return { field: through(first!.field, (field) => (node.op === 'ConvTranspose' ? throughTransposed(field, step) : throughWindow(field, step))), spatial: [2, 3] };
};

/** Linear interpolation reads two neighbours, cubic four; then there are more places, or fewer. */
const resize: Rule = ({ node, before, after, sights: [first] }) => {
  const taps = { nearest: 1, linear: 2, bilinear: 2, cubic: 4 }[textAttribute(node, 'mode', 'nearest')] ?? 4;
  const ratio = (axis: number) => after[axis]! / before[axis]!;
  const scaled = (field: ReceptiveField): ReceptiveField => {
    const wide = throughWindow(field, { kernel: [taps, taps], stride: [1, 1] });
    return { ...wide, strideHeight: wide.strideHeight / ratio(2), strideWidth: wide.strideWidth / ratio(3) };
  };
  return { field: through(first!.field, scaled), spatial: first!.spatial };
};

const regroup: Rule = ({ before, after, sights: [first] }) => {
  const spatial = new Set(first!.spatial);
  const result: number[] = [];
  let isMixed = false;
  for (const group of axisGroups(before, after)) {
    const sized = group.before.filter((axis) => before[axis]! > 1);
    const places = sized.filter((axis) => spatial.has(axis));
    if (places.length > 0) result.push(...group.after);
    if (places.length > 0 && places.length < sized.length) isMixed = true;
  }
  return isMixed ? whole([]) : { field: first!.field, spatial: result };
};

const transpose: Rule = ({ node, before, sights: [first] }) => {
  const permutation = numbersAttribute(node, 'perm') ?? range(before.length).reverse();
  return { field: first!.field, spatial: range(before.length).filter((axis) => first!.spatial.includes(permutation[axis]!)) };
};

/** Axes that are summed up, or along which a normalisation is taken. */
const over = (axesOf: (passing: Passing) => readonly number[]): Rule => (passing) => {
  const { before, after, sights: [first] } = passing;
  const axes = axesOf(passing).map((axis) => normalAxis(axis, before.length));
  const spatial = after.length === before.length ? first!.spatial : remapped(first!.spatial, axes);
  return axes.some((axis) => first!.spatial.includes(axis) && before[axis]! > 1) ? whole(spatial) : { field: first!.field, spatial };
};

const remapped = (axes: readonly number[], dropped: readonly number[]) =>
  axes.filter((axis) => !dropped.includes(axis)).map((axis) => axis - dropped.filter((other) => other < axis).length);

const reducedAxes = ({ node, inputs, before }: Passing) => {
  const listed = numbersAttribute(node, 'axes') ?? (inputs[1]?.kind === 'numbers' ? [...inputs[1].data] : null);
  return listed && listed.length > 0 ? listed : range(before.length);
};

const product: Rule = ({ sights, inputs, before, after }) => {
  const [first, second] = sights;
  const spatial = first!.spatial;
  if (!second) return spatial.includes(before.length - 1) && before.at(-1)! > 1 ? whole(spatial) : { field: first!.field, spatial };
  // Attention: every place with every other, where the places lie along the last two axes.
  const isAll = sights.every(({ spatial, index }) => spatial.every((axis) => axis >= shapeOf(inputs[index]!).length - 2));
  return isAll ? whole([after.length - 2]) : { field: null, spatial: [after.length - 2] };
};

const meeting: Rule = ({ sights, inputs, after }) => {
  const main = sights.find(({ index }) => shapeOf(inputs[index]!).length === after.length) ?? sights[0]!;
  const fields = sights.map(({ field }) => field);
  return { field: fields.includes(null) ? null : widest(fields as ReceptiveField[]), spatial: main.spatial };
};

const gather: Rule = ({ node, inputs, before, sights: [first] }) => {
  const isScalar = inputs[1] !== null && inputs[1] !== undefined && shapeOf(inputs[1]).length === 0;
  const axis = normalAxis(numberAttribute(node, 'axis', 0), before.length);
  return { field: first!.field, spatial: isScalar ? remapped(first!.spatial, [axis]) : first!.spatial };
};

const blocks: Rule = ({ node, sights: [first] }) => {
  const block = numberAttribute(node, 'blocksize', 1);
  const step = { kernel: [block, block], stride: [block, block] } as const;
  return { field: through(first!.field, (field) => (node.op === 'SpaceToDepth' ? throughWindow(field, step) : throughTransposed(field, step))), spatial: [2, 3] };
};

const lastAxis = ({ node, before }: Passing) => [numberAttribute(node, 'axis', before.length === 2 ? 1 : -1)];
const globally: Rule = ({ sights: [first] }) => whole(first!.spatial);

const RULES: Readonly<Record<string, Rule>> = {
  Conv: window, ConvTranspose: window, MaxPool: window, AveragePool: window, Resize: resize, Upsample: resize,
  GlobalAveragePool: globally, GlobalMaxPool: globally, InstanceNormalization: globally, GroupNormalization: globally, MeanVarianceNormalization: globally,
  Reshape: regroup, Flatten: regroup, Squeeze: regroup, Unsqueeze: regroup, Transpose: transpose,
  Softmax: over(lastAxis), LogSoftmax: over(lastAxis), LpNormalization: over(lastAxis),
  LayerNormalization: over(({ node, before }) => range(before.length).slice(normalAxis(numberAttribute(node, 'axis', -1), before.length))),
  MatMul: product, Gemm: product, Gather: gather, DepthToSpace: blocks, SpaceToDepth: blocks,
  Einsum: ({ sights: [first] }) => ({ field: isWhole(first!.field) ? first!.field : null, spatial: [] }),
  Identity: keep, Cast: keep, Dropout: keep, Pad: keep, Slice: keep, Split: keep, Tile: keep, LRN: keep, BatchNormalization: keep,
  ArgMax: ({ sights: [first] }) => ({ field: first!.field, spatial: [] }),
};

/** @param sightOf null for values that the picture does not reach */
export function sightThrough(node: OnnxNode, inputs: readonly (Value | null)[], output: Value, sightOf: (name: string) => Sight | null): Sight | null {
  const sights = node.inputs.flatMap((name, index) => {
    const sight = name === '' || inputs[index]?.kind !== 'tensor' ? null : sightOf(name);
    return sight ? [{ ...sight, index }] : [];
  });
  if (sights.length === 0) return null;
  const before = shapeOf(inputs[sights[0]!.index]!);
  const rule = RULES[node.op] ?? (node.op.startsWith('Reduce') ? over(reducedAxes) : meeting);
  return rule({ node, sights, inputs, before, after: shapeOf(output) });
}
