/**
 * A map taken apart by scale: what Gaussian blurs of growing width take away, one band a width, and what is left at the end
 * less its mean. The bands of a map without mean add up to it.
 */

/** Standard deviations of the blurs, cells. */
const WIDTHS = [0.6, 1.2, 2.4, 5];

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

/** Along each row. */
function blurAlong(values: Float64Array, columns: number, kernel: Float64Array): Float64Array {
  const blurred = new Float64Array(values.length);
  const shares = sharesOf(columns, kernel);
  for (let start = 0; start < values.length; start += columns) {
    for (let i = 0; i < columns; i++) {
      let sum = kernel[0]! * values[start + i]!;
      const before = Math.min(kernel.length - 1, i);
      const after = Math.min(kernel.length - 1, columns - 1 - i);
      for (let j = 1; j <= before; j++) sum += kernel[j]! * values[start + i - j]!;
      for (let j = 1; j <= after; j++) sum += kernel[j]! * values[start + i + j]!;
      blurred[start + i] = sum * shares[i]!;
    }
  }
  return blurred;
}

/** Down each column, whole rows at a time: they lie together in memory. */
function blurDown(values: Float64Array, rows: number, columns: number, kernel: Float64Array): Float64Array {
  const blurred = new Float64Array(values.length);
  const shares = sharesOf(rows, kernel);
  for (let row = 0; row < rows; row++) {
    const to = row * columns;
    for (let other = Math.max(0, row - kernel.length + 1); other <= Math.min(rows - 1, row + kernel.length - 1); other++) {
      const weight = kernel[Math.abs(other - row)]! * shares[row]!;
      const from = other * columns;
      for (let i = 0; i < columns; i++) blurred[to + i]! += weight * values[from + i]!;
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
