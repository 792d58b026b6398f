import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startTestBackend } from '../testing/backends';
import { seededNumbers } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';
import { samplePicture } from '../testing/samples';
import { reconstruct } from './decoder';
import { DecoderFiles } from './decoderFiles';
import { decoderWeightShapes, planDecoder } from './decoderPlan';

interface Fixture {
  results: { sample: string; layer: string; psnrDb: number; rgbFloat16Base64: string }[];
}

const fixtureOf = (network: string) =>
  JSON.parse(readFileSync(new URL(`../testing/fixtures/decoders-${network}.json`, import.meta.url), 'utf8')) as Fixture;

const besideShipped = (network: string) => async (file: string) =>
  new Uint8Array(readFileSync(path.resolve('public/models', network, file))).buffer;

function float16(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 2 }, (_, i) => {
    const bits = bytes.readUInt16LE(2 * i);
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const size = exponent === 0 ? (fraction / 1024) * 2 ** -14 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    return bits & 0x8000 ? -size : size;
  });
}

describe.each(['resnet20', 'vgg11-half'])('decoders of %s', (network) => {
  it.each(['cpu', 'wasm'] as const)('paint what PyTorch paints, on %s', async (backend) => {
    await startTestBackend(backend);
    const { network: shipped, description } = await loadShippedNetwork(network);
    const files = (await DecoderFiles.read(besideShipped(network)))!;
    const before = tf.memory().numTensors;
    const { results } = fixtureOf(network);
    expect(results).toHaveLength(6);
    for (const { sample, layer, rgbFloat16Base64 } of results) {
      const info = description.layers.find(({ id }) => id === layer)!;
      const decoder = (await files.open(info, { width: 32, height: 32 }))!;
      const picture = samplePicture(sample);
      const painted = tf.tidy(() => decoder.reconstruct(shipped.features(tf.tensor4d(picture.rgb, [1, 32, 32, 3]), [layer])[0]!).dataSync());
      const expected = float16(rgbFloat16Base64);
      expect(expected).toHaveLength(painted.length);
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - painted[i]!)), 0);
      expect(worst, `${sample} ${layer}`).toBeLessThan(1e-3);
      decoder.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    shipped.dispose();
  });
});

/** Weights of a size that keeps activations near 1. */
function randomWeights(plan: ReturnType<typeof planDecoder>) {
  return Object.fromEntries(
    decoderWeightShapes(plan).map(({ name, shape }, index) => {
      const fanIn = shape.length === 1 ? 100 : shape[0]! * shape[1]! * shape[2]!;
      const values = seededNumbers(tf.util.sizeFromShape([...shape]), index + 1).map((value) => value / Math.sqrt(fanIn));
      return [name, tf.tensor(values, [...shape])];
    }),
  );
}

describe('decoders of other sizes', () => {
  it.each([
    { shape: [150, 150, 8], width: 300, height: 300 },
    { shape: [19, 19, 12], width: 300, height: 300 },
    { shape: [10, 10, 4], width: 300, height: 300 },
    { shape: [55, 55, 6], width: 224, height: 224 },
    { shape: [7, 5, 6], width: 40, height: 56 },
    { shape: [37], width: 48, height: 33 },
    { shape: [4, 4, 5], width: 8, height: 8 },
  ])('$shape to $width x $height: the picture’s size, and the gradient of finite differences', async ({ shape, width, height }) => {
    await startTestBackend('wasm');
    const plan = planDecoder(shape, { width, height });
    const weights = randomWeights(plan);
    const numbers = tf.util.sizeFromShape(shape);
    tf.tidy(() => {
      const features = tf.tensor(seededNumbers(2 * numbers, 7), [2, ...shape]);
      const direction = tf.tensor(seededNumbers(2 * numbers, 8), [2, ...shape]);
      const painted = reconstruct(plan, weights, features);
      expect(painted.shape).toEqual([2, height, width, 3]);
      const cotangent = tf.tensor(seededNumbers(painted.size, 9), painted.shape);
      const { grads } = tf.engine().gradients(() => reconstruct(plan, weights, features), [features], cotangent);
      const analytic = grads[0]!.mul(direction).sum().dataSync()[0]!;
      const step = 2e-4;
      const at = (size: number) => reconstruct(plan, weights, features.add(direction.mul(size)));
      const slopes = at(step).sub(at(-step)).div(2 * step);
      const numeric = slopes.mul(cotangent).sum().dataSync()[0]!;
      // A sum with N(0, 1) weights is of the size of the norm; kinks within the step leave a few per cent of it.
      expect(Math.abs(analytic - numeric) / slopes.norm().dataSync()[0]!).toBeLessThan(0.05);
    });
    tf.dispose(weights);
  });

  it('refuses features of no known form', () => {
    expect(() => planDecoder([4, 4], { width: 8, height: 8 })).toThrow(/\[4,4\] have no decoder/);
  });
});
