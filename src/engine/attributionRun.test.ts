import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTRIBUTION_METHODS, type RunSpec } from '../core/spec';
import { mean, quantiles } from '../core/stats';
import type { LoadedNetwork } from '../models/loadNetwork';
import { startTestBackend } from '../testing/backends';
import { finalMap, problemOf } from '../testing/finalAttribution';
import { networkOf, seededPicture } from '../testing/linearNetwork';
import { loadShippedNetwork } from '../testing/modelFiles';
import { runToEnd } from '../testing/runToEnd';
import { samplePicture } from '../testing/samples';
import { driveAttributionRun } from './attributionRun';
import { logitsOf } from './predict';
import type { RunEvent, RunId } from './protocol';
import { STREAMS_PER_LAYER } from './runParts';

const picture = samplePicture('airplane-biplane');
const LAYERS = ['stem', 'stage1_block1'];
let loaded: LoadedNetwork;

beforeAll(async () => {
  await startTestBackend('wasm');
  loaded = await loadShippedNetwork('resnet20');
});
afterAll(() => loaded.network.dispose());

const run = (spec: Partial<RunSpec>, onEvent?: (event: RunEvent) => void, signal = new AbortController().signal) =>
  runToEnd(loaded, picture, { layerIds: LAYERS, ...spec }, signal, onEvent);
const layerOf = (id: string) => loaded.description.layers.find((layer) => layer.id === id)!;

describe('a run of every method', () => {
  it.each(ATTRIBUTION_METHODS)('%s: the map that the method gives, at every layer, with its figures', async (method) => {
    const { events, layers } = await run({ metric: `attribution:${method}`, target: 'features' });
    expect(events.at(-1)!.type).toBe('runDone');
    for (const id of LAYERS) {
      const { progress, map } = layers.get(id)!;
      const problem = problemOf({ network: loaded.network, layer: layerOf(id) }, picture, { kind: 'features', layerId: id });
      const expected = await finalMap(method, { ...problem, firstStream: layerOf(id).depth * STREAMS_PER_LAYER });
      expect(map).toEqual({ width: 32, height: 32, quantity: 'attribution', values: expected });
      const [p10, p90] = quantiles(expected, [0.1, 0.9]);
      expect(progress).toMatchObject({
        meanValue: mean(expected), p10Value: p10, p90Value: p90, uniformValue: null, gain: null, distortion: null, error: null,
      });
      expect(progress.passes).toBe({ gradient: 1, 'gradient-input': 1, smoothgrad: 32, 'integrated-gradients': 27, 'grad-cam': 0, occlusion: 0 }[method]);
      expect(progress.status).toBe('converged');
    }
  }, 120_000);

  it('knows from the start how much there may be to do', async () => {
    const { events } = await run({ metric: 'attribution:smoothgrad', target: 'features' });
    expect(events[0]).toMatchObject({ type: 'layer', progress: { status: 'queued', passes: 0, passLimit: 32 }, map: null });
    expect(events.find((event) => event.type === 'runProgress')).toMatchObject({ passes: 8, passLimit: 64, secondsLeft: null });
  });

  it('shows maps as they form, and counts down', async () => {
    const { events } = await run({ metric: 'attribution:smoothgrad', target: 'features', layerIds: ['stem'] });
    const told = events.flatMap((event) => (event.type === 'layer' ? [event] : []));
    expect(told.map(({ progress }) => [progress.status, progress.passes])).toEqual([
      ['queued', 0], ['running', 8], ['running', 16], ['running', 24], ['converged', 32],
    ]);
    expect(told[1]!.map).not.toBeNull();
    expect(told[1]!.map!.values).not.toEqual(told.at(-1)!.map!.values);
    const totals = events.flatMap((event) => (event.type === 'runProgress' ? [event] : []));
    expect(totals.map(({ passes, passLimit }) => [passes, passLimit])).toEqual([[8, 32], [16, 32], [24, 32], [32, 32]]);
    expect(totals.at(-1)!.secondsLeft).toBe(0);
  });
});

