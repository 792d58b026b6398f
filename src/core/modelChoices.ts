/** What the viewer decides about a network, in place of what its files say or what is guessed of them. */
import type { LabelSetName, NetworkInput } from './modelCard';

export interface LabelChoice {
  readonly set: LabelSetName;
  /** With `own`: the file's name and its lines. */
  readonly name?: string;
  readonly labels?: readonly string[];
}

export interface ModelChoices {
  readonly input?: NetworkInput;
  readonly labels?: LabelChoice;
  /** Which of several inputs takes the picture. */
  readonly pictureInput?: string;
  /** What every number of the other inputs is; 0 unless said. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Which of several outputs holds the class scores. */
  readonly output?: string;
  /** A sentence: whose word it is, where it is not the viewer's own. */
  readonly origin?: string;
}

/** An input or output of a network's file; sizes that it leaves open are -1. */
export interface ModelPort {
  readonly name: string;
  /** null where the file says nothing. */
  readonly shape: readonly number[] | null;
  readonly dtype: string;
}

/** What of the preparation the viewer should look at: the files leave it open. */
export type OpenQuestion = 'size' | 'input' | 'output' | 'range';

/** How a network is fed and read, and where that is from. */
export interface Feeding {
  /** Whether it takes pictures of other sizes than its card's. */
  readonly sizeIsOpen: boolean;
  /** A sentence: whose word the preparation is. */
  readonly origin: string;
  readonly inputs: readonly ModelPort[];
  readonly pictureInput: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly outputs: readonly ModelPort[];
  readonly output: string;
  readonly labelSet: LabelSetName;
  /** With `own` labels: their file. */
  readonly labelName: string | null;
  readonly questions: readonly OpenQuestion[];
  /** What the files or the guess said, for going back to it. */
  readonly proposed: NetworkInput;
}

/** As `torchvision.transforms`, `tf.keras.applications` and Caffe prepare pictures for networks trained on ImageNet. */
export const INPUT_PRESETS = {
  torchvision: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channelOrder: 'rgb' },
  tf: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], channelOrder: 'rgb' },
  caffe: { mean: [123.68 / 255, 116.779 / 255, 103.939 / 255], std: [1 / 255, 1 / 255, 1 / 255], channelOrder: 'bgr' },
  bytes: { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255], channelOrder: 'rgb' },
  none: { mean: [0, 0, 0], std: [1, 1, 1], channelOrder: 'rgb' },
} as const satisfies Record<string, Pick<NetworkInput, 'mean' | 'std' | 'channelOrder'>>;

export type InputPresetName = keyof typeof INPUT_PRESETS;

const isClose = (a: number, b: number) => Math.abs(a - b) <= 5e-4 * Math.max(Math.abs(b), 1e-3);

/** The preset that an input is, within rounding; null for one of its own. A grey network has any preset's numbers. */
export function presetOf(input: NetworkInput): InputPresetName | null {
  const order = input.channelOrder ?? 'rgb';
  for (const [name, preset] of Object.entries(INPUT_PRESETS)) {
    const isSame = (['mean', 'std'] as const).every((key) => preset[key].every((value, i) => isClose(input[key][i] ?? NaN, value)));
    if (isSame && (order === preset.channelOrder || order === 'grey')) return name as InputPresetName;
  }
  return null;
}

/** Least and greatest number that a picture's channel becomes, over all channels. */
export function fedRange({ mean, std }: NetworkInput): { readonly least: number; readonly most: number } {
  const ends = mean.flatMap((m, channel) => [-m / std[channel]!, (1 - m) / std[channel]!]);
  return { least: Math.min(...ends), most: Math.max(...ends) };
}

/** Why an input cannot be used, with the value; null where it can. */
export function inputProblem({ width, height, mean, std }: NetworkInput): string | null {
  for (const [name, size] of [['width', width], ['height', height]] as const) {
    if (!Number.isInteger(size) || size < 1 || size > MOST_SIDE) return `The ${name} must be a whole number from 1 to ${MOST_SIDE}; it is ${size}.`;
  }
  if (mean.length !== 3 || std.length !== 3) return `Mean and standard deviation are three numbers each; they are ${mean.length} and ${std.length}.`;
  if (!mean.every(Number.isFinite)) return `A mean must be a number; they are ${mean.join(', ')}.`;
  const bad = std.find((value) => !Number.isFinite(value) || value <= 0);
  return bad === undefined ? null : `A standard deviation must be above 0; one is ${bad}.`;
}

export const MOST_SIDE = 1024;
