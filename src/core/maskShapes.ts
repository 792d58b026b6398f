/** Shapes as masks. A pixel (x, y) covers x to x + 1 and y to y + 1 of the plane; its centre decides. */
import type { MaskSize, PixelBox, PixelMask } from './mask';
import { emptyMask } from './mask';

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** The part of the box that lies on the picture. */
export function boxMask(size: MaskSize, box: PixelBox): PixelMask {
  const mask = emptyMask(size);
  const from = Math.max(0, box.x0);
  const to = Math.min(size.width, box.x1);
  if (to <= from) return mask;
  for (let y = Math.max(0, box.y0); y < Math.min(size.height, box.y1); y++) {
    mask.inside.fill(1, y * size.width + from, y * size.width + to);
  }
  return mask;
}

/** The box that has these two pixels at opposite corners. */
export function boxOfCorners(a: PlanePoint, b: PlanePoint): PixelBox {
  return { x0: Math.min(a.x, b.x), y0: Math.min(a.y, b.y), x1: Math.max(a.x, b.x) + 1, y1: Math.max(a.y, b.y) + 1 };
}

/**
 * What a round brush covers on its way through these pixels: centres no farther than half the diameter from the way. The
 * way runs from centre to centre, so that a brush of 1 paints every pixel that it touches and leaves no gap.
 */
export function strokeMask(size: MaskSize, pixels: readonly PlanePoint[], diameter: number): PixelMask {
  const mask = emptyMask(size);
  pixels.forEach((pixel, i) => coverSegment(mask, pixels[Math.max(0, i - 1)]!, pixel, diameter / 2));
  return mask;
}

function coverSegment(mask: PixelMask, a: PlanePoint, b: PlanePoint, radius: number): void {
  const along = { x: b.x - a.x, y: b.y - a.y };
  const squaredLength = along.x ** 2 + along.y ** 2;
  // A pixel centre exactly at the brush's edge counts, whatever rounding says.
  const squaredRadius = radius ** 2 + 1e-9;
  const reach = Math.ceil(radius);
  const { x0, y0, x1, y1 } = boxOfCorners(a, b);
  for (let y = Math.max(0, y0 - reach); y < Math.min(mask.height, y1 + reach); y++) {
    for (let x = Math.max(0, x0 - reach); x < Math.min(mask.width, x1 + reach); x++) {
      const share = squaredLength === 0 ? 0 : ((x - a.x) * along.x + (y - a.y) * along.y) / squaredLength;
      const nearest = Math.min(1, Math.max(0, share));
      const squaredDistance = (x - a.x - nearest * along.x) ** 2 + (y - a.y - nearest * along.y) ** 2;
      if (squaredDistance <= squaredRadius) mask.inside[y * mask.width + x] = 1;
    }
  }
}

/**
 * What a closed line goes round: pixels whose centre has a winding number other than 0, so that a lasso that crosses
 * itself leaves no hole. Vertices are points of the plane.
 */
export function lassoMask(size: MaskSize, vertices: readonly PlanePoint[]): PixelMask {
  const mask = emptyMask(size);
  for (let y = 0; y < size.height; y++) {
    const crossings = crossingsOfRow(vertices, y + 0.5);
    let winding = 0;
    for (let i = 0; i + 1 < crossings.length; i++) {
      winding += crossings[i]!.turn;
      if (winding === 0) continue;
      const from = Math.max(0, Math.ceil(crossings[i]!.x - 0.5));
      const to = Math.min(size.width, Math.ceil(crossings[i + 1]!.x - 0.5));
      if (to > from) mask.inside.fill(1, y * size.width + from, y * size.width + to);
    }
  }
  return mask;
}

interface Crossing {
  readonly x: number;
  readonly turn: 1 | -1;
}

/** Where the closed line crosses a height, from left to right; a vertex on it belongs to the edge below alone. */
function crossingsOfRow(vertices: readonly PlanePoint[], height: number): readonly Crossing[] {
  const crossings: Crossing[] = [];
  vertices.forEach((from, i) => {
    const to = vertices[(i + 1) % vertices.length]!;
    if (from.y <= height === to.y <= height) return;
    const x = from.x + ((height - from.y) / (to.y - from.y)) * (to.x - from.x);
    crossings.push({ x, turn: from.y < to.y ? 1 : -1 });
  });
  return crossings.sort((a, b) => a.x - b.x);
}
