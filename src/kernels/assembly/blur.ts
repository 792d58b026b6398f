/**
 * A separable, symmetric blur: along each row, then down each column; each place's sum is multiplied by its share. Rows of `between`,
 * `alongShares` and `to` are padded to whole vectors of four.
 * @param line room for a row with margins of zeros, `reach` wide on the left, `reach` and a vector on the right
 * @param kernel its middle first, reach + 1 numbers
 */
export function blur(
  from: usize, rows: i32, columns: i32, kernel: usize, reach: i32, alongShares: usize, downShares: usize, line: usize, between: usize, to: usize,
): void {
  const stride = <usize>((columns + 3) >> 2) << 4;
  const rowBytes = <usize>columns << 2;
  const middle = line + (<usize>reach << 2);
  for (let row = 0; row < rows; row++) {
    memory.copy(middle, from + <usize>row * rowBytes, rowBytes);
    const out = between + <usize>row * stride;
    for (let i: usize = 0; i < stride; i += 16) {
      const at = middle + i;
      let sum = f32x4.mul(v128.load32_splat(kernel), v128.load(at));
      for (let j = 1; j <= reach; j++) {
        const offset = <usize>j << 2;
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(kernel + offset), f32x4.add(v128.load(at - offset), v128.load(at + offset))));
      }
      v128.store(out + i, f32x4.mul(sum, v128.load(alongShares + i)));
    }
  }
  for (let row = 0; row < rows; row++) {
    const first = max(-reach, -row);
    const last = min(reach, rows - 1 - row);
    const share = v128.load32_splat(downShares + (<usize>row << 2));
    const own = between + <usize>row * stride;
    const out = to + <usize>row * stride;
    for (let i: usize = 0; i < stride; i += 16) {
      let sum = f32x4.splat(0);
      for (let j = first; j <= last; j++) {
        const weight = v128.load32_splat(kernel + (<usize>(j < 0 ? -j : j) << 2));
        sum = f32x4.add(sum, f32x4.mul(weight, v128.load(<usize>(<isize>own + <isize>j * <isize>stride) + i)));
      }
      v128.store(out + i, f32x4.mul(sum, share));
    }
  }
}
