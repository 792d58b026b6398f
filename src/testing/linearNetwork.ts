/** Small networks whose sensitivities are known in closed form. */
import * as tf from '@tensorflow/tfjs';
import { fillNormal } from '../core/random';
import type { LayerInfo, NetworkPicture } from '../engine/protocol';
import type { LoadedNetwork } from '../models/loadNetwork';

export function seededNumbers(count: number, seed: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  fillNormal(values, seed, 99);
  return values;
}

export function seededPicture(height: number, width: number, seed = 3): NetworkPicture {
  return { width, height, rgb: seededNumbers(height * width * 3, seed).map((v) => 0.5 + 0.1 * v) };
}

/** A network of one layer, `layer`, made of one function of the picture. */
export function networkOf(
  height: number, width: number, forward: (pictures: tf.Tensor4D) => tf.Tensor, shape: number[],
): LoadedNetwork {
  const layer: LayerInfo = { id: 'layer', title: 'Layer', stage: '', kind: 'other', depth: 1, shape };
  const card = {
    id: 'linear', title: 'Linear', architecture: '', parameters: 0, labels: [], logits: 'layer', layers: [layer],
    input: { width, height, mean: [0, 0, 0], std: [1, 1, 1] },
  };
  return {
    network: { card, maxBatch: Infinity, features: (x, ids) => ids.map(() => forward(x)), dispose: () => undefined },
    description: { card, sha256: '', layers: [layer], decoders: [], notes: [] },
  };
}

/**
 * s_i of a linear map, summed over the cell's channels, one value a pixel: the squared norms of its columns, found by feeding
 * unit vectors.
 */
export function columnNorms(height: number, width: number, forward: (pictures: tf.Tensor4D) => tf.Tensor): Float64Array {
  const numbers = height * width * 3;
  const squares = tf.tidy(() => {
    const offset = forward(tf.zeros([1, height, width, 3]));
    const units = tf.eye(numbers).reshape([numbers, height, width, 3]) as tf.Tensor4D;
    return forward(units).sub(offset).reshape([numbers, -1]).square().sum(1).dataSync();
  });
  const perPixel = new Float64Array(height * width);
  squares.forEach((value: number, i: number) => (perPixel[(i / 3) | 0]! += value));
  return perPixel;
}
