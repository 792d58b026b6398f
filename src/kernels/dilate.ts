import * as tf from '@tensorflow/tfjs';

/**
 * Puts `stride - 1` zeros after each row and each column.
 * @param x [batch, height, width, channels]
 * @returns [batch, height * strideHeight, width * strideWidth, channels]
 */
export function dilateWithZeros(x: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [batch, height, width, channels] = x.shape;
  return tf.tidy(() => {
    let wide: tf.Tensor = x;
    if (strideWidth > 1) {
      wide = tf.pad(x.reshape([batch * height * width, 1, channels]), [[0, 0], [0, strideWidth - 1], [0, 0]]);
    }
    let tall: tf.Tensor = wide;
    if (strideHeight > 1) {
      const row = width * strideWidth * channels;
      tall = tf.pad(wide.reshape([batch * height, 1, row]), [[0, 0], [0, strideHeight - 1], [0, 0]]);
    }
    return tall.reshape([batch, height * strideHeight, width * strideWidth, channels]);
  });
}

/**
 * Cuts or zero-pads the bottom and right edge to the given size.
 * @param x [batch, h, w, channels]
 */
export function fitBottomRight(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [batch, h, w, channels] = x.shape;
  return tf.tidy(() => {
    const cut =
      h > height || w > width
        ? x.slice([0, 0, 0, 0], [batch, Math.min(h, height), Math.min(w, width), channels])
        : x;
    const missingRows = Math.max(0, height - h);
    const missingColumns = Math.max(0, width - w);
    if (missingRows === 0 && missingColumns === 0) return cut;
    return tf.pad(cut, [[0, 0], [0, missingRows], [0, missingColumns], [0, 0]]) as tf.Tensor4D;
  });
}
