/** A run for tests of the table: a network of two layers on the middle 8 × 8 of a picture of 16 × 8, its last layer's map known. */
import type { RunRecord } from '../../src/records/runRecord';
import { runFromJson } from '../../src/records/runFromJson';

const SIDE = 8;

export const GREY_RECORD: RunRecord = runFromJson(JSON.stringify({
  format: 'pixelsieve.run', formatVersion: 1, appVersion: 'test', createdAt: '2025-01-01T00:00:00.000Z',
  backend: { name: 'wasm', threads: 1, adapter: null },
  model: {
    id: 'n', title: 'N', sha256: '0'.repeat(64), input: { width: SIDE, height: SIDE, mean: [0, 0, 0], std: [1, 1, 1] },
    layers: [
      { id: 'a', title: 'A', stage: '', kind: 'convolution', depth: 1, shape: [8, 8, 4] },
      { id: 'b', title: 'B', stage: '', kind: 'convolution', depth: 2, shape: [8, 8, 4] },
    ],
  },
  image: { name: 'p', sha256: '1'.repeat(64), width: 2 * SIDE, height: SIDE, crop: { x: 4, y: 0, width: SIDE, height: SIDE } },
  spec: { metric: 'discarding', grid: SIDE, budget: 1.5, noise: 0.0025, solver: 'fast', seed: 1 },
  predictions: [{ label: 'cat', probability: 0.9 }],
  layers: [{
    id: 'b', title: 'B', stage: '', depth: 2, shape: [8, 8, 4], status: 'converged', statusReason: '', passes: 96, seconds: 1, distortion: 1.5,
    distortionCi95: 0.01, recipeDistortion: null, meanEntropyNats: 0.5, uniformEntropyNats: 0.4, gainNats: 0.1, meanValue: 0.5,
    map: { width: SIDE, height: SIDE, quantity: 'entropyNats', data: Array.from({ length: SIDE * SIDE }, (_, i) => Number(i % SIDE >= SIDE / 2)) },
  }],
}), 'grey.json');
