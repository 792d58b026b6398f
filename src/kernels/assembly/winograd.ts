/**
 * Winograd's minimal filtering for 3 x 3 convolutions with stride 1 (Lavin & Gray 2016): outputs in tiles of 4 x 4 (or 2 x 2) cost 36
 * (16) products a channel pair instead of 144 (36). AssemblyScript, compiled to WebAssembly on the heap of tfjs's backend;
 * pointers are bytes, tensors NHWC float32.
 */

import { F32, loadLanes, multiplyAdd, paddedOutputs, PANEL, PANEL_BYTES, ROWS, sumOverTaps, TILE_BYTES, VECTOR } from './product';

// Rows of the points' transforms are applied first along columns, then along rows; what lies between goes through `between`.

/**
 * The points of a 4-tile are 0, NEAR, -NEAR, FAR, -FAR and infinity, with NEAR^2 = 1/2 and FAR^2 = 2: rounding errors are smaller than at the
 * usual 1 and 2, whose powers grow further apart.
 */
const NEAR: f32 = 0.70710678118654752;
const FAR: f32 = 1.4142135623730951;

/** At the beginning of `scratch`: where a tile's 36 values lie, and 24 vectors between two transforms with 16 outputs behind them. */
const POINTERS_BYTES: usize = 36 * 4;
const BETWEEN_BYTES: usize = (24 + 16) * 16;

@inline function splat(value: f32): v128 { return f32x4.splat(value); }
@inline function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
@inline function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
@inline function scaled(a: v128, by: f32): v128 { return f32x4.mul(a, splat(by)); }
/** a + b * by. */
@inline function plus(a: v128, b: v128, by: f32): v128 { return multiplyAdd(b, splat(by), a); }

/** Six values of a line to the six points of a 4-tile, `step` bytes apart from `to`. */
@inline function points6(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, step: usize): void {
  const even = plus(d4, d2, -2);
  const odd = scaled(plus(d3, d1, -2), NEAR);
  const evenFar = plus(d4, d2, -0.5);
  const oddFar = scaled(plus(d3, d1, -0.5), FAR);
  v128.store(to, plus(add(d0, d4), d2, -2.5));
  v128.store(to + step, add(even, odd));
  v128.store(to + 2 * step, sub(even, odd));
  v128.store(to + 3 * step, add(evenFar, oddFar));
  v128.store(to + 4 * step, sub(evenFar, oddFar));
  v128.store(to + 5 * step, plus(add(d1, d5), d3, -2.5));
}

@inline function points4(d0: v128, d1: v128, d2: v128, d3: v128, to: usize, step: usize): void {
  v128.store(to, sub(d0, d2));
  v128.store(to + step, add(d1, d2));
  v128.store(to + 2 * step, sub(d2, d1));
  v128.store(to + 3 * step, sub(d1, d3));
}

@inline function at(pointers: usize, k: i32, offset: usize): v128 {
  return v128.load(<usize>load<u32>(pointers + (<usize>k << 2)) + offset);
}

/** Where the values under a tile lie: `pointers` gets side x side addresses; beyond the picture that of `zeros`. */
function placeTile(pointers: usize, side: i32, picture: usize, height: i32, width: i32, channels: i32, row: i32, column: i32, zeros: usize): void {
  for (let i: i32 = 0; i < side; i++) {
    const y = row + i;
    const isRow = y >= 0 && y < height;
    for (let j: i32 = 0; j < side; j++) {
      const x = column + j;
      const isInside = isRow && x >= 0 && x < width;
      const address = isInside ? picture + <usize>((y * width + x) * channels) * F32 : zeros;
      store<u32>(pointers + (<usize>(i * side + j) << 2), <u32>address);
    }
  }
}

