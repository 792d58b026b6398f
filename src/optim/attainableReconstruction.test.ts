import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED } from '../core/spec';
import { mean } from '../core/stats';
import type { LayerProgress, RunId } from '../engine/protocol';
import { driveReconstructionRun } from '../engine/reconstructionRun';
import { DecoderShelf } from '../models/decoderShelf';
import { startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { samplePicture } from '../testing/samples';
import { IS_WHOLE } from '../testing/extent';

/** training/oracles/attainable_reconstruction.py: the long run in PyTorch. */
interface Fixture {
  results: { sample: string; layer: string; uniformUncertaintyNats: number; attainableGainNats: number }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../testing/fixtures/attainable-reconstruction-resnet20.json', import.meta.url), 'utf8'),
) as Fixture;

/** The two further in take minutes. */
const LAYERS = IS_WHOLE ? 3 : 1;

it('RU’s solver reaches 95% of the attainable gain in at most 1088 passes a layer, ResNet-20', async () => {
  await startTestBackend('wasm');
  const loaded = await loadShippedNetwork('resnet20');
  const beside = new URL('../../public/models/resnet20/', import.meta.url);
  const nothingKept = { get: async () => undefined, put: async () => undefined, list: async () => [], delete: async () => undefined };
  const shelf = new DecoderShelf(loaded, async (path) => new Uint8Array(readFileSync(new URL(path, beside))).buffer, nothingKept);
  const shares: number[] = [];
  for (const { sample, layer, uniformUncertaintyNats, attainableGainNats } of fixture.results.slice(0, LAYERS)) {
    let last: LayerProgress | null = null;
    await driveReconstructionRun({
      runId: 1 as RunId,
      spec: {
        metric: 'reconstruction', layerIds: [layer], grid: 'full', budget: DEFAULT_BUDGET, noise: DEFAULT_NOISE, solver: 'fast',
        seed: DEFAULT_SEED, target: 'features', variant: null,
      },
      picture: samplePicture(sample), loaded, decoders: shelf, signal: new AbortController().signal, released: new Set(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      emit: (event) => void (event.type === 'layer' && (last = event.progress)),
    });
    const progress = last! as LayerProgress;
    expect(progress.passes).toBeLessThanOrEqual(1088);
    expect(Math.abs(progress.distortion! / DEFAULT_BUDGET - 1), layer).toBeLessThan(0.02);
    // Two independent measurements of the constant map, 256 and thousands of samples.
    expect(Math.abs(progress.uniformValue! - uniformUncertaintyNats), layer).toBeLessThan(0.01);
    // Against the oracle's uniform level, the better known of the two.
    const share = (progress.meanValue! - uniformUncertaintyNats) / attainableGainNats;
    console.log(`${sample} ${layer}: ${progress.status}, gain ${progress.gain!.toFixed(4)} of ${attainableGainNats.toFixed(4)}, share ${share.toFixed(3)}, ${progress.seconds.toFixed(1)} s`);
    // A layer that is far from linear depends on the draw: 0.92 and 0.97 of the same optimum with two seeds' noise.
    expect(share, layer).toBeGreaterThan(0.85);
    shares.push(share);
  }
  expect(shares).toHaveLength(LAYERS);
  expect(mean(shares)).toBeGreaterThanOrEqual(0.95);
  // The oracle is the optimum: nothing is above it but by sampling error, its own and ours.
  expect(mean(shares)).toBeLessThan(1.05);
}, 600_000);
