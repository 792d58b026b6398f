/**
 * Knowledge points (Cheng et al. 2020, arXiv 2208.08741): pixels that a layer discards less than the average background
 * pixel, by more than a threshold b. Many inside the foreground and few outside it: the layer knows what matters.
 */
import type { NatsMap } from './concentration';
import { concentration } from './concentration';
import type { PixelMask } from './mask';
import { maskOnGrid } from './maskOnGrid';

/** b of the paper. */
export const DEFAULT_KNOWLEDGE_THRESHOLD_NATS = 0.2;
export const MOST_KNOWLEDGE_THRESHOLD_NATS = 2;

export interface KnowledgePoints {
  readonly thresholdNats: number;
  /** Pixels of the picture, in the foreground and in the background. */
  readonly inside: number;
  readonly outside: number;
  /** inside / (inside + outside); null where there is no knowledge point. */
  readonly insideShare: number | null;
}

/** One byte a cell of the map. */
export const NO_POINT = 0;
export const POINT_INSIDE = 1;
export const POINT_OUTSIDE = 2;

/**
 * Counts the pixels with H < (mean H of the background) - thresholdNats, the map upsampled (nearest).
 * @throws MaskError as concentration does.
 */
export function knowledgePoints(map: NatsMap, mask: PixelMask, thresholdNats: number): KnowledgePoints {
  const limit = concentration(map, mask).backgroundMeanNats - thresholdNats;
  const { insideOfCell, pixelsOfCell } = maskOnGrid(mask, map.width, map.height);
  let inside = 0;
  let outside = 0;
  for (let cell = 0; cell < insideOfCell.length; cell++) {
    if (!(map.values[cell]! < limit)) continue;
    inside += insideOfCell[cell]!;
    outside += pixelsOfCell[cell]! - insideOfCell[cell]!;
  }
  return { thresholdNats, inside, outside, insideShare: inside + outside === 0 ? null : inside / (inside + outside) };
}

/**
 * Which cells of the map are knowledge points, for drawing: a cell that the foreground's edge runs through is marked on
 * the side that has more of its pixels, inside where both have the same.
 *
 * @returns row-major, map.width x map.height: NO_POINT, POINT_INSIDE or POINT_OUTSIDE.
 * @throws MaskError as concentration does.
 */
export function knowledgePointCells(map: NatsMap, mask: PixelMask, thresholdNats: number): Uint8Array {
  const limit = concentration(map, mask).backgroundMeanNats - thresholdNats;
  const { insideOfCell, pixelsOfCell } = maskOnGrid(mask, map.width, map.height);
  return Uint8Array.from(insideOfCell, (inside, cell) => {
    if (!(map.values[cell]! < limit)) return NO_POINT;
    return 2 * inside >= pixelsOfCell[cell]! ? POINT_INSIDE : POINT_OUTSIDE;
  });
}
