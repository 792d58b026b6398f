import * as tf from '@tensorflow/tfjs';
import type { Network } from '../models/network';
import { toTensor } from '../metrics/noisyPictures';
import type { NetworkPicture, Prediction } from './protocol';

const TOP = 5;

/** What the network says of a picture, before softmax; empty where its output is not one vector of scores. */
export async function logitsOf(network: Network, picture: NetworkPicture): Promise<number[]> {
  const [scores] = tf.tidy(() => network.features(toTensor(picture.rgb, picture), [network.card.logits]));
  const values = Array.from(await scores!.data());
  // Fully convolutional classifiers give their scores at one place: [1, 1, 1, classes].
  const isVector = scores!.rank >= 2 && scores!.size === scores!.shape.at(-1);
  scores!.dispose();
  return isVector ? values : [];
}

/** The five likeliest classes; none where there are no scores. */
export async function predict(network: Network, picture: NetworkPicture): Promise<readonly Prediction[]> {
  const { labels, detector, segmenter } = network.card;
  if (detector || segmenter) return [];
  return probabilitiesOf(await logitsOf(network, picture))
    .map((probability, index) => ({ label: labels[index] ?? `class ${index}`, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, TOP);
}

/** Softmax, except for networks whose last layer has taken it already. */
function probabilitiesOf(scores: number[]): number[] {
  const total = scores.reduce((sum, score) => sum + score, 0);
  if (scores.every((score) => score >= 0) && Math.abs(total - 1) < 1e-3) return scores;
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = scores.map((score) => Math.exp(score - largest));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / weightSum);
}
