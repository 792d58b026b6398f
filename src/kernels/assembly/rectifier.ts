/** dy where 0 < x <= ceiling, else 0; `count` numbers each. */
export function rectifierGradient(dy: usize, x: usize, ceiling: f32, count: i32, to: usize): void {
  const zero = f32x4.splat(0);
  const most = f32x4.splat(ceiling);
  const bytes = <usize>count << 2;
  const wholeVectors = bytes & ~15;
  let i: usize = 0;
  for (; i < wholeVectors; i += 16) {
    const at = v128.load(x + i);
    v128.store(to + i, v128.and(v128.load(dy + i), v128.and(f32x4.gt(at, zero), f32x4.le(at, most))));
  }
  for (; i < bytes; i += 4) {
    const at = load<f32>(x + i);
    store<f32>(to + i, at > 0 && at <= ceiling ? load<f32>(dy + i) : 0);
  }
}
