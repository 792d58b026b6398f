/** Gaussian blurs of maps, whatever the backend: in WebAssembly where that has SIMD, else in JavaScript. */
import { type OwnAssembly, ownAssembly } from './assemblyKernels';

interface Kernel {
  /** One half, the middle first; not normalised, because edges have sums of their own. */
  readonly weights: Float64Array;
  /** For each length of a line: for each place on it, one over the weights that fall on the line. */
  readonly shares: Map<number, Float64Array>;
}

const kernels = new Map<number, Kernel>();

function kernelOf(width: number): Kernel {
  let kernel = kernels.get(width);
  if (!kernel) {
    kernel = { weights: Float64Array.from({ length: Math.floor(3 * width + 1) + 1 }, (_, i) => Math.exp((-i * i) / (2 * width * width))), shares: new Map() };
    kernels.set(width, kernel);
  }
  return kernel;
}

function sharesOf({ weights, shares }: Kernel, length: number): Float64Array {
  let own = shares.get(length);
  if (!own) {
    own = Float64Array.from({ length }, (_, i) => {
      let sum = weights[0]!;
      for (let j = 1; j < weights.length; j++) sum += weights[j]! * (Number(i - j >= 0) + Number(i + j < length));
      return 1 / sum;
    });
    shares.set(length, own);
  }
  return own;
}

/**
 * Weighted mean over the cells that there are: nothing beyond the edge counts.
 * @param values row by row
 * @param width standard deviation, cells
 */
export function gaussianBlur(values: Float64Array, rows: number, columns: number, width: number): Float64Array {
  const kernel = kernelOf(width);
  const assembly = ownAssembly();
  return assembly ? blurInAssembly(assembly, values, rows, columns, kernel) : blurInJavaScript(values, rows, columns, width);
}

function blurInAssembly({ room, kernels: { blur } }: OwnAssembly, values: Float64Array, rows: number, columns: number, kernel: Kernel): Float64Array {
  const reach = kernel.weights.length - 1;
  const stride = 4 * Math.ceil(columns / 4);
  let length = 0;
  const placed = (own: number) => {
    const start = length;
    length += 4 * Math.ceil(own / 4);
    return start;
  };
  const starts = {
    line: placed(stride + 2 * reach + 4), along: placed(stride), kernel: placed(reach + 1), down: placed(rows), from: placed(rows * columns),
    between: placed(rows * stride), to: placed(rows * stride),
  };
  const numbers = room(length);
  numbers.fill(0, starts.line, starts.kernel);
  numbers.set(kernel.weights, starts.kernel);
  numbers.set(sharesOf(kernel, columns), starts.along);
  numbers.set(sharesOf(kernel, rows), starts.down);
  numbers.set(values, starts.from);
  const at = (name: keyof typeof starts) => 4 * starts[name];
  blur(at('from'), rows, columns, at('kernel'), reach, at('along'), at('down'), at('line'), at('between'), at('to'));
  if (stride === columns) return new Float64Array(numbers.subarray(starts.to, starts.to + values.length));
  const blurred = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) blurred.set(numbers.subarray(starts.to + row * stride, starts.to + row * stride + columns), row * columns);
  return blurred;
}

/** For browsers whose WebAssembly has no SIMD. */
export function blurInJavaScript(values: Float64Array, rows: number, columns: number, width: number): Float64Array {
  const kernel = kernelOf(width);
  return blurDown(blurAlong(values, columns, kernel), rows, columns, kernel);
}

/** Along each row, between two margins of zeros as wide as the kernel. */
function blurAlong(values: Float64Array, columns: number, kernel: Kernel): Float64Array {
  const { weights } = kernel;
  const shares = sharesOf(kernel, columns);
  const blurred = new Float64Array(values.length);
  const reach = weights.length - 1;
  const line = new Float64Array(columns + 2 * reach);
  for (let start = 0; start < values.length; start += columns) {
    line.set(values.subarray(start, start + columns), reach);
    for (let i = 0; i < columns; i++) {
      const at = i + reach;
      let sum = weights[0]! * line[at]!;
      for (let j = 1; j <= reach; j++) sum += weights[j]! * (line[at - j]! + line[at + j]!);
      blurred[start + i] = sum * shares[i]!;
    }
  }
  return blurred;
}

/** Down each column, whole rows at a time: they lie together in memory. */
function blurDown(values: Float64Array, rows: number, columns: number, kernel: Kernel): Float64Array {
  const { weights } = kernel;
  const shares = sharesOf(kernel, rows);
  const blurred = new Float64Array(values.length);
  const reach = weights.length - 1;
  for (let row = 0; row < rows; row++) {
    const to = row * columns;
    for (let other = Math.max(0, row - reach); other <= Math.min(rows - 1, row + reach); other++) {
      const weight = weights[Math.abs(other - row)]! * shares[row]!;
      const from = other * columns;
      for (let i = 0; i < columns; i++) blurred[to + i]! += weight * values[from + i]!;
    }
  }
  return blurred;
}
