import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../../testing/backends';
import { seededNumbers } from '../../testing/linearNetwork';
import { readFixture, type StoredTensor, storedNumbers } from '../../testing/onnxFixtures';
import { OnnxExecutor } from './execute';
import { readOnnx } from './read';
import { channelsLast, inOrder, orderedValue, plain, plainValue, type TensorValue } from './values';

interface Case {
  readonly name: string;
  readonly opset: number;
  readonly onnx: string;
  readonly input: StoredTensor;
  readonly output: StoredTensor;
  /** The gradient of the sum of output times weights with respect to the input; PyTorch's. */
  readonly weights?: StoredTensor;
  readonly gradient?: StoredTensor;
}

const { cases } = readFixture<{ cases: Case[] }>('operators.json');
const tensorOf = (stored: StoredTensor) => tf.tensor(storedNumbers(stored), stored.shape);
const largest = (values: ArrayLike<number>) => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function open({ name, onnx, input }: Case) {
  const model = readOnnx([{ name: 'case.onnx', bytes: new Uint8Array(Buffer.from(onnx, 'base64')) }]);
  // Whether the input is a picture is the network's business.
  expect(model.problems.filter(({ kind }) => kind !== 'input')).toEqual([]);
  const executor = new OnnxExecutor(model.graph, name, input.shape[0]!);
  const run = (value: TensorValue) => {
    const [output] = executor.run(new Map([[model.inputs[0]!.name, value]]), [model.outputs[0]!.name], input.shape[0]!);
    return plain(output as TensorValue);
  };
  return { executor, run };
}

/** In the file's axis order, and as pictures lie. */
const LAYOUTS = {
  'channels first': (x: tf.Tensor) => plainValue(x),
  'channels last': (x: tf.Tensor) => orderedValue(inOrder(plainValue(x), channelsLast(4)), channelsLast(4)),
};

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(() => startTestBackend(backend));

  describe.each(cases.filter(({ name }) => backend === 'wasm' || !name.includes('many')))('$name (operator set $opset)', (stored) => {
    it.each(Object.entries(LAYOUTS))('gives the oracle’s numbers and gradient, %s', (_, lay) => {
      const { executor, run } = open(stored);
      const x = tensorOf(stored.input);
      const found = tf.tidy(() => run(lay(x.clone())));
      const expected = storedNumbers(stored.output);
      expect(found.shape).toEqual(stored.output.shape);
      expect(largestDifference(found.dataSync(), expected)).toBeLessThan(2e-5 * Math.max(1, largest(expected)));

      const weights = stored.weights ? tensorOf(stored.weights) : tf.tensor(seededNumbers(found.size, 4), found.shape);
      const objective = (input: tf.Tensor) => run(lay(input)).mul(weights).sum() as tf.Scalar;
      const gradient = tf.tidy(() => tf.grad(objective)(x));
      if (stored.gradient) {
        const wanted = storedNumbers(stored.gradient);
        expect(largestDifference(gradient.dataSync(), wanted)).toBeLessThan(5e-5 * Math.max(1, largest(wanted)));
      } else {
        expectSlope(objective, gradient, x);
      }
      executor.dispose();
    });
  });
});

/** Along a few directions: the difference quotient of what was computed forwards. The inputs lie clear of every bend by more than the step. */
function expectSlope(objective: (x: tf.Tensor) => tf.Scalar, gradient: tf.Tensor, x: tf.Tensor): void {
  const STEP = 1e-3;
  for (const seed of [11, 12, 13]) {
    const [quotient, slope, scale] = tf.tidy(() => {
      const direction = tf.tensor(seededNumbers(x.size, seed), x.shape);
      const at = (step: number) => objective(x.add(direction.mul(step)));
      return [at(STEP).sub(at(-STEP)).div(2 * STEP).dataSync()[0]!, gradient.mul(direction).sum().dataSync()[0]!, gradient.norm().dataSync()[0]!];
    });
    expect(Math.abs(quotient - slope)).toBeLessThan(0.02 * Math.max(scale, 0.1));
  }
}
