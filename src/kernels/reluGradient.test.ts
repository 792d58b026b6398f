import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startTestBackend } from '../testing/backends';

/** Both sides of both kinks, and the kinks themselves. */
const X = [-7, -6, -1e-30, -0, 0, 1e-30, 0.5, 5.999, 6, 6.0000005, 1e30, Infinity, -Infinity];

function gradientOf(activation: (x: tf.Tensor) => tf.Tensor): number[] {
  return tf.tidy(() => {
    const x = tf.tensor1d(X);
    const dy = tf.tensor1d(X.map((_, i) => (i % 2 ? -1 : 1) * (i + 1)));
    const { grads } = tf.engine().gradients(() => activation(x), [x], dy);
    return Array.from(grads[0]!.dataSync());
  });
}

describe('the gradient of a rectifier: WASM (ours) against CPU (tfjs)', () => {
  it.each([['relu', (x: tf.Tensor) => tf.relu(x)], ['relu6', (x: tf.Tensor) => tf.relu6(x)]] as const)('%s', async (_, activation) => {
    await startTestBackend('cpu');
    const expected = gradientOf(activation);
    expect(expected.filter((value) => value !== 0).length).toBeGreaterThan(3);
    await startTestBackend('wasm');
    // -0 and 0 are one number here.
    expect(gradientOf(activation).map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
  });
});

describe('filters that gradients derive', () => {
  it('are made once, and go with the filter', async () => {
    await startTestBackend('wasm');
    const before = tf.memory();
    const filter = tf.randomNormal([3, 3, 2, 4], 0, 1, 'float32', 1) as tf.Tensor4D;
    const step = () =>
      tf.tidy(() => {
        const x = tf.ones([1, 8, 8, 2]) as tf.Tensor4D;
        return tf.engine().gradients(() => tf.conv2d(x, filter, 2, 'same'), [x]).grads[0]!.sum().dataSync()[0];
      });
    const first = step();
    const after = tf.memory().numTensors;
    expect(after).toBeGreaterThan(before.numTensors + 1);
    expect(step()).toBe(first);
    expect(tf.memory().numTensors).toBe(after);
    filter.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});
