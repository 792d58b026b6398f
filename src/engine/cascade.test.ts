/**
 * The sanity check of Adebayo et al. 2018 for every metric: weights are randomised from the logits down. A map at a layer must not
 * notice before the cascade reaches the layer's own weights, and must be another map when all weights are random.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spearman } from '../core/rankCorrelation';
import { ATTRIBUTION_METHODS } from '../core/spec';
import type { LoadedNetwork } from '../models/loadNetwork';
import { attributionMap } from '../testing/attributionMap';
import { startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';
import { makeVariant } from './variants';

const picture = samplePicture('frog-tree');
/** "frog" */
const CLASS_INDEX = 6;
const LAYER = 'stage2_block1';
/** Of the ten layers it is the fifth: the logits and the five layers after it come first. */
const SEGMENTS_BEFORE_LAYER = 6;
const ALL_SEGMENTS = 11;
/** Enough for a map; calibration and verification would not change it. */
const SID_PASSES = 32;
/** Maps that share less than a quarter of the variance of their ranks. */
const ANOTHER_MAP = 0.5;

let original: LoadedNetwork;
/** By the number of randomised segments. */
const cascade = new Map<number, LoadedNetwork>();

beforeAll(async () => {
  await startTestBackend('wasm');
  original = await loadShippedNetwork('resnet20');
  for (const segments of [1, SEGMENTS_BEFORE_LAYER, SEGMENTS_BEFORE_LAYER + 1, ALL_SEGMENTS]) {
    cascade.set(segments, await makeVariant(original, { kind: 'randomised', segments, seed: 5 }));
  }
});
afterAll(() => {
  for (const loaded of [original, ...cascade.values()]) loaded.network.dispose();
});

async function discarding(loaded: LoadedNetwork): Promise<Float32Array> {
  const abort = new AbortController();
  const { layers } = await runToEnd(loaded, picture, { layerIds: [LAYER] }, abort.signal, (event) => {
    if (event.type === 'layer' && event.progress.passes >= SID_PASSES) abort.abort();
  });
  return layers.get(LAYER)!.map!.values;
}

const metrics: [string, (loaded: LoadedNetwork) => Promise<Float32Array>][] = [
  ['discarding', discarding],
  ...ATTRIBUTION_METHODS.map((method): (typeof metrics)[number] => [method, (loaded) => attributionMap(method, loaded, picture, LAYER)]),
];

describe.each(metrics)('%s at a layer', (_, mapOf) => {
  it('follows the layer’s own weights and those before it, no others', async () => {
    const map = await mapOf(original);
    // To the bit, so that the rank correlation is 1.
    expect(await mapOf(cascade.get(SEGMENTS_BEFORE_LAYER)!)).toEqual(map);
    expect(spearman(map, await mapOf(cascade.get(SEGMENTS_BEFORE_LAYER + 1)!))).toBeLessThan(0.99);
    expect(spearman(map, await mapOf(cascade.get(ALL_SEGMENTS)!))).toBeLessThan(ANOTHER_MAP);
  }, 120_000);
});

describe.each(['gradient', 'grad-cam'] as const)('%s of a class', (method) => {
  it('notices the first step of the cascade, the logits', async () => {
    const map = await attributionMap(method, original, picture, LAYER, CLASS_INDEX);
    expect(spearman(map, await attributionMap(method, cascade.get(1)!, picture, LAYER, CLASS_INDEX))).toBeLessThan(0.99);
    expect(spearman(map, await attributionMap(method, cascade.get(ALL_SEGMENTS)!, picture, LAYER, CLASS_INDEX))).toBeLessThan(ANOTHER_MAP);
  });
});
