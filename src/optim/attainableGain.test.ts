import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HALF_LOG_2_PI_E } from '../core/entropy';
import { createSigmaGrid, upsampleToPixels } from '../core/sigmaGrid';
import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED } from '../core/spec';
import { mean } from '../core/stats';
import type { LayerInfo, NetworkPicture } from '../engine/protocol';
import { STREAMS_PER_LAYER } from '../engine/runParts';
import { DistortionMeter } from '../metrics/distortion';
import type { LoadedNetwork } from '../models/loadNetwork';
import { startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { samplePicture } from '../testing/samples';
import { IS_WHOLE } from '../testing/extent';
import { FastSolver } from './fast';

/** training/oracles/attainable_gain.py: the long run in PyTorch. */
interface Fixture {
  results: { sample: string; layer: string; uniformEntropyNats: number; attainableGainNats: number; gainErrorNats: number }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../testing/fixtures/attainable-gain-resnet20.json', import.meta.url), 'utf8'),
) as Fixture;

/** All five pictures take minutes; one, and every other layer, do not. */
const PICTURES = IS_WHOLE ? 5 : 1;
const isTried = ({ depth }: LayerInfo) => IS_WHOLE || depth % 2 === 1;
const MOST_PASSES = 96;
/** Fresh samples that the map is scaled to g = c on. */
const SAMPLES = 256;

/** Mean entropy at g = c of the map that the solver has after MOST_PASSES, or at its own end before that. */
async function entropyAfter(loaded: LoadedNetwork, layer: LayerInfo, picture: NetworkPicture): Promise<number> {
  const grid = createSigmaGrid(32, 32, 'full');
  const meter = new DistortionMeter(loaded.network, picture, [layer.id], DEFAULT_NOISE, DEFAULT_SEED);
  await meter.extendAtTau();
  const solver = new FastSolver({
    network: loaded.network, layer: { id: layer.id, size: layer.shape.reduce((product, size) => product * size, 1) },
    picture, grid, tau: DEFAULT_NOISE, budget: DEFAULT_BUDGET, seed: DEFAULT_SEED, firstStream: layer.depth * STREAMS_PER_LAYER, meter,
  });
  let step = await solver.step();
  while (!step.done && solver.passes < MOST_PASSES) step = await solver.step();
  expect(solver.passes).toBeLessThanOrEqual(MOST_PASSES);
  const probes = solver.probes();
  const samples = await meter.startSamples(layer.id, upsampleToPixels(step.noiseStdPerCell, grid), 0, probes);
  while (samples.atSigma.length < SAMPLES) await meter.growSamples(samples, probes);
  const { ratio } = meter.relative(samples);
  probes?.dispose();
  solver.dispose();
  meter.dispose();
  return mean(step.noiseStdPerCell.map(Math.log)) + HALF_LOG_2_PI_E + Math.log(DEFAULT_BUDGET / ratio) / step.distortionSlope;
}

it('fast has 94% of the attainable gain after at most 96 passes a layer, ResNet-20', async () => {
  await startTestBackend('wasm');
  const loaded = await loadShippedNetwork('resnet20');
  const pictures = [...new Set(fixture.results.map((result) => result.sample))];
  expect(pictures).toHaveLength(5);
  const tried = new Set(pictures.slice(0, PICTURES));
  const shares: number[] = [];
  for (const { sample, layer: id, attainableGainNats, uniformEntropyNats } of fixture.results) {
    const layer = loaded.description.layers.find((candidate) => candidate.id === id);
    if (!layer || attainableGainNats <= 0.05 || !tried.has(sample) || !isTried(layer)) continue;
    const entropy = await entropyAfter(loaded, layer, samplePicture(sample));
    shares.push((entropy - uniformEntropyNats) / attainableGainNats);
  }
  console.log(`share of the attainable gain over ${shares.length} layers: mean ${mean(shares).toFixed(3)}, least ${Math.min(...shares).toFixed(3)}`);
  expect(mean(shares)).toBeGreaterThanOrEqual(0.94);
  // The oracle is the optimum: no map can be above it but for sampling error in the scale.
  expect(mean(shares)).toBeLessThan(1.02);
}, 600_000);
