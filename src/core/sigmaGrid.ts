/** The grid that sigma lives on: `rows` x `columns` cells, upsampled (nearest) to the picture. */
export interface SigmaGrid {
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  /** For each pixel, row-major, the index of its cell. */
  readonly cellOfPixel: Int32Array;
}

/**
 * @param cells per side, or 'full' for one cell a pixel
 * @throws RangeError where a side has fewer pixels than cells
 */
export function createSigmaGrid(height: number, width: number, cells: number | 'full'): SigmaGrid {
  const rows = cells === 'full' ? height : cells;
  const columns = cells === 'full' ? width : cells;
  if (!Number.isInteger(rows) || rows < 1 || rows > height || columns > width) {
    throw new RangeError(`a grid of ${rows} x ${columns} cells does not fit a picture of ${height} x ${width} pixels`);
  }
  const cellOfPixel = new Int32Array(height * width);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height);
    for (let x = 0; x < width; x++) {
      cellOfPixel[y * width + x] = row * columns + Math.floor((x * columns) / width);
    }
  }
  return { rows, columns, height, width, cellOfPixel };
}

/** One value a cell to one value a pixel. */
export function upsampleToPixels(cells: Float64Array, grid: SigmaGrid): Float64Array {
  return Float64Array.from(grid.cellOfPixel, (cell) => cells[cell]!);
}

/** Sums a per-pixel quantity over each cell. */
export function sumOverCells(pixels: ArrayLike<number>, grid: SigmaGrid): Float64Array {
  const sums = new Float64Array(grid.rows * grid.columns);
  for (let i = 0; i < grid.cellOfPixel.length; i++) {
    const cell = grid.cellOfPixel[i]!;
    sums[cell] = sums[cell]! + pixels[i]!;
  }
  return sums;
}
