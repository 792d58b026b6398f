/**
 * A map taken apart by scale: what Gaussian blurs of growing width take away, one band a width, and what is left at the end
 * less its mean. They add up to the map but for a constant.
 */

/** Standard deviations of the blurs, cells. */
const WIDTHS = [0.6, 1.2, 2.4, 5];
const LEAST_GROUPS = 3;
const SMALL_MAP = 32 * 32;

export function bandsOf(values: Float64Array, rows: number, columns: number): Float64Array[] {
  const bands: Float64Array[] = [];
  let before = values;
  for (const width of WIDTHS) {
    const after = blur(values, rows, columns, width);
    bands.push(before.map((value, i) => value - after[i]!));
    before = after;
  }
  const rest = before.reduce((sum, value) => sum + value, 0) / before.length;
  bands.push(before.map((value) => value - rest));
  return bands;
}

export const meanSquare = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0) / values.length;

/** About how many independent values each band of a map with `cells` cells has: a blur of width w keeps cells / (4 pi w^2). */
export function bandFreedoms(cells: number): number[] {
  const kept = [cells, ...WIDTHS.map((width) => Math.min(cells, cells / (4 * Math.PI * width ** 2)))];
  return kept.map((before, index) => Math.max(1, before - (kept[index + 1] ?? 1)));
}

/**
 * Into how many groups a map's samples are divided to judge each band's noise by how they differ: `most` at 32 x 32 cells or fewer; as
 * many cells more tell as much with fewer.
 */
export function noiseGroups(cells: number, most: number): number {
  return Math.max(LEAST_GROUPS, Math.min(most, 1 + Math.ceil(((most - 1) * SMALL_MAP) / cells)));
}

const kernels = new Map<number, Float64Array>();

/** One half of the kernel, the middle first; not normalised, because the edges need their own sum. */
function halfKernel(width: number): Float64Array {
  let kernel = kernels.get(width);
  if (!kernel) {
    kernel = Float64Array.from({ length: Math.floor(3 * width + 1) + 1 }, (_, i) => Math.exp((-i * i) / (2 * width * width)));
    kernels.set(width, kernel);
  }
  return kernel;
}

/** Weighted mean over the cells that there are: nothing beyond the edge counts. */
function blur(values: Float64Array, rows: number, columns: number, width: number): Float64Array {
  const kernel = halfKernel(width);
  return blurDown(blurAlong(values, columns, kernel), rows, columns, kernel);
}

/** Along each row, between two margins of zeros as wide as the kernel. */
function blurAlong(values: Float64Array, columns: number, kernel: Float64Array): Float64Array {
  const blurred = new Float64Array(values.length);
  const shares = sharesOf(columns, kernel);
  const reach = kernel.length - 1;
  const line = new Float64Array(columns + 2 * reach);
  for (let start = 0; start < values.length; start += columns) {
    line.set(values.subarray(start, start + columns), reach);
    for (let i = 0; i < columns; i++) {
      const at = i + reach;
      let sum = kernel[0]! * line[at]!;
      for (let j = 1; j <= reach; j++) sum += kernel[j]! * (line[at - j]! + line[at + j]!);
      blurred[start + i] = sum * shares[i]!;
    }
  }
  return blurred;
}

/** Down each column, whole rows at a time: they lie together in memory. */
function blurDown(values: Float64Array, rows: number, columns: number, kernel: Float64Array): Float64Array {
  const blurred = new Float64Array(values.length);
  const shares = sharesOf(rows, kernel);
  const nothing = new Float64Array(columns);
  const rowAt = (row: number) => (row < 0 || row >= rows ? nothing : values.subarray(row * columns, (row + 1) * columns));
  for (let row = 0; row < rows; row++) {
    const to = blurred.subarray(row * columns, (row + 1) * columns);
    for (let j = 0; j < kernel.length; j++) {
      const weight = kernel[j]! * shares[row]!;
      const [above, below] = [rowAt(row - j), j === 0 ? nothing : rowAt(row + j)];
      for (let i = 0; i < columns; i++) to[i]! += weight * (above[i]! + below[i]!);
    }
  }
  return blurred;
}

/** For each place on a line of this length, one over the weights that fall on the line. */
function sharesOf(length: number, kernel: Float64Array): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    let weights = kernel[0]!;
    for (let j = 1; j < kernel.length; j++) weights += kernel[j]! * (Number(i - j >= 0) + Number(i + j < length));
    return 1 / weights;
  });
}
