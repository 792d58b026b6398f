/**
 * Depth to space, cut to a size.
 * @param from [batch, rows, columns, stride * stride * channels]
 * @param to [batch, height, width, channels]
 */
export function phasesToSpace(from: usize, batch: i32, rows: i32, columns: i32, stride: i32, channels: i32, height: i32, width: i32, to: usize): void {
  // A pixel's phases of one row lie side by side in both.
  const runBytes = <usize>(stride * channels) << 2;
  const depthBytes = runBytes * <usize>stride;
  const lineBytes = <usize>(width * channels) << 2;
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let y: i32 = 0; y < height; y++) {
      let run = from + <usize>((sample * rows + y / stride) * columns) * depthBytes + <usize>(y % stride) * runBytes;
      const end = to + lineBytes;
      while (to < end) {
        const length = min(runBytes, end - to);
        const whole = length & ~15;
        let i: usize = 0;
        for (; i < whole; i += 16) v128.store(to + i, v128.load(run + i));
        for (; i < length; i += 4) store<f32>(to + i, load<f32>(run + i));
        to += length;
        run += depthBytes;
      }
    }
  }
}
