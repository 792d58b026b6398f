/**
 * core/random.ts, four pairs at a time: N(0, 1) numbers by Box and Muller's method from the same hash. Logarithm, sine and cosine are
 * polynomials, fitted at Chebyshev's nodes to within 5e-9 of ln(1 + x) / x, sin(r) / r and cos(r) where they are used.
 */

const GOLDEN: u32 = 0x9e3779b9;
const LN_2: f32 = 0.6931471805599453;
/** 2^-32. */
const UNIT: f32 = 2.3283064365386963e-10;
const SQRT_2: f32 = 1.4142135623730951;
/** Radians of one of the hash's 2^32 steps around the circle. */
const STEP: f32 = 1.4629180792671596e-9;

@inline
function hash32(value: v128): v128 {
  let x = i32x4.mul(v128.xor(value, i32x4.shr_u(value, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0xd35a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/** One step of Horner's scheme. */
@inline
function next(sum: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(coefficient));
}

/** ln((hash + 1) / 2^32) of unsigned hashes. Close to 1 it is the rest that a float holds exactly. */
@inline
function logOfShare(hash: v128): v128 {
  const rest = f32x4.mul(f32x4.convert_i32x4_u(v128.not(hash)), f32x4.splat(UNIT));
  const isNearOne = f32x4.lt(rest, f32x4.splat(0.29));
  const n = f32x4.add(f32x4.convert_i32x4_u(hash), f32x4.splat(1));
  const mantissa = v128.or(v128.and(n, i32x4.splat(0x007fffff)), i32x4.splat(0x3f800000));
  const isLarge = f32x4.gt(mantissa, f32x4.splat(SQRT_2));
  const exponent = v128.andnot(i32x4.sub(i32x4.sub(i32x4.shr_u(n, 23), i32x4.splat(127 + 32)), isLarge), isNearOne);
  const ofMantissa = f32x4.sub(v128.bitselect(f32x4.mul(mantissa, f32x4.splat(0.5)), mantissa, isLarge), f32x4.splat(1));
  const x = v128.bitselect(f32x4.neg(rest), ofMantissa, isNearOne);
  const ratio = next(next(next(next(next(next(next(next(next(f32x4.splat(-0.0763859164), x, 0.1291417), x, -0.132408429), x, 0.141800788), x, -0.166091265), x, 0.200020717), x, -0.250015851), x, 0.33333324), x, -0.499999883), x, 1.0);
  return f32x4.add(f32x4.mul(x, ratio), f32x4.mul(f32x4.convert_i32x4_s(exponent), f32x4.splat(LN_2)));
}

/**
 * @param key of the stream
 * @param to room for count numbers, rounded up to eight
 */
export function fillNormal(to: usize, count: i32, key: u32): void {
  const keys = i32x4.splat(key);
  let counters = i32x4.add(keys, i32x4.mul(i32x4.splat(GOLDEN), i32x4(1, 3, 5, 7)));
  const golden = i32x4.splat(GOLDEN);
  const stride = i32x4.splat(GOLDEN * 8);
  const bytes = <usize>count << 2;
  for (let i: usize = 0; i < bytes; i += 32) {
    const first = hash32(v128.xor(counters, keys));
    const second = hash32(v128.xor(i32x4.add(counters, golden), keys));
    counters = i32x4.add(counters, stride);
    const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), logOfShare(first)));
    // The nearest quarter of the circle, and the angle from there, at most an eighth either way.
    const quarter = i32x4.shr_u(i32x4.add(second, i32x4.splat(1 << 29)), 30);
    const r = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(second, i32x4.shl(quarter, 30))), f32x4.splat(STEP));
    const square = f32x4.mul(r, r);
    const sine = f32x4.mul(r, next(next(next(f32x4.splat(-0.000195039631), square, 0.00833203633), square, -0.166666507), square, 0.999999997));
    const cosine = next(next(next(next(f32x4.splat(2.43798822e-05), square, -0.00138866186), square, 0.0416666167), square, -0.499999996), square, 1.0);
    const isOdd = i32x4.neg(v128.and(quarter, i32x4.splat(1)));
    const sign = i32x4.splat(0x80000000);
    // Quarters 1 and 2 turn the cosine's sign, 2 and 3 the sine's.
    const cosineSign = v128.and(i32x4.shl(i32x4.add(quarter, i32x4.splat(1)), 30), sign);
    const sineSign = v128.and(i32x4.shl(quarter, 30), sign);
    const x = f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, isOdd), cosineSign));
    const y = f32x4.mul(radius, v128.xor(v128.bitselect(cosine, sine, isOdd), sineSign));
    v128.store(to + i, v128.shuffle<f32>(x, y, 0, 4, 1, 5));
    v128.store(to + i, v128.shuffle<f32>(x, y, 2, 6, 3, 7), 16);
  }
}
