import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../testing/backends';
import { GraphFiles } from '../testing/graphFiles';
import { seededPicture } from '../testing/linearNetwork';
import { loadNetwork } from './loadNetwork';
import { scaledLayers } from './scaledLayers';

beforeAll(() => startTestBackend('wasm'));

const SIDE = 8;
const pictures = () => tf.tensor4d(seededPicture(SIDE, SIDE).rgb, [1, SIDE, SIDE, 3]);
const numbers = (run: () => tf.Tensor[]): Float32Array[] => tf.tidy(() => run().map((tensor) => tensor.dataSync() as Float32Array));

it('multiplies the listed layers and nothing else, whichever layer the network is entered at', async () => {
  const graph = new GraphFiles(SIDE);
  graph.convolution('a', 'Conv2D', 'input', graph.constant('a/kernel', [3, 3, 3, 4]));
  graph.node('hidden', 'Relu6', ['a']);
  graph.convolution('b', 'Conv2D', 'hidden', graph.constant('b/kernel', [3, 3, 4, 4]));
  graph.convolution('logits', 'Conv2D', 'b', graph.constant('logits/kernel', [1, 1, 4, 2]));
  const { network } = await loadNetwork(graph.files(), graph.card(['a', 'b', 'logits']));
  const scaled = scaledLayers(network, 8);
  const ids = ['a', 'hidden', 'b', 'logits'];
  const factors = [8, 1, 8, 1];
  const before = numbers(() => network.features(pictures(), ids));
  const after = numbers(() => scaled.features(pictures(), ids));
  const entered = numbers(() => scaled.featuresFrom!(pictures(), 'a', scaled.features(pictures(), ['a'])[0]!, ids));
  const tensors = tf.memory().numTensors;
  for (const [index, id] of ids.entries()) {
    const expected = before[index]!.map((value) => value * factors[index]!);
    expect(largestDifference(after[index]!, expected), id).toBe(0);
    expect(largestDifference(entered[index]!, expected), `${id} from a`).toBe(0);
  }
  // The view is not the owner.
  scaled.dispose();
  expect(numbers(() => network.features(pictures(), ['b']))[0]).toEqual(before[2]);
  expect(tf.memory().numTensors).toBe(tensors);
  network.dispose();
});
