/** What a detector finds: its boxes without those that overlap a surer one. */
import * as tf from '@tensorflow/tfjs';
import type { DetectorCard } from '../core/modelCard';
import { toTensor } from '../metrics/noisyPictures';
import type { Network } from '../models/network';
import type { Detection, NetworkPicture } from './protocol';

const LEAST_SCORE = 0.4;
/** Of two boxes that overlap by more than this, intersection over union, the surer one stays. */
const MOST_OVERLAP = 0.5;
const MOST_DETECTIONS = 20;

/**
 * A box counts for its likeliest class only, and suppresses others whatever their class: two names for one object would be
 * two frames around the same pixels.
 * @returns surest first; boxes in pixels of the picture, within it
 */
export async function detect(network: Network, detector: DetectorCard, picture: NetworkPicture): Promise<readonly Detection[]> {
  const [boxes, best, classes] = tf.tidy(() => {
    const outputs = network.features(toTensor(picture.rgb, picture), [detector.boxes, detector.scores]);
    const corners = outputs[0]!.reshape([-1, 4]).clipByValue(0, 1);
    const scores = outputs[1]!.squeeze([0]).slice([0, 1], [-1, -1]);
    return [corners, scores.max(1), scores.argMax(1)];
  }) as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
  const kept = await tf.image.nonMaxSuppressionAsync(boxes, best, MOST_DETECTIONS, MOST_OVERLAP, LEAST_SCORE);
  const [corners, scores, classIndices, keptIndices] = await Promise.all([boxes, best, classes, kept].map((tensor) => tensor.data()));
  tf.dispose([boxes, best, classes, kept]);
  return Array.from(keptIndices!, (index) => {
    const [top, left, bottom, right] = Array.from(corners!.slice(4 * index, 4 * index + 4)) as [number, number, number, number];
    const classIndex = classIndices![index]! + 1;
    return {
      label: detector.labels[classIndex] || `class ${classIndex}`,
      score: scores![index]!,
      box: { x0: left * picture.width, y0: top * picture.height, x1: right * picture.width, y1: bottom * picture.height },
    };
  });
}
