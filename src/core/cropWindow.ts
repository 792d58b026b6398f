/**
 * The network's window on a picture: which part of it the network is shown. It lives in fractions of the upright picture, so
 * that it means the same at any size that the picture is drawn at, and becomes whole pixels only where the picture is cut.
 */

/** Fractions of the upright picture's width and height, 0 to 1, from the top left. */
export interface CropWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CropSize {
  readonly width: number;
  readonly height: number;
}

/** Whole pixels of the upright picture. */
export interface Crop extends CropSize {
  readonly x: number;
  readonly y: number;
}

/** The shape that the window must keep, as any size of it; null where the window is free (letterbox, stretch). */
export type CropShape = CropSize | null;

/** Which sides a handle moves: -1 left or top, 1 right or bottom, 0 neither. */
export interface CropHandle {
  readonly across: -1 | 0 | 1;
  readonly down: -1 | 0 | 1;
}

const LEAST_PIXELS = 4;
const LEAST_SHARE = 0.01;
const WHOLE: CropWindow = { x: 0, y: 0, width: 1, height: 1 };

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Width over height in fractions of the picture: of a square window on a picture twice as wide as high, 1/2. */
const shareAspect = (shape: CropSize, picture: CropSize) => (shape.width / shape.height) * (picture.height / picture.width);

