/** The class that a network gives to each pixel. */
import * as tf from '@tensorflow/tfjs';
import type { SegmenterCard } from '../core/modelCard';
import { toTensor } from '../metrics/noisyPictures';
import type { Network } from '../models/network';
import type { NetworkPicture, Segmentation } from './protocol';

/** Classes with fewer of the picture's pixels are not listed; the mask has them. */
const LEAST_SHARE = 0.001;

/** The scores of the cells, enlarged linearly to the picture with corners on corners; the highest gives the class. */
export async function segment(network: Network, segmenter: SegmenterCard, picture: NetworkPicture): Promise<Segmentation> {
  const { width, height } = picture;
  const classes = tf.tidy(() => {
    const [scores] = network.features(toTensor(picture.rgb, picture), [segmenter.scores]);
    return tf.image.resizeBilinear(scores as tf.Tensor4D, [height, width], true).argMax(3);
  });
  const classOfPixel = Uint8Array.from(await classes.data());
  classes.dispose();
  const pixels = new Map<number, number>();
  for (const index of classOfPixel) pixels.set(index, (pixels.get(index) ?? 0) + 1);
  const present = [...pixels]
    .filter(([index, count]) => index > 0 && count >= LEAST_SHARE * classOfPixel.length)
    .sort(([, a], [, b]) => b - a)
    .map(([classIndex, count]) => ({ classIndex, label: segmenter.labels[classIndex] ?? `class ${classIndex}`, pixels: count }));
  return { width, height, classOfPixel, present };
}
