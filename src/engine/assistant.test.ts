/** A run with help against one without: the same numbers to the bit, and nothing left behind. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { Division } from '../metrics/batchWork';
import { startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';
import { Assistant } from './assistant';
import type { RunId } from './protocol';

beforeAll(() => startTestBackend('wasm'));

it('every other part of a batch done by an assistant changes nothing', async () => {
  const loaded = await loadShippedNetwork('resnet20');
  const picture = samplePicture('cat-sitting');
  const spec = { layerIds: ['stem', 'stage1_block2'], grid: 8 } as const;
  const alone = await runToEnd(loaded, picture, spec);
  const before = tf.memory().numTensors;
  const assistant = new Assistant();
  const done: Record<string, number> = {};
  let asked = 0;
  const give: Division['give'] = (work) => {
    asked++;
    if (asked % 2 === 1) return null;
    // Declined now and then, as where a helper is wanted elsewhere.
    if (asked % 10 === 0) return Promise.resolve(null);
    done[work.kind] = (done[work.kind] ?? 0) + 1;
    return assistant.assist(1 as RunId, structuredClone(work), loaded.network, picture) as never;
  };
  const helped = await runToEnd(loaded, picture, spec, undefined, undefined, undefined, give);
  assistant.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(done).toEqual({ sensitivities: expect.any(Number), contributions: expect.any(Number), moves: expect.any(Number) });
  for (const id of spec.layerIds) {
    const [a, b] = [alone.layers.get(id)!, helped.layers.get(id)!];
    expect({ ...b.progress, seconds: 0 }).toEqual({ ...a.progress, seconds: 0 });
    expect(b.map).toEqual(a.map);
  }
  loaded.network.dispose();
}, 240_000);
