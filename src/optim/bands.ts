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
export function blur(values: Float64Array, rows: number, columns: number, width: number): Float64Array {
  const kernel = halfKernel(width);
  return blurLines(blurLines(values, rows, columns, columns, 1, kernel), columns, rows, 1, columns, kernel);
}

/** Along `length` cells that are `step` apart, for each of `lines` lines that are `lineStep` apart. */
function blurLines(
  values: Float64Array, lines: number, length: number, lineStep: number, step: number, kernel: Float64Array,
): Float64Array {
  const blurred = new Float64Array(values.length);
  const reach = kernel.length - 1;
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      let weights = 0;
      for (let j = Math.max(0, i - reach); j <= Math.min(length - 1, i + reach); j++) {
        const weight = kernel[Math.abs(i - j)]!;
        sum += weight * values[start + j * step]!;
        weights += weight;
      }
      blurred[start + i * step] = sum / weights;
    }
  }
  return blurred;
}
