import * as tf from '@tensorflow/tfjs';
import type { NetworkInput } from '../core/modelCard';

/** Rec. 601 luminance, as image libraries turn colour into grey. */
const LUMINANCE = [0.299, 0.587, 0.114];

/** (x - mean) / std per channel; [batch, height, width, 3] in and out, red, green, blue. */
export function normalise(pictures: tf.Tensor4D, input: Pick<NetworkInput, 'mean' | 'std'>): tf.Tensor4D {
  const isIdentity = input.mean.every((m) => m === 0) && input.std.every((s) => s === 1);
  if (isIdentity) return pictures;
  return tf.tidy(() => {
    const [batch, height, width] = pictures.shape;
    // Row by row: of three numbers at a time WebAssembly's product takes thirty times as long.
    const rowOf = (perChannel: number[]) => tf.tensor1d(Array.from({ length: width }, () => perChannel).flat());
    const scale = rowOf(input.std.map((s) => 1 / s));
    const shift = rowOf(input.mean.map((m, channel) => -m / input.std[channel]!));
    return pictures.reshape([batch * height, width * 3]).mul(scale).add(shift).reshape(pictures.shape) as tf.Tensor4D;
  });
}

/**
 * A picture as the network's file takes it: normalised, channels in its order and place. Differentiable.
 * @param pictures [batch, height, width, 3], intensities 0..1
 * @returns [batch, height, width, channels] or [batch, channels, height, width], one channel for grey
 */
export function prepare(pictures: tf.Tensor4D, input: NetworkInput): tf.Tensor4D {
  return tf.tidy(() => {
    const ordered = inOrder(normalise(pictures, input), input);
    return input.layout === 'nchw' ? (ordered.transpose([0, 3, 1, 2]) as tf.Tensor4D) : ordered;
  });
}

function inOrder(pictures: tf.Tensor4D, { channelOrder }: NetworkInput): tf.Tensor4D {
  switch (channelOrder) {
    case 'bgr': {
      const channels = tf.split(pictures, 3, 3);
      return tf.concat(channels.reverse(), 3) as tf.Tensor4D;
    }
    case 'grey':
      return pictures.mul(tf.tensor1d(LUMINANCE)).sum(3, true) as tf.Tensor4D;
    default:
      return pictures;
  }
}

/** Feature maps of a network with channels first, turned to channels last; anything else as it is. */
export function toChannelsLast(feature: tf.Tensor, { layout }: NetworkInput): tf.Tensor {
  return layout === 'nchw' && feature.rank === 4 ? feature.transpose([0, 2, 3, 1]) : feature;
}

/** The way back, for features that are given to such a network. */
export function fromChannelsLast(feature: tf.Tensor, { layout }: NetworkInput): tf.Tensor {
  return layout === 'nchw' && feature.rank === 4 ? feature.transpose([0, 3, 1, 2]) : feature;
}
