/** How a mask of pixels lies on the cells of a coarser map. */
import type { PixelMask } from './mask';
import { MaskError } from './mask';

export interface MaskOnGrid {
  readonly columns: number;
  readonly rows: number;
  /** For each cell, row-major: how many of its pixels are inside the mask, and how many it has. */
  readonly insideOfCell: Int32Array;
  readonly pixelsOfCell: Int32Array;
}

const newestOfMask = new WeakMap<PixelMask, MaskOnGrid>();

/**
 * Counts each cell's pixels, with the cells of core/sigmaGrid: counting a cell as often as it has pixels is the same as
 * upsampling the map (nearest). A mask that is asked again on the same grid answers from memory: maps stream.
 *
 * @throws MaskError where the map has more cells than the mask has pixels: it was computed from another picture.
 */
export function maskOnGrid(mask: PixelMask, columns: number, rows: number): MaskOnGrid {
  const known = newestOfMask.get(mask);
  if (known && known.columns === columns && known.rows === rows) return known;
  const { width, height, inside } = mask;
  if (columns > width || rows > height || columns < 1 || rows < 1) {
    throw new MaskError(
      'mask-size',
      `A foreground of ${width} × ${height} pixels does not lie on a map of ${columns} × ${rows} cells. Draw it on the picture that the map was computed from.`,
    );
  }
  const insideOfCell = new Int32Array(columns * rows);
  const pixelsOfCell = new Int32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height);
    for (let x = 0; x < width; x++) {
      const cell = row * columns + Math.floor((x * columns) / width);
      insideOfCell[cell]! += inside[y * width + x]!;
      pixelsOfCell[cell]!++;
    }
  }
  const onGrid = { columns, rows, insideOfCell, pixelsOfCell };
  newestOfMask.set(mask, onGrid);
  return onGrid;
}
