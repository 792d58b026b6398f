/** Array arithmetic on this side: shapes computed from shapes, and constants folded. */
import { type Constant, sizeOf } from './constants';
import { type NumbersValue, numbersValue, range } from './values';

/** Elements to the next along each axis, row-major. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = Array.from({ length: dims.length }, () => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  return strides;
}

export const emptyLike = (dtype: Constant['dtype'], count: number) => (dtype === 'float32' ? new Float32Array(count) : new Int32Array(count));

/** Reads `source` with one stride for each axis of the result: transposes, cuts, reverses and repeats. */
export function strided(source: Constant, dims: readonly number[], strides: readonly number[], offset = 0): NumbersValue {
  const out = emptyLike(source.dtype, sizeOf(dims));
  const index = Array.from({ length: dims.length }, () => 0);
  let at = offset;
  for (let i = 0; i < out.length; i++) {
    out[i] = source.data[at]!;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < dims[axis]!) break;
      at -= strides[axis]! * dims[axis]!;
      index[axis] = 0;
    }
  }
  return numbersValue(dims, source.dtype, out);
}

export function transposeNumbers(source: Constant, permutation: readonly number[]): NumbersValue {
  const strides = stridesOf(source.dims);
  return strided(source, permutation.map((axis) => source.dims[axis]!), permutation.map((axis) => strides[axis]!));
}

/** numpy's rule. @throws where sizes differ and none of them is 1 */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return range(rank).map((axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find((candidate) => candidate !== 1) ?? 1;
    if (sizes.some((other) => other !== 1 && other !== size)) throw new Error(`shapes ${shapes.map((shape) => `[${shape}]`).join(' and ')} do not fit together`);
    return size;
  });
}

export function broadcastNumbers(source: Constant, dims: readonly number[]): NumbersValue {
  const own = stridesOf(source.dims);
  const added = dims.length - source.dims.length;
  return strided(source, dims, dims.map((_, axis) => (axis < added || source.dims[axis - added] === 1 ? 0 : own[axis - added]!)));
}

export function mapNumbers(source: Constant, dtype: Constant['dtype'], of: (value: number) => number): NumbersValue {
  const out = emptyLike(dtype, source.data.length);
  for (let i = 0; i < out.length; i++) out[i] = of(source.data[i]!);
  return numbersValue(source.dims, dtype, out);
}

export function zipNumbers(a: Constant, b: Constant, dtype: Constant['dtype'], of: (a: number, b: number) => number): NumbersValue {
  const dims = broadcastShape(a.dims, b.dims);
  const left = broadcastNumbers(a, dims).data;
  const right = broadcastNumbers(b, dims).data;
  const out = emptyLike(dtype, left.length);
  for (let i = 0; i < out.length; i++) out[i] = of(left[i]!, right[i]!);
  return numbersValue(dims, dtype, out);
}

export function concatNumbers(parts: readonly Constant[], axis: number): NumbersValue {
  const first = parts[0]!;
  const dims = first.dims.map((size, i) => (i === axis ? parts.reduce((sum, part) => sum + part.dims[axis]!, 0) : size));
  const out = emptyLike(first.dtype, sizeOf(dims));
  const outer = sizeOf(dims.slice(0, axis));
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const part of parts) {
      const run = part.data.length / outer;
      out.set(part.data.subarray(i * run, (i + 1) * run), at);
      at += run;
    }
  }
  return numbersValue(dims, first.dtype, out);
}

export function reduceNumbers(source: Constant, axes: readonly number[], keepDims: boolean, start: number, step: (sum: number, value: number) => number, end = (sum: number, _count: number) => sum): NumbersValue {
  const dims = source.dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const strides = stridesOf(dims).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const sums = new Float64Array(sizeOf(dims)).fill(start);
  const places = strided({ dims, dtype: 'int32', data: Int32Array.from(range(sums.length)) }, source.dims, strides).data;
  for (let i = 0; i < source.data.length; i++) sums[places[i]!] = step(sums[places[i]!]!, source.data[i]!);
  const count = sizeOf(axes.map((axis) => source.dims[axis]!));
  const out = emptyLike(source.dtype, sums.length);
  for (let i = 0; i < out.length; i++) out[i] = end(sums[i]!, count);
  return numbersValue(keepDims ? dims : dims.filter((_, axis) => !axes.includes(axis)), source.dtype, out);
}
