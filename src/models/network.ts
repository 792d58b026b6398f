import type * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../core/modelCard';

/** A network as the metrics see it: differentiable features at named layers, whatever file it came from. */
export interface Network {
  readonly card: ModelCard;
  /** Samples that one call may hold; 1 where the file fixes the batch. */
  readonly maxBatch: number;
  /**
   * Features at layers, differentiable with respect to `pictures`.
   * @param pictures [batch, height, width, 3], intensities 0..1 before normalisation
   * @returns for each layer id [batch, ...]
   */
  features(pictures: tf.Tensor4D, layerIds: readonly string[]): tf.Tensor[];
  /**
   * Features at `layerIds` with the feature of one layer given, differentiable with respect to it. Paths around that layer, such
   * as shortcuts, still come from `pictures`. Absent where a network cannot be entered in its middle.
   * @param pictures [batch, height, width, 3], intensities 0..1 before normalisation
   * @param feature [batch, ...], what stands at `fromLayerId` in place of its own feature
   */
  featuresFrom?(pictures: tf.Tensor4D, fromLayerId: string, feature: tf.Tensor, layerIds: readonly string[]): tf.Tensor[];
  dispose(): void;
}
