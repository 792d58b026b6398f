/** Resizing along one axis as a matrix: one row for each new place, weights of the old ones. */

export interface AxisResize {
  readonly from: number;
  readonly to: number;
  /** New over old, as the file says; `to` is that rounded. */
  readonly scale: number;
  readonly mode: string;
  /** coordinate_transformation_mode */
  readonly coordinates: string;
  readonly nearestMode: string;
  readonly cubicCoefficient: number;
  readonly excludesOutside: boolean;
  /** Ends of the region of interest, for tf_crop_and_resize: fractions of the old length. */
  readonly roi: readonly [number, number];
  readonly antialias: boolean;
}

/** Where new place i lies among the old ones. */
function oldPlace(i: number, { from, to, scale, coordinates, roi }: AxisResize): number {
  switch (coordinates) {
    case 'asymmetric': return i / scale;
    case 'align_corners': return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    case 'pytorch_half_pixel': return to > 1 ? (i + 0.5) / scale - 0.5 : 0;
    case 'tf_half_pixel_for_nn': return (i + 0.5) / scale;
    case 'tf_crop_and_resize':
      return to > 1 ? roi[0] * (from - 1) + (i * (roi[1] - roi[0]) * (from - 1)) / (to - 1) : 0.5 * (roi[0] + roi[1]) * (from - 1);
    // The new length need not be the old one times the scale: the middle stays in the middle.
    case 'half_pixel_symmetric': {
      const adjustment = to / (scale * from);
      return (from / 2) * (1 - adjustment) + (i + 0.5) / scale - 0.5;
    }
    case 'half_pixel': return (i + 0.5) / scale - 0.5;
    default: throw new Error(`it resizes with coordinates "${coordinates}", which Pixelsieve does not know`);
  }
}

function nearest(place: number, mode: string): number {
  switch (mode) {
    case 'floor': return Math.floor(place);
    case 'ceil': return Math.ceil(place);
    case 'round_prefer_ceil': return Math.floor(place + 0.5);
    default: return Math.ceil(place - 0.5);
  }
}

const triangle = (distance: number) => Math.max(0, 1 - Math.abs(distance));

/** Keys's cubic convolution; a is the slope parameter. */
function cubic(distance: number, a: number): number {
  const d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

/** Old place of each new one, for resizing that only picks. */
export function pickedPlaces(axis: AxisResize): number[] {
  return Array.from({ length: axis.to }, (_, i) => Math.max(0, Math.min(axis.from - 1, nearest(roundedOff(oldPlace(i, axis)), axis.nearestMode))));
}

/** 1.9999999 is 2: quotients of scales are not exact. */
const roundedOff = (place: number) => (Math.abs(place - Math.round(place * 2) / 2) < 1e-6 ? Math.round(place * 2) / 2 : place);

/** @returns row-major [to, from] */
export function resizeMatrix(axis: AxisResize): Float32Array {
  const { from, to } = axis;
  const matrix = new Float32Array(to * from);
  if (axis.mode === 'nearest') {
    pickedPlaces(axis).forEach((place, i) => (matrix[i * from + place] = 1));
    return matrix;
  }
  // When a picture becomes smaller, antialiasing widens the window by as much.
  const stretch = axis.antialias ? Math.max(1, 1 / axis.scale) : 1;
  const support = axis.mode === 'cubic' ? 2 : 1;
  const weigh = (distance: number) => (axis.mode === 'cubic' ? cubic(distance, axis.cubicCoefficient) : triangle(distance));
  for (let i = 0; i < to; i++) {
    const place = oldPlace(i, axis);
    if (axis.coordinates === 'tf_crop_and_resize' && (place < 0 || place > from - 1)) continue;
    const first = Math.ceil(place - support * stretch - 1e-9);
    const last = Math.floor(place + support * stretch + 1e-9);
    let total = 0;
    for (let k = first; k <= last; k++) if (countsOutside(axis, k)) total += weigh((k - place) / stretch);
    for (let k = first; k <= last; k++) {
      if (!countsOutside(axis, k)) continue;
      matrix[i * from + Math.max(0, Math.min(from - 1, k))]! += weigh((k - place) / stretch) / total;
    }
  }
  return matrix;
}

/** Places beyond the edge repeat it, unless the file leaves them out. */
const countsOutside = ({ excludesOutside, from }: AxisResize, place: number) => !excludesOutside || (place >= 0 && place < from);