/** The largest centred window of the shape; all of the picture where the shape is free. */
export function centredWindow(picture: CropSize, shape: CropShape): CropWindow {
  if (!shape) return WHOLE;
  const aspect = shareAspect(shape, picture);
  const width = Math.min(1, aspect);
  const height = Math.min(1, 1 / aspect);
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

/** Moved by fractions of the picture, as far as the picture goes. */
export function movedWindow(window: CropWindow, across: number, down: number): CropWindow {
  return {
    ...window,
    x: clamp(window.x + across, 0, 1 - window.width),
    y: clamp(window.y + down, 0, 1 - window.height),
  };
}

/**
 * Larger by the factor, as far as picture and least size allow, shape kept; what lies under `anchor` (fractions of the picture, the
 * window's centre if absent) stays where it is in the window, unless the picture's edge is in the way.
 */
export function scaledWindow(window: CropWindow, factor: number, picture: CropSize, anchor?: { readonly x: number; readonly y: number }): CropWindow {
  const least = Math.max(leastShare(picture.width) / window.width, leastShare(picture.height) / window.height);
  const most = Math.min(1 / window.width, 1 / window.height);
  const allowed = clamp(factor, Math.min(1, least), Math.max(1, most));
  const at = anchor ?? { x: window.x + window.width / 2, y: window.y + window.height / 2 };
  const scaled = {
    x: at.x - (at.x - window.x) * allowed,
    y: at.y - (at.y - window.y) * allowed,
    width: Math.min(1, window.width * allowed),
    height: Math.min(1, window.height * allowed),
  };
  return movedWindow(scaled, 0, 0);
}

function leastShare(pixels: number): number {
  return Math.min(1, Math.max(LEAST_SHARE, LEAST_PIXELS / pixels));
}

/** A handle dragged to a point, in fractions of the picture: the sides across from it stay where they are. */
export function draggedWindow(
  window: CropWindow,
  handle: CropHandle,
  point: { readonly x: number; readonly y: number },
  picture: CropSize,
  shape: CropShape,
): CropWindow {
  const across = along(window.x, window.width, handle.across, clamp(point.x, 0, 1), leastShare(picture.width));
  const down = along(window.y, window.height, handle.down, clamp(point.y, 0, 1), leastShare(picture.height));
  if (!shape) return { x: across.from, width: across.length, y: down.from, height: down.length };
  const aspect = shareAspect(shape, picture);
  const roomAcross = room(window.x, window.width, handle.across);
  const roomDown = room(window.y, window.height, handle.down);
  const least = Math.max(leastShare(picture.width), leastShare(picture.height) * aspect);
  const wanted = handle.across === 0 ? down.length * aspect : handle.down === 0 ? across.length : Math.max(across.length, down.length * aspect);
  const width = clamp(wanted, Math.min(least, roomAcross, roomDown * aspect), Math.min(roomAcross, roomDown * aspect));
  return placed(window, handle, width, width / aspect);
}

/** One side of an interval moved to `to`, the other kept; both kept where the handle is on neither. */
function along(from: number, length: number, side: -1 | 0 | 1, to: number, least: number): { from: number; length: number } {
  if (side === 0) return { from, length };
  if (side > 0) return { from, length: clamp(to - from, Math.min(least, 1 - from), 1 - from) };
  const end = from + length;
  const kept = clamp(end - to, Math.min(least, end), end);
  return { from: end - kept, length: kept };
}

/** How long an interval may become with the side across from the handle kept; its middle, where there is none. */
function room(from: number, length: number, side: -1 | 0 | 1): number {
  if (side > 0) return 1 - from;
  if (side < 0) return from + length;
  const middle = from + length / 2;
  return 2 * Math.min(middle, 1 - middle);
}

function placed(window: CropWindow, { across, down }: CropHandle, width: number, height: number): CropWindow {
  const start = (from: number, length: number, side: -1 | 0 | 1, next: number) =>
    side > 0 ? from : side < 0 ? from + length - next : from + (length - next) / 2;
  const x = start(window.x, window.width, across, width);
  const y = start(window.y, window.height, down, height);
  return movedWindow({ x, y, width, height }, 0, 0);
}

/** Brought into the shape: the same centre and area as far as the picture goes. */
export function shapedWindow(window: CropWindow, picture: CropSize, shape: CropShape): CropWindow {
  if (!shape) return window;
  const aspect = shareAspect(shape, picture);
  const largest = centredWindow(picture, shape);
  const width = clamp(Math.sqrt(window.width * window.height * aspect), 0, largest.width);
  return placed(window, { across: 0, down: 0 }, width, Math.min(1, width / aspect));
}

/**
 * In whole pixels, at least one each way, within the picture. null is the largest centred window. A window that has the shape up
 * to rounding is taken as it is, so that windowOfCrop and this give a crop back exactly; others are brought into the shape.
 */
export function cropOfWindow(window: CropWindow | null, picture: CropSize, shape: CropShape): Crop {
  if (!window) return centred(picture, shape);
  const plain = rounded(window, picture);
  return !shape || hasShape(plain, shape) ? plain : rounded(shapedWindow(window, picture, shape), picture);
}

/** The fractions that stand for a crop. */
export function windowOfCrop({ x, y, width, height }: Crop, picture: CropSize): CropWindow {
  return { x: x / picture.width, y: y / picture.height, width: width / picture.width, height: height / picture.height };
}

function centred(picture: CropSize, shape: CropShape): Crop {
  const window = centredWindow(picture, shape);
  const width = clamp(Math.round(window.width * picture.width), 1, picture.width);
  const height = clamp(Math.round(window.height * picture.height), 1, picture.height);
  return { x: Math.floor((picture.width - width) / 2), y: Math.floor((picture.height - height) / 2), width, height };
}

function rounded(window: CropWindow, picture: CropSize): Crop {
  const width = clamp(Math.round(window.width * picture.width), 1, picture.width);
  const height = clamp(Math.round(window.height * picture.height), 1, picture.height);
  const x = clamp(Math.round(window.x * picture.width), 0, picture.width - width);
  const y = clamp(Math.round(window.y * picture.height), 0, picture.height - height);
  return { x, y, width, height };
}

/** Whether some window of the exact shape rounds to that size: both sides may be half a pixel off. */
function hasShape({ width, height }: CropSize, shape: CropSize): boolean {
  const aspect = shape.width / shape.height;
  return (width - 0.5) / (height + 0.5) < aspect && aspect < (width + 0.5) / Math.max(0.5, height - 0.5);
}
