import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import type { RunSpec } from '../core/spec';
import type { EngineClient } from '../engine/client';
import type { BackendInfo, LayerProgress, LoadedModel, RunEvent, RunId } from '../engine/protocol';
import { sweepBudgets, useBudgetSweep } from './budgetSweep';
import { correlationWithOriginal, runCheck, setChecks, useChecks } from './checks';
import { provideEngine, startEngine } from './engineHandle';
import { freshResults } from './runReducer';
import { startRun } from './runs';
import type { TablePicture } from './store';
import { INITIAL_STATE, readApp, writeApp } from './store';

interface FakeRun {
  readonly spec: RunSpec;
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
  resolve(): void;
}

const runs: FakeRun[] = [];
const runId = 1 as RunId;
const backend: BackendInfo = { name: 'cpu', threads: 1, adapter: null, reason: '', warning: null };
const card = {
  id: 'tiny', title: 'Tiny', input: { width: 2, height: 1, mean: [0, 0, 0], std: [1, 1, 1] }, labels: ['cat', 'dog'],
  layers: ['a', 'b'].map((id) => ({ id, title: id, stage: 's', kind: 'other' })),
} as unknown as ModelCard;
const loaded: LoadedModel = { card, sha256: '', layers: card.layers.map((layer, i) => ({ ...layer, depth: i + 1, shape: [2, 1, 1] })), decoders: [], notes: [] };

provideEngine(
  () =>
    ({
      ready: () => Promise.resolve(backend),
      onCrash: () => () => undefined,
      destroy: () => undefined,
      run: (spec: RunSpec, _: unknown, emit: (event: RunEvent) => void, signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          runs.push({ spec, signal, emit, resolve });
          signal.addEventListener('abort', () => resolve());
        }),
    }) as unknown as EngineClient,
);
startEngine('cpu');

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Ends the newest run with a map of two pixels. */
async function finish(values: readonly number[], change: Partial<LayerProgress> = {}): Promise<void> {
  const run = runs.at(-1)!;
  const layerId = run.spec.layerIds[0]!;
  const progress = { ...freshResults([layerId]).results.get(layerId)!.progress, status: 'converged' as const, ...change };
  run.emit({ type: 'layer', runId, progress, map: { width: 2, height: 1, quantity: 'entropyNats', values: Float32Array.from(values) } });
  run.emit({ type: 'runDone', runId, secondsElapsed: 1 });
  run.resolve();
  await settle();
}

beforeEach(() => {
  runs.length = 0;
  writeApp({
    ...INITIAL_STATE,
    backend,
    model: { link: 'tiny', card, layers: loaded.layers, loaded },
    picture: {} as TablePicture,
    fitted: { picture: { width: 2, height: 1, rgb: new Float32Array(6) }, crop: { x: 0, y: 0, width: 2, height: 1 }, placed: { x: 0, y: 0, width: 2, height: 1 } },
    predictions: [{ label: 'dog', probability: 1 }],
  });
});

describe('a sweep over budgets', () => {
  it('runs one layer at ever larger budgets and keeps a point of each', async () => {
    const sweep = sweepBudgets('b');
    await finish([-4, -3], { gain: 0.25 });
    await finish([-3, -2], { status: 'unbounded', gain: null });
    expect(runs.map(({ spec }) => spec.layerIds)).toEqual([['b'], ['b'], ['b']]);
    expect(runs[1]!.spec.budget).toBeGreaterThan(runs[0]!.spec.budget);
    expect(useBudgetSweep.getState().points.map(({ progress }) => [progress.status, progress.gain])).toEqual([['converged', 0.25], ['unbounded', null]]);
    startRun();
    await sweep;
    // A run of the table takes the engine.
    expect(useBudgetSweep.getState().isRunning).toBe(false);
    expect(runs[2]!.signal.aborted).toBe(true);
    expect(readApp().runStatus).toBe('running');
  });

  it('says why it cannot start beside a run of the table', async () => {
    writeApp({ runStatus: 'running' });
    await sweepBudgets('b');
    expect(useBudgetSweep.getState()).toMatchObject({ isRunning: false, error: expect.stringContaining('under way') });
    expect(runs).toHaveLength(0);
  });
});

describe('a check', () => {
  it('asks for each metric with and without the change', async () => {
    setChecks({ check: 'rescale', layerId: 'a', rescaling: 'rescaled', factor: 10 });
    void runCheck();
    await finish([-4, -3]);
    expect(runs[0]!.spec).toMatchObject({ metric: 'discarding', variant: null, layerIds: ['a'] });
    expect(runs[1]!.spec).toMatchObject({ metric: 'discarding', variant: { kind: 'rescaled', factor: 10 } });
    await finish([-4, -3]);
    expect(correlationWithOriginal(useChecks.getState().cells, 'discarding', 1)).toBe(1);
    expect(runs[2]!.spec).toMatchObject({ metric: 'attribution:gradient', target: 'features' });
    setChecks({ factor: 5 });
    expect(runs[2]!.signal.aborted).toBe(true);
    expect(useChecks.getState().cells).toEqual([]);
  });

  it('follows one class down the cascade, whatever the random networks predict', async () => {
    setChecks({ check: 'cascade', layerId: 'b', target: 'predicted' });
    void runCheck();
    expect(runs[0]!.spec.target).toBe(1);
    // Discarding and six attributions on the network as it is, then with the classifier random.
    for (let i = 0; i < 7; i++) await finish([-4, -3]);
    expect(runs[7]!.spec.variant).toEqual({ kind: 'randomised', segments: 1, seed: 1 });
    await finish([-3, -4]);
    expect(correlationWithOriginal(useChecks.getState().cells, 'discarding', 1)).toBe(-1);
    setChecks({});
  });
});
