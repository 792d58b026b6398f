/** Batches of contributions carried over to another map, and what they come to; see kernels/carriedBatches.ts. */
import { multiplyAdd } from './product';

const LOG2_E: f32 = 1.4426950408889634;

/** e^x for |x| up to 80: 2^n times a polynomial for 2^r, |r| <= 1/2, to within 1e-7 of it. */
@inline
function exp(x: v128): v128 {
  const exponent = f32x4.mul(x, f32x4.splat(LOG2_E));
  const n = f32x4.nearest(exponent);
  const r = f32x4.sub(exponent, n);
  let power = f32x4.splat(1.5403530e-4);
  power = multiplyAdd(power, r, f32x4.splat(1.3333558e-3));
  power = multiplyAdd(power, r, f32x4.splat(9.6181291e-3));
  power = multiplyAdd(power, r, f32x4.splat(5.5504109e-2));
  power = multiplyAdd(power, r, f32x4.splat(2.4022651e-1));
  power = multiplyAdd(power, r, f32x4.splat(6.9314718e-1));
  power = multiplyAdd(power, r, f32x4.splat(1));
  return f32x4.mul(power, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

@inline function inDoubles(sum: v128, value: v128): v128 {
  return f64x2.add(f64x2.add(sum, f64x2.promote_low_f32x4(value)), f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 0, 1)));
}

/**
 * factors = e^(exponent (now - before)), the logarithm held within +-most. All of `count` numbers, which is a multiple of four.
 */
export function carryFactors(now: usize, before: usize, exponent: f32, most: f32, count: i32, factors: usize): void {
  const by = f32x4.splat(exponent);
  const high = f32x4.splat(most);
  const low = f32x4.splat(-most);
  for (let i: usize = 0, bytes = <usize>count << 2; i < bytes; i += 16) {
    const log = f32x4.mul(by, f32x4.sub(v128.load(now + i), v128.load(before + i)));
    v128.store(factors + i, exp(f32x4.max(low, f32x4.min(high, log))));
  }
}

/** values *= factors. @returns their sum */
export function scaleEach(values: usize, factors: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0, bytes = <usize>count << 2; i < bytes; i += 16) {
    const value = f32x4.mul(v128.load(values + i), v128.load(factors + i));
    v128.store(values + i, value);
    sum = inDoubles(sum, value);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** sums += share scale values, squares += share (scale values)^2. */
export function addWeighted(values: usize, scale: f32, share: f32, count: i32, sums: usize, squares: usize): void {
  const scales = f32x4.splat(scale);
  const shares = f32x4.splat(share);
  for (let i: usize = 0, bytes = <usize>count << 2; i < bytes; i += 16) {
    const value = f32x4.mul(v128.load(values + i), scales);
    v128.store(sums + i, multiplyAdd(value, shares, v128.load(sums + i)));
    v128.store(squares + i, multiplyAdd(f32x4.mul(value, value), shares, v128.load(squares + i)));
  }
}
