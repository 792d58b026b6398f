/** A layer's features multiplied: attributions' magnitudes jump, strict information discarding stays. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ATTRIBUTION_METHODS } from '../core/spec';
import type { LoadedNetwork } from '../models/loadNetwork';
import { attributionMap } from '../testing/attributionMap';
import { largestDifference, startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';
import { makeVariant } from './variants';

const picture = samplePicture('frog-tree');
/** Exact in float32. With others, roundings switch single ReLUs, and a gradient that meets one differs by more than rounding. */
const POWER_OF_TWO = 8;
const KINDS = ['layer-scaled', 'rescaled'] as const;
/** Early, where a full run is short, and late. */
const [EARLY, LATE] = ['stem', 'stage3_block2'];
const LATE_PASSES = 32;

let original: LoadedNetwork;
let before: Awaited<ReturnType<typeof discarding>>;

beforeAll(async () => {
  await startTestBackend('wasm');
  original = await loadShippedNetwork('resnet20');
  before = await discarding(original);
}, 120_000);
afterAll(() => original.network.dispose());

/** The early layer to its end, the late one as far as its first passes. */
async function discarding(loaded: LoadedNetwork) {
  const whole = await runToEnd(loaded, picture, { layerIds: [EARLY], grid: 8 });
  const abort = new AbortController();
  const cut = await runToEnd(loaded, picture, { layerIds: [LATE], grid: 'full' }, abort.signal, (event) => {
    if (event.type === 'layer' && event.progress.passes >= LATE_PASSES) abort.abort();
  });
  return { early: whole.layers.get(EARLY)!, late: cut.layers.get(LATE)! };
}

it.each(KINDS)('information discarding: %s by 8 is the same, to the bit', async (kind) => {
  const variant = await makeVariant(original, { kind, factor: POWER_OF_TWO });
  const after = await discarding(variant);
  variant.network.dispose();
  expect(after.early.progress).toMatchObject({ status: 'converged', passes: before.early.progress.passes });
  expect(after.early.progress.distortion).toBe(before.early.progress.distortion);
  expect(after.early.progress.uniformValue).toBe(before.early.progress.uniformValue);
  expect(after.late.progress).toMatchObject({ status: 'cancelled', passes: before.late.progress.passes });
  for (const which of ['early', 'late'] as const) {
    // Nats.
    const { values } = before[which].map!;
    expect(Math.max(...values) - Math.min(...values), which).toBeGreaterThan(0.1);
    expect(largestDifference(after[which].map!.values, values), which).toBe(0);
  }
}, 120_000);

it.each(ATTRIBUTION_METHODS)('%s of the feature sum: by 8 is eight times as large, to the bit', async (method) => {
  const map = await attributionMap(method, original, picture, LATE);
  expect(map.some((value) => value !== 0)).toBe(true);
  for (const kind of KINDS) {
    const variant = await makeVariant(original, { kind, factor: POWER_OF_TWO });
    const scaled = await attributionMap(method, variant, picture, LATE);
    variant.network.dispose();
    expect(largestDifference(scaled, map.map((value) => value * POWER_OF_TWO)), kind).toBe(0);
  }
}, 120_000);
