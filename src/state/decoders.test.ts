import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import type { EngineClient } from '../engine/client';
import type { BackendInfo, DecoderInfo, DecoderTrainingSpec, KeptDecoderInfo, LoadedModel, RunEvent, RunId } from '../engine/protocol';
import { deleteDecoder, layersWithoutDecoder, shareTrained, stopTraining, surveyDecoders, trainingSecondsLeft, trainShownLayers, useDecoders } from './decoders';
import { provideEngine, startEngine } from './engineHandle';
import { rememberPicture } from './picturesAtHand';
import { startRun } from './runs';
import type { TablePicture } from './store';
import { INITIAL_STATE, readApp, writeApp } from './store';

interface FakeTraining {
  readonly training: DecoderTrainingSpec;
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
  resolve(): void;
  reject(error: Error): void;
}

const trainings: FakeTraining[] = [];
const runs: AbortSignal[] = [];
let deleted: string[] = [];
let kept: KeptDecoderInfo[] = [];
const runId = 1 as RunId;
const backend: BackendInfo = { name: 'cpu', threads: 1, adapter: null, reason: '', warning: null };
const card = {
  id: 'tiny', title: 'Tiny', input: { width: 2, height: 1, mean: [0, 0, 0], std: [1, 1, 1] }, labels: [],
  layers: ['a', 'b', 'c'].map((id) => ({ id, title: id, stage: 's', kind: 'other' })),
} as unknown as ModelCard;
const shipped: DecoderInfo = { layerId: 'b', source: 'shipped', psnrDb: 20, pictures: 10_000 };
const trained = (layerId: string): DecoderInfo => ({ layerId, source: 'trained here', psnrDb: null, pictures: 1 });
const loaded: LoadedModel = {
  card, sha256: 'net', layers: card.layers.map((layer, i) => ({ ...layer, depth: i + 1, shape: [2, 1, 1] })), decoders: [shipped], notes: [],
};

provideEngine(
  () =>
    ({
      ready: () => Promise.resolve(backend),
      onCrash: () => () => undefined,
      destroy: () => undefined,
      run: (_spec: unknown, _picture: unknown, _emit: unknown, signal: AbortSignal) => {
        runs.push(signal);
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
      trainDecoders: (training: DecoderTrainingSpec, emit: (event: RunEvent) => void, signal: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          trainings.push({ training, signal, emit, resolve, reject });
          signal.addEventListener('abort', () => resolve());
        }),
      listDecoders: () => Promise.resolve(kept),
      deleteDecoder: (networkSha256: string, layerId: string) => {
        deleted.push(`${networkSha256} ${layerId}`);
        return Promise.resolve();
      },
    }) as unknown as EngineClient,
);
startEngine('cpu');

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const decoders = () => readApp().model!.loaded!.decoders;
const done = (layerId: string, warning: string | null = null): RunEvent => ({ type: 'decoderDone', runId, decoder: trained(layerId), warning });

beforeEach(() => {
  stopTraining();
  useDecoders.setState(useDecoders.getInitialState());
  trainings.length = 0;
  runs.length = 0;
  deleted = [];
  kept = [];
  writeApp({
    ...INITIAL_STATE,
    backend,
    setup: { ...INITIAL_STATE.setup, metric: 'reconstruction' },
    model: { link: 'tiny', card, layers: loaded.layers, loaded },
    picture: { opened: { sha256: 'one' } } as unknown as TablePicture,
    fitted: { picture: { width: 2, height: 1, rgb: new Float32Array(6) }, crop: { x: 0, y: 0, width: 2, height: 1 }, placed: { x: 0, y: 0, width: 2, height: 1 } },
  });
  rememberPicture();
});

