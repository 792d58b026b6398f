/** Where the windows of convolutions and pooling stand. */
import { numberAttribute, numbersAttribute, type OnnxNode, textAttribute } from '../graph';

export interface Windows {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Rows or columns of padding that the windows reach into. */
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

interface Span {
  readonly before: number;
  readonly after: number;
  readonly out: number;
}

/**
 * @param size [height, width] of what they slide over
 * @throws where the operator is not two-dimensional, or the windows do not fit in
 */
export function windowsOf(node: OnnxNode, size: readonly [number, number], kernel: readonly number[]): Windows {
  if (kernel.length !== 2) throw new Error(`it works on ${kernel.length} spatial axes; Pixelsieve computes with two`);
  const strides = (numbersAttribute(node, 'strides') ?? [1, 1]) as [number, number];
  const dilations = (numbersAttribute(node, 'dilations') ?? [1, 1]) as [number, number];
  const [vertical, horizontal] = [0, 1].map((axis) => span(node, size[axis]!, axis, (kernel[axis]! - 1) * dilations[axis]! + 1, strides[axis]!)) as [Span, Span];
  if (vertical.out < 1 || horizontal.out < 1) {
    throw new Error(`a window of ${kernel.join(' x ')} does not fit into ${size.join(' x ')}; choose a larger picture`);
  }
  return {
    kernel: kernel as [number, number], strides, dilations,
    top: vertical.before, bottom: vertical.after, left: horizontal.before, right: horizontal.after,
    outHeight: vertical.out, outWidth: horizontal.out,
  };
}

/** @param reach elements that one window covers, dilation included */
function span(node: OnnxNode, size: number, axis: number, reach: number, stride: number): Span {
  const autoPad = textAttribute(node, 'auto_pad', 'NOTSET');
  if (autoPad.startsWith('SAME')) {
    const out = Math.ceil(size / stride);
    const total = Math.max(0, (out - 1) * stride + reach - size);
    const smaller = Math.floor(total / 2);
    return autoPad === 'SAME_LOWER' ? { before: total - smaller, after: smaller, out } : { before: smaller, after: total - smaller, out };
  }
  const pads = autoPad === 'VALID' ? [0, 0, 0, 0] : (numbersAttribute(node, 'pads') ?? [0, 0, 0, 0]);
  const [before, after] = [pads[axis]!, pads[axis + 2]!];
  const room = size + before + after - reach;
  if (numberAttribute(node, 'ceil_mode', 0) !== 1) return { before, after, out: Math.floor(room / stride) + 1 };
  let out = Math.ceil(room / stride) + 1;
  // A window that would stand in the padding alone is none.
  if ((out - 1) * stride >= size + before) out--;
  return { before, after: Math.max(0, (out - 1) * stride + reach - size - before), out };
}

/** What tfjs takes as padding for a dense convolution. */
export const explicitPadding = ({ top, bottom, left, right }: Pick<Windows, 'top' | 'bottom' | 'left' | 'right'>): [[number, number], [number, number], [number, number], [number, number]] =>
  [[0, 0], [top, bottom], [left, right], [0, 0]];
