/**
 * The link's `pre`: how the viewer has the network fed and read, where that is not what its files say. Comma-separated parts:
 * `size:224x224`, `mean:r/g/b` and `std:r/g/b` (on the 0..1 scale), `fit:crop|letterbox|stretch`, `order:rgb|bgr|grey`,
 * `layout:nhwc|nchw`, `labels:imagenet-1k|coco|none`, and for networks with several ends `in:<name>`, `out:<name>` and
 * `fill:<name>=<number>`. Class names of the viewer's own are not in it.
 */
import type { ChannelOrder, InputLayout, NetworkInput, PictureFit } from '../core/modelCard';
import type { LabelChoice, ModelChoices } from '../core/modelChoices';
import { inputProblem } from '../core/modelChoices';
import type { Reading } from './readValue';

const FITS: readonly PictureFit[] = ['crop', 'letterbox', 'stretch'];
const ORDERS: readonly ChannelOrder[] = ['rgb', 'bgr', 'grey'];
const LAYOUTS: readonly InputLayout[] = ['nhwc', 'nchw'];
const LABELS = ['imagenet-1k', 'coco', 'none'] as const;

/** '' where there is nothing that a link can carry. */
export function formatPreparation({ input, labels, pictureInput, constants = {}, output }: ModelChoices): string {
  const parts: string[] = [];
  if (input) {
    parts.push(`size:${input.width}x${input.height}`, `mean:${numbers(input.mean)}`, `std:${numbers(input.std)}`);
    if (input.fit) parts.push(`fit:${input.fit}`);
    if (input.channelOrder) parts.push(`order:${input.channelOrder}`);
    if (input.layout) parts.push(`layout:${input.layout}`);
  }
  if (labels && labels.set !== 'own') parts.push(`labels:${labels.set}`);
  if (pictureInput !== undefined) parts.push(`in:${encodeURIComponent(pictureInput)}`);
  if (output !== undefined) parts.push(`out:${encodeURIComponent(output)}`);
  for (const [name, value] of Object.entries(constants)) parts.push(`fill:${encodeURIComponent(name)}=${value}`);
  return parts.join(',');
}

export function readPreparation(text: string): Reading<ModelChoices> {
  const parts = new Map<string, string>();
  const constants: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^([a-z]+):(.+)$/.exec(part) ?? [];
    if (key === 'fill') {
      const [name = '', number = ''] = value.split('=');
      if (number === '' || !Number.isFinite(Number(number))) return refuse(text, `“${part}” must be fill:, a name, = and a number`);
      constants[decoded(name)] = Number(number);
    } else if (['size', 'mean', 'std', 'fit', 'order', 'layout', 'labels', 'in', 'out'].includes(key)) parts.set(key, value);
    else return refuse(text, `“${part}” is none of its parts`);
  }
  const input = inputOf(parts);
  if (typeof input === 'string') return refuse(text, input);
  const labels = parts.get('labels');
  const set = LABELS.find((name) => name === labels);
  if (labels !== undefined && !set) return refuse(text, `labels must be one of ${LABELS.join(', ')}`);
  const label: LabelChoice | null = set ? { set } : null;
  return {
    value: {
      ...(input && { input }),
      ...(label && { labels: label }),
      ...(parts.has('in') && { pictureInput: decoded(parts.get('in')!) }),
      ...(parts.has('out') && { output: decoded(parts.get('out')!) }),
      ...(Object.keys(constants).length > 0 && { constants }),
    },
  };
}

/** The input, null where it is not in the link, or why it cannot be read. */
function inputOf(parts: ReadonlyMap<string, string>): NetworkInput | null | string {
  const [size, mean, std, fit, order, layout] = ['size', 'mean', 'std', 'fit', 'order', 'layout'].map((key) => parts.get(key));
  if ([size, mean, std, fit, order, layout].every((part) => part === undefined)) return null;
  const sides = /^(\d+)x(\d+)$/.exec(size ?? '');
  if (!sides || mean === undefined || std === undefined) return 'an input needs size:WxH, mean:r/g/b and std:r/g/b';
  if (fit !== undefined && !FITS.includes(fit as PictureFit)) return `fit must be one of ${FITS.join(', ')}`;
  if (order !== undefined && !ORDERS.includes(order as ChannelOrder)) return `order must be one of ${ORDERS.join(', ')}`;
  if (layout !== undefined && !LAYOUTS.includes(layout as InputLayout)) return `layout must be one of ${LAYOUTS.join(', ')}`;
  const input: NetworkInput = {
    width: Number(sides[1]), height: Number(sides[2]), mean: mean.split('/').map(Number), std: std.split('/').map(Number),
    ...(fit && { fit: fit as PictureFit }),
    ...(order && { channelOrder: order as ChannelOrder }),
    ...(layout && { layout: layout as InputLayout }),
  };
  return inputProblem(input) ?? input;
}

const DIGITS = 6;
const numbers = (values: readonly number[]) => values.map((value) => Number(value.toFixed(DIGITS))).join('/');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refuse(text: string, why: string): { problem: string } {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return { problem: `The link's pre=${shown} was not understood: ${why}; the network is fed as its files say.` };
}