describe('training the decoders that are missing', () => {
  it('is of the shown layers without one, on the pictures at hand, and puts them into the network’s list in its order', async () => {
    expect(layersWithoutDecoder(loaded.layers, ['c', 'b'], [shipped])).toEqual(['c']);
    useDecoders.setState({ steps: 7 });
    const training = trainShownLayers();
    await settle();
    expect(trainings[0]!.training).toMatchObject({ layerIds: ['a', 'c'], steps: 7, seed: 1 });
    expect(trainings[0]!.training.pictures).toHaveLength(1);
    trainings[0]!.emit({ type: 'decoderProgress', runId, layerId: 'c', step: 7, steps: 7, trainPsnrDb: 10, heldOutPsnrDb: null, secondsLeft: 0 });
    trainings[0]!.emit({ type: 'decoderProgress', runId, layerId: 'a', step: 0, steps: 7, trainPsnrDb: 10, heldOutPsnrDb: null, secondsLeft: 3 });
    expect(shareTrained(useDecoders.getState())).toBe(0.5);
    expect(trainingSecondsLeft(useDecoders.getState())).toBe(3);
    trainings[0]!.emit(done('c', 'few'));
    trainings[0]!.emit(done('a', 'few'));
    expect(decoders()).toEqual([trained('a'), shipped, trained('c')]);
    expect(useDecoders.getState()).toMatchObject({ isTraining: true, warnings: ['few'], warningsOf: 'net' });
    trainings[0]!.emit({ type: 'runDone', runId, secondsElapsed: 1 });
    trainings[0]!.resolve();
    await training;
    expect(useDecoders.getState()).toMatchObject({ isTraining: false, error: null });
    // Reconstruction uncertainty is still what is asked for: it runs again by itself.
    expect(runs).toHaveLength(1);
    expect(readApp().runStatus).toBe('running');
  });

  it('does not start a run of another metric', async () => {
    writeApp({ setup: { ...readApp().setup, metric: 'discarding' } });
    const training = trainShownLayers();
    await settle();
    trainings[0]!.emit({ type: 'runDone', runId, secondsElapsed: 1 });
    trainings[0]!.resolve();
    await training;
    expect(runs).toHaveLength(0);
  });

  it('ends a run of the table, which is cancelled and not done', async () => {
    startRun();
    expect(readApp().runStatus).toBe('running');
    void trainShownLayers();
    await settle();
    expect(runs[0]!.aborted).toBe(true);
    expect(readApp().runStatus).toBe('cancelled');
    expect(trainings).toHaveLength(1);
  });

  it('says so when a run took the engine, and nothing when it was stopped', async () => {
    let training = trainShownLayers();
    await settle();
    trainings[0]!.resolve();
    await training;
    expect(useDecoders.getState()).toMatchObject({ isTraining: false, error: expect.stringMatching(/ended before it was done/) });
    expect(decoders()).toEqual([shipped]);
    training = trainShownLayers();
    await settle();
    stopTraining();
    await training;
    expect(trainings[1]!.signal.aborted).toBe(true);
    expect(useDecoders.getState()).toMatchObject({ isTraining: false, error: null });
    expect(runs).toHaveLength(0);
  });

  it('tells what went wrong in the engine', async () => {
    const training = trainShownLayers();
    await settle();
    trainings[0]!.reject(new Error('layer "a" ran away'));
    await training;
    expect(useDecoders.getState()).toMatchObject({ isTraining: false, error: 'layer "a" ran away' });
  });

  it('leaves the list of another network alone', async () => {
    const training = trainShownLayers();
    await settle();
    const other = { ...loaded, sha256: 'other', decoders: [] };
    writeApp({ model: { link: 'other', card, layers: loaded.layers, loaded: other } });
    trainings[0]!.emit(done('a'));
    trainings[0]!.emit({ type: 'runDone', runId, secondsElapsed: 1 });
    trainings[0]!.resolve();
    await training;
    expect(decoders()).toEqual([]);
    expect(runs).toHaveLength(0);
  });
});

describe('kept decoders', () => {
  it('are counted with the pictures at hand, and deleted by network and layer; shipped ones stay', async () => {
    kept = [{ networkSha256: 'net', layerId: 'b' } as KeptDecoderInfo];
    writeApp({ model: { ...readApp().model!, loaded: { ...loaded, decoders: [shipped, trained('b'), trained('c')] } } });
    await surveyDecoders();
    expect(useDecoders.getState()).toMatchObject({ pictures: 1, kept });
    kept = [];
    await deleteDecoder('net', 'b');
    expect(deleted).toEqual(['net b']);
    expect(decoders()).toEqual([shipped, trained('c')]);
    expect(useDecoders.getState().kept).toEqual([]);
    await deleteDecoder('other', 'c');
    expect(decoders()).toEqual([shipped, trained('c')]);
  });
});
