import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../../testing/backends';
import { openFixture, readFixture, readFixtureModel, seededNetworkPicture, type StoredTensor, storedNumbers } from '../../testing/onnxFixtures';
import type { OnnxNetwork } from './types';

interface Architecture {
  readonly name: string;
  readonly side: number;
  readonly opset: number;
  readonly openBatch: boolean;
  readonly output: StoredTensor;
  /** Every gradientStep-th number of the gradient, which has that norm. */
  readonly gradient: StoredTensor;
  readonly gradientStep: number;
  readonly gradientNorm: number;
}

const { networks } = readFixture<{ networks: Architecture[] }>('architectures.json');

beforeAll(() => startTestBackend('wasm'));

/** The outputs weighted with cos(0), cos(1), ... in the order in which the file has its axes. */
function weighted(network: OnnxNetwork, pictures: tf.Tensor4D): tf.Scalar {
  const [output] = network.features(pictures, [network.card.logits]);
  const inFileOrder = output!.rank === 4 ? output!.transpose([0, 3, 1, 2]) : output!;
  const weights = tf.tensor(Float32Array.from({ length: output!.size }, (_, i) => Math.cos(i)), inFileOrder.shape);
  return inFileOrder.mul(weights).sum();
}

describe.each(networks)('$name (operator set $opset)', ({ name, side, openBatch, output, gradient, gradientStep, gradientNorm }) => {
  const pictures = () => tf.tensor4d(seededNetworkPicture(side), [1, side, side, 3]);

  it('gives PyTorch’s outputs and input gradients, for several pictures at once as for one, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const model = readFixtureModel(name);
    expect(model.problems).toEqual([]);
    const network = await openFixture(model, side);
    // Attention that was exported for one picture mixes it with the heads.
    expect(network.maxBatch).toBe(openBatch || !name.startsWith('vit') ? Infinity : 1);
    const gradientOf = () => tf.tidy(() => tf.grad((x) => weighted(network, x as tf.Tensor4D))(pictures()));
    // The first way back lays out filters for those to come.
    gradientOf().dispose();
    const loaded = tf.memory().numTensors;

    const found = tf.tidy(() => network.features(pictures(), [network.card.logits])[0]!);
    expect(found.shape).toEqual(output.shape);
    expect(largestDifference(found.dataSync(), storedNumbers(output))).toBeLessThan(1e-3);

    const whole = gradientOf();
    const values = whole.dataSync() as Float32Array;
    const expected = storedNumbers(gradient);
    const sampled = Float32Array.from(expected, (_, i) => values[i * gradientStep]!);
    const typical = gradientNorm / Math.sqrt(values.length);
    expect(largestDifference(sampled, expected)).toBeLessThan(2e-3 * typical + 1e-3 * Math.max(...expected.map(Math.abs)));
    const norm = Math.sqrt([...values].reduce((sum, value) => sum + value * value, 0));
    expect(Math.abs(norm / gradientNorm - 1)).toBeLessThan(1e-3);
    tf.dispose([found, whole]);

    expect(tf.memory().numTensors).toBe(loaded);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
