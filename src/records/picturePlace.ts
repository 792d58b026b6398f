/** A place in a picture, in fractions of the upright picture: the same place wherever, and however large, a network sees it. */
import { placedIn } from '../pictures/fitToNetwork';
import type { RunRecord } from './runRecord';

/** 0..1 across and down. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** From fractions of what the network sees to fractions of the upright picture; beyond 0..1 in a letterbox's frame. */
export function placeInPicture({ model, picture }: RunRecord, { x, y }: Place): Place {
  const { crop, width, height } = picture;
  const placed = placedIn(model.input, crop);
  const across = (x * model.input.width - placed.x) / placed.width;
  const down = (y * model.input.height - placed.y) / placed.height;
  return { x: (crop.x + across * crop.width) / width, y: (crop.y + down * crop.height) / height };
}

/** The other way; beyond 0..1 where the network does not see the place. */
export function placeInSeen({ model, picture }: RunRecord, { x, y }: Place): Place {
  const { crop, width, height } = picture;
  const placed = placedIn(model.input, crop);
  const across = (x * width - crop.x) / crop.width;
  const down = (y * height - crop.y) / crop.height;
  return { x: (placed.x + across * placed.width) / model.input.width, y: (placed.y + down * placed.height) / model.input.height };
}

/** The cell of a grid that covers all of what the network sees, or its pixel; null where the network does not see the place. */
export function cellAt({ x, y }: Place, { width, height }: { readonly width: number; readonly height: number }): { readonly x: number; readonly y: number } | null {
  // In the middle of a cell, rounding does not matter; at its edge the next one begins.
  const cell = { x: Math.floor(x * width + 1e-9), y: Math.floor(y * height + 1e-9) };
  return cell.x >= 0 && cell.y >= 0 && cell.x < width && cell.y < height ? cell : null;
}