/** @param to of the tile's first point; `step` bytes further that of the next */
function tileToPoints6(pointers: usize, channels: i32, between: usize, to: usize, step: usize): void {
  for (let c: usize = 0, end = <usize>channels * F32; c < end; c += VECTOR) {
    for (let j: i32 = 0; j < 6; j++) {
      points6(
        at(pointers, j, c), at(pointers, 6 + j, c), at(pointers, 12 + j, c), at(pointers, 18 + j, c), at(pointers, 24 + j, c), at(pointers, 30 + j, c),
        between + <usize>j * VECTOR, 6 * VECTOR,
      );
    }
    for (let i: usize = 0; i < 6; i++) {
      const row = between + i * 6 * VECTOR;
      points6(
        v128.load(row), v128.load(row, VECTOR), v128.load(row, 2 * VECTOR), v128.load(row, 3 * VECTOR), v128.load(row, 4 * VECTOR), v128.load(row, 5 * VECTOR),
        to + i * 6 * step + c, step,
      );
    }
  }
}

function tileToPoints4(pointers: usize, channels: i32, between: usize, to: usize, step: usize): void {
  for (let c: usize = 0, end = <usize>channels * F32; c < end; c += VECTOR) {
    for (let j: i32 = 0; j < 4; j++) {
      points4(at(pointers, j, c), at(pointers, 4 + j, c), at(pointers, 8 + j, c), at(pointers, 12 + j, c), between + <usize>j * VECTOR, 4 * VECTOR);
    }
    for (let i: usize = 0; i < 4; i++) {
      const row = between + i * 4 * VECTOR;
      points4(v128.load(row), v128.load(row, VECTOR), v128.load(row, 2 * VECTOR), v128.load(row, 3 * VECTOR), to + i * 4 * step + c, step);
    }
  }
}

@inline function activated(value: v128, activation: i32): v128 {
  if (activation == 0) return value;
  const positive = f32x4.max(value, splat(0));
  return activation == 2 ? f32x4.min(positive, splat(6)) : positive;
}

/** The first `lanes` of four. */
function storeLanes(to: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(to, value);
    return;
  }
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (lanes > 1) store<f32>(to, f32x4.extract_lane(value, 1), F32);
  if (lanes > 2) store<f32>(to, f32x4.extract_lane(value, 2), 2 * F32);
}

/** The sums at six points to four outputs, `step` bytes apart from `to`. */
@inline function outputs4(m0: v128, m1: v128, m2: v128, m3: v128, m4: v128, m5: v128, to: usize, step: usize): void {
  const sum = add(m1, m2);
  const difference = sub(m1, m2);
  const sumFar = add(m3, m4);
  const differenceFar = sub(m3, m4);
  v128.store(to, add(add(m0, sum), sumFar));
  v128.store(to + step, plus(scaled(difference, NEAR), differenceFar, FAR));
  v128.store(to + 2 * step, plus(scaled(sum, 0.5), sumFar, 2));
  v128.store(to + 3 * step, plus(plus(m5, difference, 0.5 * NEAR), differenceFar, 2 * FAR));
}

@inline function outputs2(m0: v128, m1: v128, m2: v128, m3: v128, to: usize, step: usize): void {
  v128.store(to, add(add(m0, m1), m2));
  v128.store(to + step, sub(sub(m1, m2), m3));
}

/** Sums of a tile to what of it lies in the picture. `between` has room for the tile's outputs and what comes before them. */
function pointsToTile(
  sums: usize, step: usize, size: i32, outputs: i32, bias: usize, activation: i32, between: usize,
  picture: usize, height: i32, width: i32, row: i32, column: i32,
): void {
  const rows = min(size, height - row);
  const columns = min(size, width - column);
  const finished = between + 24 * VECTOR;
  for (let c: i32 = 0; c < outputs; c += 4) {
    const from = sums + <usize>c * F32;
    if (size == 4) {
      for (let j: usize = 0; j < 6; j++) {
        const m = from + j * step;
        outputs4(
          v128.load(m), v128.load(m + 6 * step), v128.load(m + 12 * step), v128.load(m + 18 * step), v128.load(m + 24 * step), v128.load(m + 30 * step),
          between + j * VECTOR, 6 * VECTOR,
        );
      }
      for (let i: usize = 0; i < 4; i++) {
        const m = between + i * 6 * VECTOR;
        outputs4(
          v128.load(m), v128.load(m, VECTOR), v128.load(m, 2 * VECTOR), v128.load(m, 3 * VECTOR), v128.load(m, 4 * VECTOR), v128.load(m, 5 * VECTOR),
          finished + i * 4 * VECTOR, VECTOR,
        );
      }
    } else {
      for (let j: usize = 0; j < 4; j++) {
        const m = from + j * step;
        outputs2(v128.load(m), v128.load(m + 4 * step), v128.load(m + 8 * step), v128.load(m + 12 * step), between + j * VECTOR, 4 * VECTOR);
      }
      for (let i: usize = 0; i < 2; i++) {
        const m = between + i * 4 * VECTOR;
        outputs2(v128.load(m), v128.load(m, VECTOR), v128.load(m, 2 * VECTOR), v128.load(m, 3 * VECTOR), finished + i * 2 * VECTOR, VECTOR);
      }
    }
    const lanes = outputs - c;
    const offset = bias == 0 ? splat(0) : v128.load(bias + <usize>c * F32);
    for (let i: i32 = 0; i < rows; i++) {
      for (let j: i32 = 0; j < columns; j++) {
        const value = activated(add(v128.load(finished + <usize>(i * size + j) * VECTOR), offset), activation);
        storeLanes(picture + <usize>(((row + i) * width + column + j) * outputs + c) * F32, value, lanes);
      }
    }
  }
}

