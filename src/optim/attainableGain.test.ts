import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mean } from '../core/stats';
import { startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';

/** training/oracles/attainable_gain.py: the long run in PyTorch. */
interface Fixture {
  results: { sample: string; layer: string; uniformEntropyNats: number; attainableGainNats: number; gainErrorNats: number }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../testing/fixtures/attainable-gain-resnet20.json', import.meta.url), 'utf8'),
) as Fixture;

it('fast reaches 92% of the attainable gain in at most 128 passes a layer, ResNet-20, 5 pictures', async () => {
  await startTestBackend('wasm');
  const loaded = await loadShippedNetwork('resnet20');
  const pictures = [...new Set(fixture.results.map((result) => result.sample))];
  expect(pictures).toHaveLength(5);
  const shares: number[] = [];
  const offered = new Set(loaded.description.layers.map((layer) => layer.id));
  for (const sample of pictures) {
    const worthwhile = fixture.results.filter(
      (result) => result.sample === sample && offered.has(result.layer) && result.attainableGainNats > 0.05,
    );
    const { layers } = await runToEnd(loaded, samplePicture(sample), { layerIds: worthwhile.map((result) => result.layer) });
    for (const { layer, attainableGainNats, uniformEntropyNats } of worthwhile) {
      const { progress } = layers.get(layer)!;
      expect(progress.passes).toBeLessThanOrEqual(128);
      expect(Math.abs(progress.distortion! / 1.5 - 1), `${sample} ${layer}`).toBeLessThan(0.02);
      // Two independent measurements of the constant map, 64 and thousands of samples.
      expect(Math.abs(progress.uniformEntropyNats! - uniformEntropyNats), `${sample} ${layer}`).toBeLessThan(0.02);
      // Against the oracle's uniform level, the better known of the two.
      shares.push((progress.meanEntropyNats! - uniformEntropyNats) / attainableGainNats);
    }
  }
  console.log(`share of the attainable gain over ${shares.length} layers: mean ${mean(shares).toFixed(3)}, least ${Math.min(...shares).toFixed(3)}`);
  expect(mean(shares)).toBeGreaterThanOrEqual(0.92);
  // The oracle is the optimum: no map can be above it but for sampling error in the scale.
  expect(mean(shares)).toBeLessThan(1.02);
}, 600_000);
