import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { fillNormal } from '../core/random';
import { largestDifference, startTestBackend } from '../testing/backends';
import { convolutionStep, type StepAttributes } from './convolutionStep';

function normal(shape: number[], stream: number): tf.Tensor {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  fillNormal(values, 3, stream);
  return tf.tensor(values, shape);
}

/** The same by tfjs's separate operations, and its gradient for a given dy. */
function apart(x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D, { strides, pad, activation, isDepthwise }: StepAttributes): tf.Tensor4D {
  const convolved = isDepthwise ? tf.depthwiseConv2d(x, filter, [...strides], pad) : tf.conv2d(x, filter, [...strides], pad);
  const biased = convolved.add(bias) as tf.Tensor4D;
  return activation === 'linear' ? biased : activation === 'relu' ? tf.relu(biased) : tf.relu6(biased);
}

const cases = (['linear', 'relu', 'relu6'] as const).flatMap((activation) =>
  [false, true].flatMap((isDepthwise) =>
    (['same', 'valid'] as const).flatMap((pad) => [1, 2].map((stride): StepAttributes => ({ strides: [stride, stride], pad, activation, isDepthwise })))));

describe.each(['cpu', 'wasm'] as const)('convolutionStep on %s', (backend) => {
  afterAll(() => startTestBackend('cpu'));

  it.each(cases)('is convolution, bias and $activation, and its gradient; $pad, stride $strides, depthwise $isDepthwise', async (attributes) => {
    const kernel = attributes.isDepthwise ? [3, 3, 5, 1] : [3, 3, 5, 7];
    const results: { value: Float32Array; gradient: Float32Array }[] = [];
    for (const [on, run] of [['cpu', apart], [backend, convolutionStep]] as const) {
      await startTestBackend(on);
      const before = tf.memory().numTensors;
      results.push(tf.tidy(() => {
        // Wide enough for relu6 to meet its ceiling.
        const x = normal([2, 9, 8, 5], 1).mul(3) as tf.Tensor4D;
        const filter = normal(kernel, 2) as tf.Tensor4D;
        const bias = normal([attributes.isDepthwise ? 5 : 7], 3) as tf.Tensor1D;
        const value = run(x, filter, bias, attributes);
        const { grads } = tf.engine().gradients(() => run(x, filter, bias, attributes), [x], normal(value.shape, 4));
        return { value: value.dataSync().slice(), gradient: grads[0]!.dataSync().slice() } as unknown as tf.TensorContainer;
      }) as unknown as (typeof results)[0]);
      expect(tf.memory().numTensors).toBe(before);
    }
    const [expected, got] = results as [(typeof results)[0], (typeof results)[0]];
    expect(expected.value.some((one) => one > 0)).toBe(true);
    if (attributes.activation === 'relu6') expect(expected.value.some((one) => one === 6)).toBe(true);
    expect(largestDifference(expected.value, got.value)).toBeLessThan(1e-4);
    expect(largestDifference(expected.gradient, got.gradient)).toBeLessThan(1e-4);
  });
});
