import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTRIBUTION_METHODS } from '../../core/spec';
import { startTestBackend } from '../../testing/backends';
import { finalMap, finalState, problemOf } from '../../testing/finalAttribution';
import { loadShippedNetwork } from '../../testing/modelFiles';
import { samplePicture } from '../../testing/samples';
import { attribute } from './attribute';
import { type ScalarTarget, targetDifference } from './target';

beforeAll(() => startTestBackend('wasm'));

const ofClass = (classIndex: number): ScalarTarget => ({ kind: 'class', classIndex });

/** ||a - b|| / ||b|| */
function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  const squares = (of: (i: number) => number) => Array.from(b, (_, i) => of(i) ** 2).reduce((x, y) => x + y, 0);
  return Math.sqrt(squares((i) => a[i]! - b[i]!) / squares((i) => b[i]!));
}

interface Fixture {
  results: {
    sample: string;
    classIndex: number;
    logitGradient: string;
    layers: { layer: string; gradCam: string; gradient: string; integratedGradients: string; steps: number; ruleError: number }[];
  }[];
}

function decoded(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

describe('ResNet-20 against PyTorch', () => {
  const fixture = JSON.parse(
    readFileSync(new URL('../../testing/fixtures/attribution-resnet20.json', import.meta.url), 'utf8'),
  ) as Fixture;
  const cases = fixture.results.flatMap((result) => result.layers.map((expected) => ({ result, expected })));

  it('has two pictures and three layers', () => expect(cases).toHaveLength(6));

  it.each(cases.map((each) => [each.result.sample, each.expected.layer, each] as const))('%s, %s', async (_, __, { result, expected }) => {
    const { network, description } = await loadShippedNetwork('resnet20');
    const layer = description.layers.find((candidate) => candidate.id === expected.layer)!;
    const picture = samplePicture(result.sample);
    const features = problemOf({ network, layer }, picture, { kind: 'features', layerId: layer.id });
    const logit = { ...features, target: ofClass(result.classIndex) };
    expect(relativeDistance(await finalMap('grad-cam', logit), decoded(expected.gradCam))).toBeLessThan(1e-4);
    expect(relativeDistance(await finalMap('gradient', features), decoded(expected.gradient))).toBeLessThan(1e-4);
    expect(relativeDistance(await finalMap('gradient', logit), decoded(result.logitGradient))).toBeLessThan(1e-4);
    const integrated = await finalState('integrated-gradients', features);
    expect(integrated.passes).toBe(expected.steps);
    // At a few of the points a ReLU is so near its kink that rounding decides its side, and with it the gradient there. That is
    // the midpoint rule's own error in small, which the oracle measured with many more steps.
    expect(relativeDistance(integrated.values, decoded(expected.integratedGradients))).toBeLessThan(expected.ruleError / 4);
    network.dispose();
  });
});

describe('shipped networks', () => {
  it.each(['resnet20', 'vgg11-half'])('%s: integrated gradients are complete, or say by how much they are not', async (id) => {
    const { network, description } = await loadShippedNetwork(id);
    const picture = samplePicture('ship-sailing');
    const baseline = picture.rgb.map((_, i) => network.card.input.mean[i % 3]!);
    const layer = description.layers[Math.floor(description.layers.length / 2)]!;
    const [ship, airplane] = [ofClass(8), ofClass(0)];
    for (const target of [{ kind: 'features', layerId: layer.id } as const, ship, ...(id === 'resnet20' ? [airplane] : [])]) {
      const { values, converged, passes, finding } = await finalState('integrated-gradients', problemOf({ network, layer }, picture, target));
      const difference = await targetDifference(network, picture.rgb, baseline, picture, target);
      const error = Math.abs(values.reduce((a, b) => a + b, 0) - difference) / Math.abs(difference);
      expect(finding).toContain(`${(100 * error).toPrecision(2)}% apart`);
      expect(converged, finding).toBe(error < 0.01);
      if (!converged) expect(passes).toBe(243);
      // ResNet-20's airplane logit is nearly the same for the ship as for no picture at all: 1% of that is very little.
      if (target !== airplane) expect(converged, finding).toBe(true);
    }
    network.dispose();
  }, 120_000);

  it('every method leaves no tensor behind, also where it is given up half-way', async () => {
    const beforeNetwork = tf.memory().numTensors;
    const { network, description } = await loadShippedNetwork('resnet20');
    const layer = description.layers[1]!;
    const picture = samplePicture('airplane-biplane');
    // The first gradient through the network mirrors its filters; they stay until it goes.
    await finalState('gradient', { ...problemOf({ network, layer }, picture, { kind: 'features', layerId: layer.id }), target: ofClass(0) });
    const before = tf.memory().numTensors;
    for (const method of ATTRIBUTION_METHODS) {
      const problem = problemOf({ network, layer }, picture, { kind: 'features', layerId: layer.id });
      const { values } = await finalState(method, problem);
      expect(values.length, method).toBe(32 * 32);
      expect(values.every(Number.isFinite), method).toBe(true);
      expect(values.some((value) => value !== 0), method).toBe(true);
      const givenUp = attribute(method, { ...problem, target: ofClass(0) });
      await givenUp.next();
      await givenUp.return();
      expect(tf.memory().numTensors, method).toBe(before);
    }
    network.dispose();
    expect(tf.memory().numTensors).toBe(beforeNetwork);
  }, 120_000);
});
