/**
 * How much more a layer forgets of the background than of the foreground (Ma et al. 2022): mean H over the background
 * minus mean H over the foreground. Defined for maps in nats, entropies and reconstruction uncertainties alike: a
 * difference of means has a meaning only where the unit is the same for every layer.
 */
import type { PixelMask } from './mask';
import { checkSplits } from './mask';
import { maskOnGrid } from './maskOnGrid';

/** A map on the picture or on a coarser grid, row-major, nats. */
export interface NatsMap {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

export interface Concentration {
  readonly foregroundMeanNats: number;
  readonly backgroundMeanNats: number;
  /** Background minus foreground: above 0, the layer discards background first. */
  readonly concentrationNats: number;
}

/**
 * Means over the mask's pixels, the map upsampled (nearest) to them.
 * @throws MaskError where the mask is empty, covers everything, or has fewer pixels than the map has cells.
 */
export function concentration(map: NatsMap, mask: PixelMask): Concentration {
  checkSplits(mask);
  const { insideOfCell, pixelsOfCell } = maskOnGrid(mask, map.width, map.height);
  let insideSum = 0;
  let insideCount = 0;
  let outsideSum = 0;
  let outsideCount = 0;
  for (let cell = 0; cell < insideOfCell.length; cell++) {
    const inside = insideOfCell[cell]!;
    const outside = pixelsOfCell[cell]! - inside;
    // A cell without a pixel on one side has no say there, whatever its value.
    if (inside > 0) insideSum += inside * map.values[cell]!;
    if (outside > 0) outsideSum += outside * map.values[cell]!;
    insideCount += inside;
    outsideCount += outside;
  }
  const foregroundMeanNats = insideSum / insideCount;
  const backgroundMeanNats = outsideSum / outsideCount;
  return { foregroundMeanNats, backgroundMeanNats, concentrationNats: backgroundMeanNats - foregroundMeanNats };
}
