/** A set of pixels of the picture that the network sees: the foreground, where one was chosen. */

export interface PixelMask {
  readonly width: number;
  readonly height: number;
  /** Row-major, one byte a pixel: 1 inside, 0 outside. */
  readonly inside: Uint8Array;
}

/** In whole pixels; (x0, y0) is in the box, column x1 and row y1 are the first that are not. */
export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface MaskSize {
  readonly width: number;
  readonly height: number;
}

/** A new shape takes the place of what there is, joins it, or is cut out of it. */
export type MaskCombination = 'replace' | 'add' | 'subtract';

export type MaskErrorCode = 'mask-empty' | 'mask-full' | 'mask-size';

/** A mask that splits nothing, or does not lie on its map; the message says what to do and is shown as it is. */
export class MaskError extends Error {
  readonly code: MaskErrorCode;
  constructor(code: MaskErrorCode, message: string) {
    super(message);
    this.name = 'MaskError';
    this.code = code;
  }
}

export function emptyMask({ width, height }: MaskSize): PixelMask {
  return { width, height, inside: new Uint8Array(width * height) };
}

export function countInside({ inside }: PixelMask): number {
  let count = 0;
  for (let i = 0; i < inside.length; i++) count += inside[i]!;
  return count;
}

/** @throws MaskError where foreground or background has no pixel: there is nothing to compare then. */
export function checkSplits(mask: PixelMask): void {
  const count = countInside(mask);
  if (count === 0) {
    throw new MaskError('mask-empty', 'The foreground is empty: not one pixel is in it. Draw a box round what it is to be, or paint it.');
  }
  if (count === mask.inside.length) {
    throw new MaskError(
      'mask-full',
      `The foreground covers all ${mask.width} × ${mask.height} pixels: no background is left to compare it with. Take a part away, or draw a smaller one.`,
    );
  }
}

/** Whether both foreground and background have pixels. */
export function splits(mask: PixelMask): boolean {
  return mask.inside.includes(1) && mask.inside.includes(0);
}

export function invertMask(mask: PixelMask): PixelMask {
  return { ...mask, inside: mask.inside.map((value) => 1 - value) };
}

/** @throws MaskError where the two differ in size. */
export function combineMasks(base: PixelMask | null, shape: PixelMask, how: MaskCombination): PixelMask {
  if (how === 'replace') return shape;
  const under = base ?? emptyMask(shape);
  if (under.width !== shape.width || under.height !== shape.height) {
    throw new MaskError(
      'mask-size',
      `A mask of ${shape.width} × ${shape.height} pixels does not lie on one of ${under.width} × ${under.height}. Draw it on the picture as it is now.`,
    );
  }
  const inside = under.inside.map((value, i) => (how === 'add' ? value | shape.inside[i]! : value & (1 - shape.inside[i]!)));
  return { ...under, inside };
}

/** The box that a mask is, where it is one; null for any other shape, and for none. */
export function boxOfMask(mask: PixelMask): PixelBox | null {
  const { width, inside } = mask;
  const first = inside.indexOf(1);
  if (first < 0) return null;
  const last = inside.lastIndexOf(1);
  const box = { x0: first % width, y0: Math.floor(first / width), x1: (last % width) + 1, y1: Math.floor(last / width) + 1 };
  // First and last pixel of a box are its corners; a mask with these corners and as many pixels need not be it.
  if ((box.x1 - box.x0) * (box.y1 - box.y0) !== countInside(mask)) return null;
  for (let y = box.y0; y < box.y1; y++) {
    for (let x = box.x0; x < box.x1; x++) if (inside[y * width + x] === 0) return null;
  }
  return box;
}

/**
 * The edges between inside and outside, the picture's own edge included, as x0, y0, x1, y1 in pixel corners, one edge
 * after the other; edges in one line are one.
 */
export function maskOutline({ width, height, inside }: PixelMask): readonly number[] {
  const edges: number[] = [];
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : inside[y * width + x]!);
  for (let y = 0; y <= height; y++) {
    for (let x = 0, from = -1; x <= width; x++) {
      const isEdge = x < width && at(x, y - 1) !== at(x, y);
      if (isEdge && from < 0) from = x;
      if (!isEdge && from >= 0) {
        edges.push(from, y, x, y);
        from = -1;
      }
    }
  }
  for (let x = 0; x <= width; x++) {
    for (let y = 0, from = -1; y <= height; y++) {
      const isEdge = y < height && at(x - 1, y) !== at(x, y);
      if (isEdge && from < 0) from = y;
      if (!isEdge && from >= 0) {
        edges.push(x, from, x, y);
        from = -1;
      }
    }
  }
  return edges;
}