/**
 * @param size of a tile's outputs, 4 or 2
 * @param x [batch, height, width, inputs]; inputs a multiple of 4
 * @param filters of transformFilters
 * @param bias of outputs, rounded up to whole vectors; 0: none
 * @param activation 0 none, 1 relu, 2 relu6
 * @param y [batch, outHeight, outWidth, outputs]
 * @param tilesAtOnce a multiple of 4
 * @param scratch see scratchBytes
 */
export function convolve(
  size: i32, x: usize, batch: i32, height: i32, width: i32, inputs: i32, filters: usize, outputs: i32, bias: usize, activation: i32,
  padTop: i32, padLeft: i32, y: usize, outHeight: i32, outWidth: i32, tilesAtOnce: i32, scratch: usize,
): void {
  const side = size + 2;
  const count = side * side;
  const padded = paddedOutputs(outputs);
  const pointers = scratch;
  const between = pointers + POINTERS_BYTES;
  const zeros = between + BETWEEN_BYTES;
  const points = zeros + <usize>inputs * F32;
  const pointStep = <usize>(tilesAtOnce * inputs) * F32;
  const sums = points + <usize>count * pointStep;
  const sumStep = <usize>(tilesAtOnce * padded) * F32;
  const rows = sums + <usize>count * sumStep;
  const tile = rows + <usize>tilesAtOnce * 4;
  const filterStep = <usize>(inputs * padded) * F32;
  memory.fill(zeros, 0, <usize>inputs * F32);
  for (let t: i32 = 0; t < tilesAtOnce; t++) store<u32>(rows + (<usize>t << 2), <u32>(t * inputs) * 4);

  const across = (outWidth + size - 1) / size;
  const perPicture = across * ((outHeight + size - 1) / size);
  const total = perPicture * batch;
  for (let first: i32 = 0; first < total; first += tilesAtOnce) {
    const tiles = min(tilesAtOnce, total - first);
    for (let t: i32 = 0; t < tiles; t++) {
      const n = (first + t) / perPicture;
      const place = (first + t) % perPicture;
      const row = (place / across) * size - padTop;
      const column = (place % across) * size - padLeft;
      placeTile(pointers, side, x + <usize>(n * height * width * inputs) * F32, height, width, inputs, row, column, zeros);
      const to = points + <usize>(t * inputs) * F32;
      if (size == 4) tileToPoints6(pointers, inputs, between, to, pointStep);
      else tileToPoints4(pointers, inputs, between, to, pointStep);
    }
    // Four tiles are multiplied at once: those that fill up are the last one again.
    for (let t: i32 = tiles; t % ROWS != 0; t++) store<u32>(rows + (<usize>t << 2), <u32>((tiles - 1) * inputs) * 4);
    for (let k: usize = 0; k < <usize>count; k++) {
      sumOverTaps(tiles, points + k * pointStep, rows, 1, inputs, filters + k * filterStep, padded, 0, 0, sums + k * sumStep, tile);
    }
    for (let t: i32 = 0; t < tiles; t++) {
      const n = (first + t) / perPicture;
      const place = (first + t) % perPicture;
      pointsToTile(
        sums + <usize>(t * padded) * F32, sumStep, size, outputs, bias, activation, between,
        y + <usize>(n * outHeight * outWidth * outputs) * F32, outHeight, outWidth, (place / across) * size, (place % across) * size,
      );
    }
  }
}

