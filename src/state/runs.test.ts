import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import type { EngineClient } from '../engine/client';
import { EngineError } from '../engine/client';
import type { BackendInfo, LoadedModel, RunEvent, RunId } from '../engine/protocol';
import { provideEngine, startEngine } from './engineHandle';
import { INITIAL_LIVE, readLive, writeLive } from './live';
import { abandonRun, cancelRun, changeSetup, startRun } from './runs';
import { freshResults } from './runReducer';
import type { TablePicture } from './store';
import { INITIAL_STATE, readApp, writeApp } from './store';

interface FakeRun {
  readonly layerIds: readonly string[];
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
  resolve(): void;
  reject(error: Error): void;
}

const runs: FakeRun[] = [];
const runId = 1 as RunId;
const backend: BackendInfo = { name: 'cpu', threads: 1, adapter: null, reason: '', warning: null };
const card = {
  id: 'tiny',
  title: 'Tiny',
  input: { width: 2, height: 2, mean: [0, 0, 0], std: [1, 1, 1] },
  layers: ['a', 'b'].map((id) => ({ id, title: id, stage: 's', kind: 'other' })),
} as unknown as ModelCard;
const loaded: LoadedModel = { card, sha256: '', layers: card.layers.map((layer, i) => ({ ...layer, depth: i + 1, shape: [2, 2, 1] })), decoders: [], notes: [] };

const client = {
  ready: () => Promise.resolve(backend),
  onCrash: () => () => undefined,
  destroy: () => undefined,
  run: (spec: { layerIds: readonly string[] }, _: unknown, emit: (event: RunEvent) => void, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      runs.push({ layerIds: spec.layerIds, signal, emit, resolve, reject });
    }),
} as unknown as EngineClient;

provideEngine(() => client);
startEngine('cpu');

function layerDone(layerId: string): RunEvent {
  const progress = { ...freshResults([layerId]).results.get(layerId)!.progress, status: 'converged' as const };
  return { type: 'layer', runId, progress, map: { width: 1, height: 1, quantity: 'entropyNats', values: new Float32Array([-4]) } };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const statuses = () => [...readLive().results.values()].map((result) => result.progress.status);

beforeEach(() => {
  abandonRun();
  runs.length = 0;
  writeLive({ ...INITIAL_LIVE });
  writeApp({
    ...INITIAL_STATE,
    backend,
    model: { link: 'tiny', card, layers: loaded.layers, loaded },
    picture: {} as TablePicture,
    fitted: { picture: { width: 2, height: 2, rgb: new Float32Array(12) }, crop: { x: 0, y: 0, width: 2, height: 2 }, placed: { x: 0, y: 0, width: 2, height: 2 } },
  });
});

describe('a run', () => {
  it('waits for the network instead of failing', () => {
    writeApp({ model: null });
    startRun();
    expect(runs).toHaveLength(0);
    expect(readApp()).toMatchObject({ runWanted: true, runStatus: 'idle' });
  });

  it('ends as done, with everything it told', async () => {
    startRun();
    expect(readApp().runStatus).toBe('running');
    runs[0]!.emit(layerDone('a'));
    runs[0]!.emit(layerDone('b'));
    runs[0]!.emit({ type: 'runDone', runId, secondsElapsed: 2 });
    runs[0]!.resolve();
    await settle();
    expect(readApp().runStatus).toBe('done');
    expect(statuses()).toEqual(['converged', 'converged']);
    expect(readLive().totals.secondsElapsed).toBe(2);
  });

  it('keeps what had settled when it is cancelled', async () => {
    startRun();
    runs[0]!.emit(layerDone('a'));
    cancelRun();
    expect(runs[0]!.signal.aborted).toBe(true);
    runs[0]!.emit({ type: 'runCancelled', runId });
    runs[0]!.resolve();
    await settle();
    expect(readApp().runStatus).toBe('cancelled');
    expect(statuses()).toEqual(['converged', 'cancelled']);
  });

  it('lets late results of the run it replaced vanish', async () => {
    startRun();
    startRun();
    expect(runs[0]!.signal.aborted).toBe(true);
    runs[0]!.emit(layerDone('a'));
    runs[0]!.resolve();
    await settle();
    expect(readApp().runStatus).toBe('running');
    expect(statuses()).toEqual(['queued', 'queued']);
  });

  it('that fails keeps its maps, says why, and leaves a crash to tell of itself', async () => {
    startRun();
    runs[0]!.emit(layerDone('a'));
    runs[0]!.reject(new EngineError({ code: 'out-of-memory', message: 'too large' }));
    await settle();
    expect(readApp().runStatus).toBe('failed');
    expect(statuses()).toEqual(['converged', 'failed']);
    expect(readApp().messages.map((message) => message.lines)).toEqual([['too large']]);

    startRun();
    runs[1]!.reject(new EngineError({ code: 'worker-crashed', message: 'gone' }));
    await settle();
    expect(readApp().messages).toEqual([]);
  });
});

describe('changing a choice', () => {
  it('starts anew once, however quickly it changes, and says so at once', () => {
    vi.useFakeTimers();
    writeApp({ runStatus: 'done' });
    changeSetup({ budget: 2 });
    changeSetup({ budget: 3 });
    changeSetup({ layers: ['b'] });
    expect(readApp().runStatus).toBe('running');
    vi.runAllTimers();
    vi.useRealTimers();
    expect(runs.map((run) => run.layerIds)).toEqual([['b']]);
    expect(readApp().shownRun?.spec.budget).toBe(3);
  });

  it('starts nothing on a page that waits to be started', () => {
    vi.useFakeTimers();
    changeSetup({ budget: 2 });
    vi.runAllTimers();
    vi.useRealTimers();
    expect(runs).toHaveLength(0);
    expect(readApp().setup.budget).toBe(2);
  });

  it('can be called off before it has started', () => {
    vi.useFakeTimers();
    writeApp({ runStatus: 'done' });
    changeSetup({ budget: 2 });
    cancelRun();
    vi.runAllTimers();
    vi.useRealTimers();
    expect(runs).toHaveLength(0);
    expect(readApp().runStatus).toBe('cancelled');
  });
});
