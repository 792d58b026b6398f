import * as tf from '@tensorflow/tfjs';

interface StridedSliceAttributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/**
 * tfjs has no gradient for StridedSlice. It is the transpose of picking: every picked number's gradient goes back to
 * its place, with zeros between (stride) and around (begin, end).
 * @throws for negative strides, which would need a flip that no network has asked for yet.
 */
export function stridedSliceGradient(dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[], attrs: tf.NamedAttrMap) {
  const [x] = saved as [tf.Tensor];
  const a = attrs as unknown as StridedSliceAttributes;
  return {
    x: () =>
      tf.tidy(() => {
        const { begin, end, strides } = tf.slice_util.sliceInfo(
          x.shape, a.begin, a.end, a.strides, a.beginMask, a.endMask, a.ellipsisMask, a.newAxisMask, a.shrinkAxisMask,
        );
        if (strides.some((stride) => stride < 0)) {
          throw new Error(`the gradient of StridedSlice with negative strides [${strides}] is not implemented`);
        }
        // Before axes were dropped or added: one length for each axis of x.
        const pickedShape = x.shape.map((_, axis) =>
          Math.max(0, Math.ceil((end[axis]! - begin[axis]!) / strides[axis]!)),
        );
        let spread: tf.Tensor = (dy as tf.Tensor).reshape(pickedShape);
        // One axis at a time, so that every step is a pad of a three-dimensional tensor.
        x.shape.forEach((size, axis) => {
          spread = spreadAxis(spread, axis, begin[axis]!, strides[axis]!, size);
        });
        return spread;
      }),
  };
}

/** Element i of `axis` moves to begin + i * stride in an axis of `size`; the rest is zero. */
function spreadAxis(x: tf.Tensor, axis: number, begin: number, stride: number, size: number): tf.Tensor {
  const count = x.shape[axis]!;
  if (begin === 0 && stride === 1 && count === size) return x;
  const outer = x.shape.slice(0, axis).reduce((product, length) => product * length, 1);
  const inner = x.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  let spread: tf.Tensor = x.reshape([outer * count, 1, inner]);
  if (stride > 1) spread = tf.pad(spread, [[0, 0], [0, stride - 1], [0, 0]]);
  spread = spread.reshape([outer, count * stride, inner]);
  // The zeros after the last element may stand over the edge.
  const room = size - begin;
  if (count * stride > room) spread = spread.slice([0, 0, 0], [outer, room, inner]);
  const after = Math.max(0, room - count * stride);
  spread = tf.pad(spread, [[0, 0], [begin, after], [0, 0]]);
  return spread.reshape([...x.shape.slice(0, axis), size, ...x.shape.slice(axis + 1)]);
}
