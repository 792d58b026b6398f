import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { largestDifference, startTestBackend } from '../testing/backends';
import { seededNumbers } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';

const NETWORKS = ['resnet20', 'vgg11-half'];

/** What half floats may move a logit by. */
const HALF_TOLERANCE = 1e-2;
/** Intensity; small enough for few ReLUs to switch, large enough for float32. */
const STEP = 1e-5;

interface LogitsFixture {
  /** storedLogits: PyTorch's, with the weights as they are stored, where that is as half floats. */
  pictures: { label: string; rgbBase64: string; logits: number[]; storedLogits?: number[] }[];
}

function logitsFixture(id: string): LogitsFixture {
  return JSON.parse(readFileSync(new URL(`../testing/fixtures/logits-${id}.json`, import.meta.url), 'utf8')) as LogitsFixture;
}

describe.each(NETWORKS)('%s', (id) => {
  it.each(['cpu', 'wasm'] as const)('gives the logits of PyTorch to 1e-3 on the %s backend', async (backend) => {
    await startTestBackend(backend);
    const { network } = await loadShippedNetwork(id);
    const { pictures } = logitsFixture(id);
    expect(pictures.length).toBeGreaterThanOrEqual(8);
    for (const { rgbBase64, logits, storedLogits } of pictures) {
      const rgb = Float32Array.from(Buffer.from(rgbBase64, 'base64'), (byte) => byte / 255);
      const ours = tf.tidy(() => network.features(tf.tensor4d(rgb, [1, 32, 32, 3]), [network.card.logits])[0]!.dataSync());
      expect(largestDifference(ours, storedLogits ?? logits)).toBeLessThan(1e-3);
      expect(largestDifference(ours, logits)).toBeLessThan(HALF_TOLERANCE);
    }
    network.dispose();
  }, 240_000);

  it('has input gradients that match finite differences, at every layer', async () => {
    await startTestBackend('wasm');
    const { network, description } = await loadShippedNetwork(id);
    const rgb = Float32Array.from(Buffer.from(logitsFixture(id).pictures[0]!.rgbBase64, 'base64'), (byte) => byte / 255);
    for (const layer of description.layers) {
      const size = layer.shape.reduce((a, b) => a * b, 1);
      const [analytic, numeric, typical] = tf.tidy(() => {
        const x = tf.tensor4d(rgb, [1, 32, 32, 3]);
        const weights = tf.tensor1d(seededNumbers(size, 5));
        const direction = tf.tensor4d(seededNumbers(rgb.length, 6), x.shape);
        const feature = (input: tf.Tensor4D) => network.features(input, [layer.id])[0]!.reshape([size]);
        const { grads } = tf.engine().gradients(() => feature(x).mul(weights).sum(), [x]);
        const at = (step: number) => feature(x.add(direction.mul(step)) as tf.Tensor4D);
        const slopes = at(STEP).sub(at(-STEP)).div(2 * STEP);
        return [grads[0]!.mul(direction).sum(), slopes.mul(weights).sum(), slopes.norm()].map((t) => t.dataSync()[0]!);
      }) as unknown as [number, number, number];
      // A sum with N(0, 1) weights is of the size of the norm; kinks and float32 leave a few per cent of it.
      expect(Math.abs(analytic - numeric) / typical, `${layer.id}: ${analytic} against ${numeric}`).toBeLessThan(0.05);
    }
    network.dispose();
  });

  it('loads and frees without a trace', async () => {
    await startTestBackend('wasm');
    const before = tf.memory().numTensors;
    (await loadShippedNetwork(id)).network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