describe('a class as target', () => {
  it('is computed once, given to every layer, and says so', async () => {
    const { events, layers } = await run({ metric: 'attribution:smoothgrad', target: 'predicted' });
    const [first, second] = LAYERS.map((id) => layers.get(id)!);
    expect(first!.map).toEqual(second!.map);
    expect(first!.progress.statusReason).toMatch(/the same at every layer/);
    const totals = events.flatMap((event) => (event.type === 'runProgress' ? [event] : []));
    expect(totals.at(-1)).toMatchObject({ passes: 32, passLimit: 32 });
    // Whichever layers a worker has, and whether the class is named or predicted.
    const scores = await logitsOf(loaded.network, picture);
    const alone = await run({ metric: 'attribution:smoothgrad', target: scores.indexOf(Math.max(...scores)), layerIds: [LAYERS[1]!] });
    expect(alone.layers.get(LAYERS[1]!)!.map).toEqual(second!.map);
  });

  it('Grad-CAM alone looks at the layer', async () => {
    const { layers } = await run({ metric: 'attribution:grad-cam', target: 0, layerIds: ['stage2_block2', 'stage3_block3'] });
    const [early, late] = [...layers.values()];
    expect(early!.map).not.toEqual(late!.map);
    expect(late!.progress).toMatchObject({ passes: 1, status: 'converged' });
    expect(late!.progress.statusReason).not.toMatch(/same at every layer/);
  });

  it('out of range is refused before anything is computed, naming the class and the range', async () => {
    await expect(run({ metric: 'attribution:gradient', target: 10 })).rejects.toThrow(/ResNet-20 has no class 10\. .*0 \(airplane\) to 9 \(truck\)/);
    await expect(run({ metric: 'attribution:gradient', target: -1 })).rejects.toMatchObject({ code: 'target-class' });
  });
});

describe('ends', () => {
  it('at a cancel, between two batches, with what there is', async () => {
    for (const target of ['features', 'predicted'] as const) {
      const before = tf.memory().numTensors;
      const abort = new AbortController();
      const { events, layers } = await run({ metric: 'attribution:occlusion', target }, (event) => {
        if (event.type === 'layer' && event.map && event.progress.status === 'running') abort.abort();
      }, abort.signal);
      expect(events.at(-1)!.type).toBe('runCancelled');
      for (const id of LAYERS) expect(layers.get(id)!.progress.status).toBe('cancelled');
      expect(layers.get(LAYERS[0]!)!.map).not.toBeNull();
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('a layer that has no such map fails alone', async () => {
    const withLogits = {
      ...loaded,
      description: { ...loaded.description, layers: [...loaded.description.layers, { id: 'logits', title: 'Scores', stage: '', kind: 'dense', depth: 11, shape: [10] }] },
    };
    const spec = { metric: 'attribution:grad-cam', target: 'predicted', layerIds: ['logits', 'stage3_block3'] } as const;
    const { events, layers } = await runToEnd(withLogits, picture, spec);
    expect(layers.get('logits')!.progress).toMatchObject({ status: 'failed', error: { message: expect.stringMatching(/"Scores" \(10\) has no height/) } });
    expect(layers.get('stage3_block3')!.progress.status).toBe('converged');
    expect(events.at(-1)!.type).toBe('runDone');
    const alone = await runToEnd(withLogits, picture, { ...spec, layerIds: ['logits'] });
    expect(alone.events.at(-1)!.type).toBe('runFailed');
  });

  it('names maps that overflow, and maps that are blank', async () => {
    const small = seededPicture(8, 8);
    const overflowing = networkOf(8, 8, (x) => x.mul(3e38).square(), [8, 8, 3]);
    const { layers } = await runToEnd(overflowing, small, { metric: 'attribution:gradient' });
    expect(layers.get('layer')!.progress.error!.message).toMatch(/not made of finite numbers/);
    const blind = networkOf(8, 8, (x) => x.mul(0), [8, 8, 3]);
    const blank = await runToEnd(blind, small, { metric: 'attribution:gradient' });
    expect(blank.layers.get('layer')!.progress).toMatchObject({ status: 'converged', statusReason: 'one gradient; the map is 0 everywhere' });
    await expect(runToEnd(blind, seededPicture(4, 4), { metric: 'attribution:gradient' })).rejects.toThrow(/4 x 4.*8 x 8/);
  });

  it('without a word on layers that another worker has taken over', async () => {
    for (const target of ['features', 'predicted'] as const) {
      const released = new Set<string>();
      const events: RunEvent[] = [];
      await driveAttributionRun({
        runId: 1 as RunId,
        spec: {
          metric: 'attribution:smoothgrad', layerIds: LAYERS, grid: 'full', budget: 1.5, noise: 0.0025, solver: 'fast', seed: 1, target, variant: null,
        },
        picture, loaded, released,
        signal: new AbortController().signal,
        pause: async () => void released.add(LAYERS[0]!),
        emit: (event) => events.push(event),
      });
      const told = (id: string) => events.flatMap((event) => (event.type === 'layer' && event.progress.layerId === id ? [event.progress] : []));
      expect(told(LAYERS[0]!).at(-1)!.passes).toBe(8);
      expect(told(LAYERS[1]!).at(-1)!.status).toBe('converged');
      expect(events.findLast((event) => event.type === 'runProgress')).toMatchObject({ passes: 32, passLimit: 32 });
      expect(events.at(-1)!.type).toBe('runDone');
    }
  });
});
