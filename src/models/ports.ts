/** Chooses a model's picture input and its class scores among its ends, and reads the picture's size off a shape. */
import type { NetworkInput } from '../core/modelCard';
import type { ModelPort } from '../core/modelChoices';
import { EngineFailure } from '../engine/failure';

/** Assumed where a model does not fix its input size. */
const FALLBACK_INPUT_SIDE = 224;
const PICTURE_CHANNELS = [1, 3];

const isPicture = ({ shape }: ModelPort) => shape === null || (shape.length === 4 && (channelsOf(shape)?.channels ?? -1) !== 0);
const describe = ({ name, shape }: ModelPort) => `“${name}” (${shape ? shape.map((size) => (size > 0 ? size : 'open')).join(' × ') : 'of any shape'})`;

/**
 * The input that the viewer named, or the likeliest: the only one of rank 4, or the first of them with three channels.
 * @throws EngineFailure naming the inputs where none can hold a picture
 */
export function choosePictureInput(name: string, inputs: readonly ModelPort[], wanted: string | undefined): ModelPort {
  const named = inputs.find((port) => port.name === wanted);
  if (wanted !== undefined && !named) {
    throw new EngineFailure('model-format', `${name} has no input "${wanted}"; it has ${inputs.map(({ name }) => name).join(', ')}.`);
  }
  const pictures = inputs.filter(isPicture);
  const found = named ?? pictures.find(({ shape }) => shape && channelsOf(shape)?.channels === 3) ?? pictures[0];
  if (found) return found;
  const has = inputs.length === 0 ? 'it has none at all' : `it has ${inputs.map(describe).join(', ')}`;
  throw new EngineFailure(
    'model-format', `${name} has no input of the form batch × height × width × 3, so no picture can be fed to it: ${has}. Choose an image network.`,
  );
}

/** The output that looks most like class scores: batch × classes with most classes; else the first that can be reached. */
export function chooseScores(outputs: readonly ModelPort[], isReached: (port: ModelPort) => boolean, fallback: string | undefined): string {
  const reached = outputs.filter(isReached);
  const scores = reached.filter(({ shape }) => shape?.length === 2).sort((a, b) => b.shape![1]! - a.shape![1]!);
  return (scores[0] ?? reached[0])?.name ?? fallback ?? '';
}

function channelsOf(shape: readonly number[]): { channels: number; layout: 'nhwc' | 'nchw' } | null {
  if (shape.length !== 4) return null;
  if (PICTURE_CHANNELS.includes(shape[3]!)) return { channels: shape[3]!, layout: 'nhwc' };
  if (PICTURE_CHANNELS.includes(shape[1]!)) return { channels: shape[1]!, layout: 'nchw' };
  return shape[3]! <= 0 ? { channels: 3, layout: 'nhwc' } : { channels: 0, layout: 'nhwc' };
}

/**
 * @param shape with the batch, -1 or less where open; null where nothing is known
 * @param resize [height, width] that the file itself brings pictures to
 * @throws EngineFailure where the channels are not those of a picture
 */
export function inputOfShape(name: string, shape: readonly number[] | null, resize: readonly [number, number] | null = null) {
  const found = shape ? channelsOf(shape) : { channels: 3, layout: 'nhwc' as const };
  if (!found || found.channels === 0) {
    throw new EngineFailure(
      'model-format',
      `${name} takes pictures of ${(shape ?? []).slice(1).join(' × ')}; Pixelsieve needs one channel or three of them (red, green, blue), first or last.`,
    );
  }
  const [height = -1, width = -1] = (shape ? (found.layout === 'nchw' ? shape.slice(2, 4) : shape.slice(1, 3)) : []);
  const frame: Omit<NetworkInput, 'mean' | 'std'> = {
    width: width > 0 ? width : (resize?.[1] ?? FALLBACK_INPUT_SIDE),
    height: height > 0 ? height : (resize?.[0] ?? FALLBACK_INPUT_SIDE),
    ...(found.layout === 'nchw' ? { layout: 'nchw' } : {}),
    ...(found.channels === 1 ? { channelOrder: 'grey' } : {}),
  };
  return { frame, sizeIsOpen: width <= 0 || height <= 0 };
}
