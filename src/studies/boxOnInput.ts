/** A box on a picture as the network sees it. */
import type { PixelMask } from '../core/mask';
import { boxMask } from '../core/maskShapes';
import type { RunRecord } from '../records/runRecord';

/** x0, y0, x1, y1 in pixels of the picture; column x1 and row y1 are no longer in it. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** Through the part of the picture that the network was shown: pixels that the box covers by half or more. */
export function boxOnInput({ picture: { crop }, model: { input } }: Pick<RunRecord, 'picture' | 'model'>, [x0, y0, x1, y1]: Box): PixelMask {
  const across = (x: number) => Math.min(input.width, Math.max(0, Math.round(((x - crop.x) * input.width) / crop.width)));
  const down = (y: number) => Math.min(input.height, Math.max(0, Math.round(((y - crop.y) * input.height) / crop.height)));
  return boxMask(input, { x0: across(x0), y0: down(y0), x1: across(x1), y1: down(y1) });
}
