/** What a network's files tell of how it wants its pictures, when they do not say it outright. */
import { INPUT_PRESETS, type InputPresetName } from '../core/modelChoices';
import { GraphAnalysis, producerOf } from './graphAnalysis';
import type { GraphTopology } from './graphNetwork';
import type { ConstantReader } from './graphReceptiveField';

export interface RangeHint {
  readonly preset: InputPresetName;
  /** A sentence: what it was taken from. */
  readonly why: string;
  /** Whether it is a guess that the viewer should look at. */
  readonly isGuess: boolean;
}

const PASSING = new Set(['Identity', 'Cast', 'Pad', 'PadV2', 'MirrorPad', 'Transpose', 'Reshape', 'ExpandDims', 'Squeeze']);
const STEPS_MOST = 12;

/** Arithmetic between the input and the first convolution says what range it was written for. */
export function hintOfArithmetic(topology: GraphTopology, start: string, constants: ConstantReader): RangeHint | null {
  const graph = new GraphAnalysis(topology, []);
  const readers = new Map<string, (typeof topology.node)[number][]>();
  for (const node of topology.node) for (const input of node.input ?? []) readers.set(producerOf(input), [...(readers.get(producerOf(input)) ?? []), node]);
  let at = start;
  for (let step = 0; step < STEPS_MOST; step++) {
    const next = (readers.get(at) ?? []).filter((node) => node.op !== 'Shape');
    if (next.length !== 1) return null;
    const node = next[0]!;
    const constant = (node.input ?? []).map((input) => graph.constantOf(input)).find((name) => name !== null);
    const values = constant ? constants.values(constant) : null;
    const hint = values && hintOf(node.op, values.map(Math.abs), node.name);
    if (hint) return hint;
    if (!PASSING.has(node.op)) return null;
    at = node.name;
  }
  return null;
}

/** Bytes are scaled by some 1/255 or shifted by tens; intensities of 0..1 by numbers around one. */
function hintOf(op: string, sizes: readonly number[], node: string): RangeHint | null {
  const largest = Math.max(...sizes);
  const bytes: RangeHint = { preset: 'bytes', why: `“${node}” in the file scales bytes itself, so 0 to 255 is fed.`, isGuess: false };
  const unit: RangeHint = { preset: 'none', why: `“${node}” in the file normalises 0 to 1 itself.`, isGuess: false };
  if (op === 'Mul') return largest <= 0.05 ? bytes : unit;
  if (op === 'RealDiv' || op === 'Div') return largest >= 20 ? bytes : unit;
  if (op === 'Sub' || op === 'Add' || op === 'AddV2' || op === 'BiasAdd') return largest > 2 ? bytes : unit;
  return null;
}

/** Families of networks whose training is known by name. */
const FAMILIES: readonly (readonly [RegExp, InputPresetName])[] = [
  [/efficientnet|convnext/i, 'bytes'],
  [/mobilenet|inception|xception|nasnet|resnet.{0,12}v2/i, 'tf'],
  [/densenet/i, 'torchvision'],
  [/vgg|resnet/i, 'caffe'],
];

/** @param names of the model, its file and its layers */
export function hintOfNames(names: string, classes: number | null): RangeHint {
  const family = FAMILIES.find(([pattern]) => pattern.test(names));
  const found = family && family[0].exec(names)?.[0];
  if (family && (classes === 1000 || classes === 1001)) {
    return { preset: family[1], why: `Its layers are named like a ${found} of Keras, which is trained so; check the top five.`, isGuess: true };
  }
  if (classes === 1000 || classes === 1001) {
    return { preset: 'tf', why: `${classes} classes, so probably trained on ImageNet with pictures of −1 to 1; check the top five.`, isGuess: true };
  }
  return { preset: 'none', why: 'The model does not say how its input is normalised; intensities of 0..1 are fed as they are.', isGuess: true };
}

export const presetNumbers = (preset: InputPresetName) => {
  const { mean, std, channelOrder } = INPUT_PRESETS[preset];
  return channelOrder === 'rgb' ? { mean, std } : { mean, std, channelOrder };
};
