/** What is being drawn, from its first point to its last, and the mask that comes of it. */
import type { MaskCombination, MaskSize, PixelMask } from '../core/mask';
import { combineMasks, countInside } from '../core/mask';
import type { PlanePoint } from '../core/maskShapes';
import { boxMask, boxOfCorners, lassoMask, strokeMask } from '../core/maskShapes';

export type MaskTool = 'box' | 'brush' | 'lasso';

export type MaskGesture = {
  readonly combination: MaskCombination;
} & (
  | { readonly kind: 'box'; readonly from: PlanePoint; readonly to: PlanePoint }
  /** Pixels on the brush's way. */
  | { readonly kind: 'brush'; readonly pixels: readonly PlanePoint[]; readonly diameter: number }
  /** Points of the plane, from a pointer. */
  | { readonly kind: 'lasso'; readonly vertices: readonly PlanePoint[] }
  /** Pixels, chosen one by one: they and those on the way between them belong to the shape. */
  | { readonly kind: 'pixel-lasso'; readonly pixels: readonly PlanePoint[] }
);

const centre = ({ x, y }: PlanePoint): PlanePoint => ({ x: x + 0.5, y: y + 0.5 });

function shapeOf(gesture: MaskGesture, size: MaskSize): PixelMask {
  switch (gesture.kind) {
    case 'box':
      return boxMask(size, boxOfCorners(gesture.from, gesture.to));
    case 'brush':
      return strokeMask(size, gesture.pixels, gesture.diameter);
    case 'lasso':
      return lassoMask(size, gesture.vertices);
    case 'pixel-lasso': {
      const closed = [...gesture.pixels, gesture.pixels[0]!];
      return combineMasks(lassoMask(size, closed.map(centre)), strokeMask(size, closed, 1), 'add');
    }
    default: {
      const unknown: never = gesture;
      throw new Error(`unknown gesture ${JSON.stringify(unknown)}`);
    }
  }
}

/** The mask with what is drawn so far; null where that is not a pixel, as with a lasso that goes round nothing. */
export function withGesture(base: PixelMask | null, gesture: MaskGesture, size: MaskSize): PixelMask | null {
  const shape = shapeOf(gesture, size);
  if (countInside(shape) === 0) return null;
  const under = base && base.width === size.width && base.height === size.height ? base : null;
  return combineMasks(under, shape, gesture.combination);
}

/** The line to be seen while a lasso is drawn, in the plane. */
export function wayOf(gesture: MaskGesture): readonly PlanePoint[] {
  if (gesture.kind === 'lasso') return gesture.vertices;
  return gesture.kind === 'pixel-lasso' ? gesture.pixels.map(centre) : [];
}
