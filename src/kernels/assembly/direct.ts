/** Convolutions of any filter, stride, dilation and padding, product by product. */
import { F32, loadLanes, paddedOutputs, PANEL, PANEL_BYTES, ROWS, sumOverTaps, TILE_BYTES, VECTOR } from './product';

/**
 * Filters in panels of eight outputs, the last filled up with zeros: [panels, taps, inputs, 8].
 * @param filter [taps, inputs, outputs]
 */
export function packFilters(filter: usize, tapsAndInputs: i32, outputs: i32, to: usize): void {
  const padded = paddedOutputs(outputs);
  for (let panel: i32 = 0; panel < padded; panel += PANEL) {
    const lanes = outputs - panel;
    for (let k: i32 = 0; k < tapsAndInputs; k++) {
      const from = filter + <usize>(k * outputs + panel) * F32;
      const at = to + <usize>(panel * tapsAndInputs) * F32 + <usize>k * PANEL_BYTES;
      v128.store(at, loadLanes(from, lanes));
      v128.store(at, lanes > 4 ? loadLanes(from + VECTOR, lanes - 4) : f32x4.splat(0), VECTOR);
    }
  }
}

/**
 * @param x [batch, height, width, inputs]
 * @param filters of packFilters
 * @param bias of outputs, rounded up to whole vectors; 0: none
 * @param activation 0 none, 1 relu, 2 relu6
 * @param y [batch, outHeight, outWidth, outputs]
 * @param pixelsAtOnce a multiple of 4
 * @param scratch see directScratchBytes
 */
export function convolveDirectly(
  x: usize, batch: i32, height: i32, width: i32, inputs: i32, filters: usize, filterHeight: i32, filterWidth: i32, outputs: i32,
  bias: usize, activation: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32,
  y: usize, outHeight: i32, outWidth: i32, pixelsAtOnce: i32, scratch: usize,
): void {
  const inputBytes = <usize>inputs * F32;
  const taps = filterHeight * filterWidth;
  const zeros = scratch;
  const tile = scratch + inputBytes;
  const addresses = tile + TILE_BYTES;
  memory.fill(zeros, 0, inputBytes);
  const pictureBytes = <usize>(height * width) * inputBytes;
  const total = batch * outHeight * outWidth;
  const groupStep = ROWS * 4;
  let picture = x;
  let outRow: i32 = 0;
  let outColumn: i32 = 0;
  for (let first: i32 = 0; first < total; first += pixelsAtOnce) {
    const pixels = min(pixelsAtOnce, total - first);
    for (let i: i32 = 0; i < pixels; i++) {
      const row = outRow * strideHeight - padTop;
      const column = outColumn * strideWidth - padLeft;
      let to = addresses + <usize>((i & ~(ROWS - 1)) * taps + (i & (ROWS - 1))) * 4;
      for (let inRow = row, a: i32 = 0; a < filterHeight; a++, inRow += dilationHeight) {
        const isRow = inRow >= 0 && inRow < height;
        for (let inColumn = column, b: i32 = 0; b < filterWidth; b++, inColumn += dilationWidth) {
          const isInside = isRow && inColumn >= 0 && inColumn < width;
          store<u32>(to, <u32>(isInside ? picture + <usize>(inRow * width + inColumn) * inputBytes : zeros));
          to += groupStep;
        }
      }
      if (++outColumn < outWidth) continue;
      outColumn = 0;
      if (++outRow < outHeight) continue;
      outRow = 0;
      picture += pictureBytes;
    }
    // Four pixels are computed at once: those that fill up read zeros.
    for (let i = pixels; i % ROWS != 0; i++) {
      for (let tap: i32 = 0; tap < taps; tap++) store<u32>(addresses + <usize>((i & ~(ROWS - 1)) * taps + tap * ROWS + (i & (ROWS - 1))) * 4, <u32>zeros);
    }
    sumOverTaps(pixels, 0, addresses, taps, inputs, filters, outputs, bias, activation, y + <usize>(first * outputs) * F32, tile);
  }
}

/** What `convolveDirectly` needs besides, in bytes. */
export function directScratchBytes(inputs: i32, taps: i32, pixelsAtOnce: i32): i32 {
  return <i32>TILE_BYTES + 4 * (inputs + taps * pixelsAtOnce);
}
