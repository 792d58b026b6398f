/** The scalar F(x) that an attribution explains. */
import * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../../core/modelCard';
import type { AttributionTarget } from '../../core/spec';
import { EngineFailure } from '../../engine/failure';
import type { NetworkPicture } from '../../engine/protocol';
import type { Network } from '../../models/network';
import { toTensor } from '../noisyPictures';

export type ScalarTarget =
  /** F is the sum of all numbers of the layer's feature. */
  | { readonly kind: 'features'; readonly layerId: string }
  /** F is one number of the network's output, for classifiers the class's logit. */
  | { readonly kind: 'class'; readonly classIndex: number };

/**
 * @param scores what the network's output holds for the picture, one number a class; empty where it is not one vector
 * @returns null for the feature sum, else the class's index
 * @throws EngineFailure target-class where the network has no such class, naming it and the range
 */
export function classOf(target: AttributionTarget, scores: readonly number[], card: ModelCard): number | null {
  if (target === 'features') return null;
  if (scores.length === 0) {
    throw new EngineFailure(
      'target-class',
      `${card.title} gives no list of class scores at "${card.logits}", so no class can be the target. Choose the layer’s feature sum.`,
    );
  }
  if (target === 'predicted') return scores.indexOf(Math.max(...scores));
  if (Number.isInteger(target) && target >= 0 && target < scores.length) return target;
  const named = (index: number) => (card.labels[index] === undefined ? `${index}` : `${index} (${card.labels[index]})`);
  throw new EngineFailure(
    'target-class',
    `${card.title} has no class ${target}. Its classes are ${named(0)} to ${named(scores.length - 1)}; choose one of them, or the predicted class.`,
  );
}

/**
 * The numbers that F sums.
 * @param pictures [batch, height, width, 3], 0..1
 * @returns [batch, terms]; differences of F are best taken term by term, before float32 sums swallow them
 */
export function targetTerms(network: Network, pictures: tf.Tensor4D, target: ScalarTarget): tf.Tensor2D {
  return tf.tidy(() => {
    const node = target.kind === 'features' ? target.layerId : network.card.logits;
    const rows = network.features(pictures, [node])[0]!.reshape([pictures.shape[0], -1]) as tf.Tensor2D;
    return target.kind === 'features' ? rows : rows.slice([0, target.classIndex], [-1, 1]);
  });
}

/**
 * dF/dx summed over a batch of pictures.
 * @param pictures batch x height x width x 3, 0..1, each as large as `picture`
 * @returns height x width x 3, per intensity
 */
export async function gradientSum(
  network: Network, pictures: Float32Array, picture: NetworkPicture, target: ScalarTarget,
): Promise<Float32Array> {
  const gradient = tf.tidy(() => {
    // Samples do not meet inside the network, so the gradient of the sum holds each sample's own.
    const sum = (x: tf.Tensor) => targetTerms(network, x as tf.Tensor4D, target).sum();
    return tf.grad(sum)(toTensor(pictures, picture)).sum(0);
  });
  try {
    return await gradient.data<'float32'>();
  } finally {
    gradient.dispose();
  }
}

/** F(`from`) - F(`to`) for two pictures, height x width x 3 each. */
export async function targetDifference(
  network: Network, from: Float32Array, to: Float32Array, picture: NetworkPicture, target: ScalarTarget,
): Promise<number> {
  const difference = tf.tidy(() => {
    const terms = (rgb: Float32Array) => targetTerms(network, toTensor(rgb, picture), target);
    return terms(from).sub(terms(to)).sum();
  });
  const [value] = await difference.data();
  difference.dispose();
  return value!;
}
