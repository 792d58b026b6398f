import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';
import { mean } from '../core/stats';
import { IS_WHOLE } from '../testing/extent';

/** training/oracles/reference_recipe.py: the same recipe in PyTorch, averaged over seeds. */
interface Fixture {
  results: { sample: string; layer: string; meanEntropyNatsAtBudget: number; atBudgetStdNats: number }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../testing/fixtures/reference-recipe-resnet20.json', import.meta.url), 'utf8'),
) as Fixture;

/** Early, middle and late; the recipe costs 800 passes a layer. */
const LAYERS = IS_WHOLE ? ['stem', 'stage1_block3', 'stage2_block3', 'stage3_block2'] : ['stem', 'stage3_block2'];
const PICTURES = IS_WHOLE ? 5 : 1;

it('reference agrees with the recipe in PyTorch: layer means within 0.05 nats', async () => {
  await startTestBackend('wasm');
  const loaded = await loadShippedNetwork('resnet20');
  const pictures = [...new Set(fixture.results.map((result) => result.sample))];
  expect(pictures).toHaveLength(5);
  const differences = new Map<string, number[]>(LAYERS.map((layer) => [layer, []]));
  for (const sample of pictures.slice(0, PICTURES)) {
    const { layers } = await runToEnd(loaded, samplePicture(sample), { solver: 'reference', layerIds: LAYERS });
    for (const layer of LAYERS) {
      const { progress } = layers.get(layer)!;
      const expected = fixture.results.find((result) => result.sample === sample && result.layer === layer)!;
      expect(progress.passes).toBe(800);
      expect(progress.recipeDistortion).toBeGreaterThan(1.2);
      expect(progress.recipeDistortion).toBeLessThan(1.8);
      differences.get(layer)!.push(progress.meanValue! - expected.meanEntropyNatsAtBudget);
    }
  }
  for (const [layer, values] of differences) {
    console.log(`${layer}: ${mean(values).toFixed(4)} nats on average, ${values.map((v) => v.toFixed(3)).join(' ')}`);
    expect(Math.abs(mean(values)), layer).toBeLessThan(0.05);
  }
}, 600_000);
