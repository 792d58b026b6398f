/**
 * The gradient of a maximum pool: what each window's dy gives the first of its maxima is added to dx.
 * @param dy [batch, outHeight, outWidth, channels]; channels a multiple of 4
 * @param x and dx [batch, height, width, channels]
 */
export function maxPoolGradient(
  dy: usize, x: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32,
): void {
  const pixelBytes = <usize>channels << 2;
  const pictureBytes = <usize>(height * width) * pixelBytes;
  const toGradient = dx - x;
  memory.fill(dx, 0, <usize>batch * pictureBytes);
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let outRow: i32 = 0; outRow < outHeight; outRow++) {
      const top = outRow * strideHeight - padTop;
      const firstRow = max(0, top);
      const endRow = min(height, top + filterHeight);
      for (let outColumn: i32 = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * strideWidth - padLeft;
        const firstColumn = max(0, left);
        const endColumn = min(width, left + filterWidth);
        for (let c: usize = 0; c < pixelBytes; c += 16) {
          let most = f32x4.splat(-Infinity);
          for (let row = firstRow; row < endRow; row++) {
            let at = x + <usize>(row * width + firstColumn) * pixelBytes + c;
            for (let column = firstColumn; column < endColumn; column++, at += pixelBytes) most = f32x4.max(most, v128.load(at));
          }
          let left = v128.load(dy + c);
          for (let row = firstRow; row < endRow; row++) {
            let at = x + <usize>(row * width + firstColumn) * pixelBytes + c;
            for (let column = firstColumn; column < endColumn; column++, at += pixelBytes) {
              const isMost = f32x4.eq(v128.load(at), most);
              v128.store(at + toGradient, f32x4.add(v128.load(at + toGradient), v128.and(left, isMost)));
              left = v128.andnot(left, isMost);
            }
          }
        }
        dy += pixelBytes;
      }
    }
    x += pictureBytes;
  }
}