/** What `convolve` needs besides, in bytes. */
export function scratchBytes(size: i32, inputs: i32, outputs: i32, tilesAtOnce: i32): i32 {
  const side = size + 2;
  const padded = paddedOutputs(outputs);
  return <i32>(POINTERS_BYTES + BETWEEN_BYTES) + inputs * 4 + side * side * tilesAtOnce * (inputs + padded) * 4 + tilesAtOnce * 4 + <i32>TILE_BYTES;
}

/** Three taps to their weights at six points, `toStep` bytes apart from `to`. */
@inline function taps6(g0: v128, g1: v128, g2: v128, to: usize, toStep: usize): void {
  const ends = add(g0, scaled(g2, 0.5));
  const middle = scaled(g1, NEAR);
  const endsFar = add(g0, scaled(g2, 2));
  const middleFar = scaled(g1, FAR);
  v128.store(to, g0);
  v128.store(to + toStep, scaled(add(ends, middle), -2.0 / 3));
  v128.store(to + 2 * toStep, scaled(sub(ends, middle), -2.0 / 3));
  v128.store(to + 3 * toStep, scaled(add(endsFar, middleFar), 1.0 / 6));
  v128.store(to + 4 * toStep, scaled(sub(endsFar, middleFar), 1.0 / 6));
  v128.store(to + 5 * toStep, g2);
}

@inline function taps4(g0: v128, g1: v128, g2: v128, to: usize, toStep: usize): void {
  const ends = add(g0, g2);
  v128.store(to, g0);
  v128.store(to + toStep, scaled(add(ends, g1), 0.5));
  v128.store(to + 2 * toStep, scaled(sub(ends, g1), 0.5));
  v128.store(to + 3 * toStep, g2);
}

/**
 * Filters at the points, in panels of eight outputs (the last filled up with zeros): [points, panels, inputs, 8].
 * @param filter [3, 3, inputs, outputs]
 * @param between of 24 vectors
 */
export function transformFilters(size: i32, filter: usize, inputs: i32, outputs: i32, to: usize, between: usize): void {
  const side: usize = size + 2;
  const padded = paddedOutputs(outputs);
  const tapStep = <usize>(inputs * outputs) * F32;
  const pointStep = <usize>(inputs * padded) * F32;
  for (let output: i32 = 0; output < padded; output += 4) {
    const lanes = outputs - output;
    const place = to + <usize>((output & ~(PANEL - 1)) * inputs + (output & (PANEL - 1))) * F32;
    for (let input: i32 = 0; input < inputs; input++) {
      const at = place + <usize>input * PANEL_BYTES;
      if (lanes <= 0) {
        for (let k: usize = 0; k < side * side; k++) v128.store(at + k * pointStep, splat(0));
        continue;
      }
      const from = filter + <usize>(input * outputs + output) * F32;
      for (let b: usize = 0; b < 3; b++) {
        const column = from + b * tapStep;
        const g0 = loadLanes(column, lanes);
        const g1 = loadLanes(column + 3 * tapStep, lanes);
        const g2 = loadLanes(column + 6 * tapStep, lanes);
        if (size == 4) taps6(g0, g1, g2, between + b * VECTOR, 3 * VECTOR);
        else taps4(g0, g1, g2, between + b * VECTOR, 3 * VECTOR);
      }
      for (let i: usize = 0; i < side; i++) {
        const row = between + i * 3 * VECTOR;
        const point = at + i * side * pointStep;
        if (size == 4) taps6(v128.load(row), v128.load(row, VECTOR), v128.load(row, 2 * VECTOR), point, pointStep);
        else taps4(v128.load(row), v128.load(row, VECTOR), v128.load(row, 2 * VECTOR), point, pointStep);
      }
    }
  }
}
