/**
 * The inner loop of every convolution here: four rows times a panel of eight outputs, whose sums stay in registers. One step a turn: unrolled, V8
 * loads ahead until registers run out, and takes twice as long.
 */

export const F32: usize = 4;
export const VECTOR: usize = 16;
/** Output channels that are computed together; filters are stored in panels of so many. */
export const PANEL: i32 = 8;
export const PANEL_BYTES: usize = 32;
/** Rows that are computed together. */
export const ROWS: i32 = 4;
/** Of the addresses of a group of four rows. */
const GROUP_BYTES: usize = 16;
export const TILE_BYTES: usize = 128;

/** a * b + c, rounded once where the processor can and the engine lets it (relaxed SIMD). */
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}

/** Outputs with what fills up the last panel. */
export function paddedOutputs(outputs: i32): i32 {
  return (outputs + PANEL - 1) & ~(PANEL - 1);
}

/** The first `lanes` of four numbers, the others 0. */
@inline export function loadLanes(from: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(from);
  let value = v128.load32_zero(from);
  if (lanes > 1) value = v128.load32_lane(from + F32, value, 1);
  if (lanes > 2) value = v128.load32_lane(from + 2 * F32, value, 2);
  return value;
}

/** What of a tile of four rows and eight outputs, in `tile`, is there: `rows` of `lanes` each. */
function copyTile(tile: usize, rows: i32, lanes: i32, to: usize, step: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    for (let lane: i32 = 0; lane < lanes; lane++) store<f32>(to + (<usize>lane << 2), load<f32>(tile + <usize>(row * PANEL + lane) * F32));
    to += step;
  }
}

/**
 * `rows` outputs: for each the sum over taps of the inputs at its address times the filter's, plus bias, through the activation. A row's sum
 * does not depend on which rows are computed beside it.
 * @param addresses [groups of four rows, taps, 4] of u32: where the inputs begin, counted from `origin`; the last group is filled up with any
 * that may be read
 * @param filters [panels, taps, inputs, 8]
 * @param bias of outputs, rounded up to whole vectors; 0: none
 * @param y [rows, outputs]
 * @param tile room for TILE_BYTES
 */
export function sumOverTaps(
  rows: i32, origin: usize, addresses: usize, taps: i32, inputs: i32, filters: usize, outputs: i32, bias: usize, activation: i32, y: usize, tile: usize,
): void {
  const inputBytes = <usize>inputs * F32;
  const outputBytes = <usize>outputs * F32;
  const panelBytes = <usize>(taps * inputs) * PANEL_BYTES;
  const zero = f32x4.splat(0);
  const ceiling = f32x4.splat(activation == 2 ? 6 : Infinity);
  let panelFilters = filters;
  for (let panel: i32 = 0; panel < outputs; panel += PANEL) {
    const lanes = outputs - panel;
    const bias0 = bias == 0 ? zero : v128.load(bias + <usize>panel * F32);
    const bias1 = bias == 0 || lanes <= 4 ? zero : v128.load(bias + <usize>panel * F32, VECTOR);
    let group = addresses;
    for (let row: i32 = 0; row < rows; row += ROWS) {
      let f = panelFilters;
      let s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1, s20 = bias0, s21 = bias1, s30 = bias0, s31 = bias1;
      for (let tap: i32 = 0; tap < taps; tap++) {
        let p0 = origin + <usize>load<u32>(group);
        let p1 = origin + <usize>load<u32>(group, 4);
        let p2 = origin + <usize>load<u32>(group, 8);
        let p3 = origin + <usize>load<u32>(group, 12);
        group += GROUP_BYTES;
        const end = p0 + inputBytes;
        while (p0 < end) {
          const f0 = v128.load(f);
          const f1 = v128.load(f, VECTOR);
          const v0 = v128.load32_splat(p0);
          s00 = multiplyAdd(v0, f0, s00);
          s01 = multiplyAdd(v0, f1, s01);
          const v1 = v128.load32_splat(p1);
          s10 = multiplyAdd(v1, f0, s10);
          s11 = multiplyAdd(v1, f1, s11);
          const v2 = v128.load32_splat(p2);
          s20 = multiplyAdd(v2, f0, s20);
          s21 = multiplyAdd(v2, f1, s21);
          const v3 = v128.load32_splat(p3);
          s30 = multiplyAdd(v3, f0, s30);
          s31 = multiplyAdd(v3, f1, s31);
          p0 += F32;
          p1 += F32;
          p2 += F32;
          p3 += F32;
          f += PANEL_BYTES;
        }
      }
      if (activation != 0) {
        s00 = f32x4.min(f32x4.max(s00, zero), ceiling);
        s01 = f32x4.min(f32x4.max(s01, zero), ceiling);
        s10 = f32x4.min(f32x4.max(s10, zero), ceiling);
        s11 = f32x4.min(f32x4.max(s11, zero), ceiling);
        s20 = f32x4.min(f32x4.max(s20, zero), ceiling);
        s21 = f32x4.min(f32x4.max(s21, zero), ceiling);
        s30 = f32x4.min(f32x4.max(s30, zero), ceiling);
        s31 = f32x4.min(f32x4.max(s31, zero), ceiling);
      }
      const to = y + <usize>row * outputBytes + <usize>panel * F32;
      const isWhole = lanes >= PANEL && rows - row >= ROWS;
      let at = isWhole ? to : tile;
      const step = isWhole ? outputBytes : PANEL_BYTES;
      v128.store(at, s00);
      v128.store(at, s01, VECTOR);
      at += step;
      v128.store(at, s10);
      v128.store(at, s11, VECTOR);
      at += step;
      v128.store(at, s20);
      v128.store(at, s21, VECTOR);
      at += step;
      v128.store(at, s30);
      v128.store(at, s31, VECTOR);
      if (!isWhole) copyTile(tile, min(ROWS, rows - row), min(PANEL, lanes), to, outputBytes);
    }
    panelFilters += panelBytes;
  }
}
