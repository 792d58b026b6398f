import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET, DEFAULT_NOISE, type RunSpec } from '../core/spec';
import { createEngineClient } from './client';
import { splitLayers } from './page/sharedRun';
import type {
  BackendInfo, EngineErrorData, LayerProgress, LoadedModel, NetworkPicture, RunEvent, RunId, WorkerReply, WorkerRequest, WorkId,
} from './protocol';

/** A worker that remembers what it was sent and says what the test wants. */
class FakeWorker extends EventTarget {
  readonly sent: WorkerRequest[] = [];
  isTerminated = false;
  postMessage(request: WorkerRequest) {
    this.sent.push(request);
    if (request.type === 'start') this.say({ type: 'ready', backend: WASM });
    if (request.type === 'loadModel') this.say({ type: 'modelLoaded', requestId: request.requestId, model: {} as LoadedModel });
  }
  terminate() {
    this.isTerminated = true;
  }
  say(reply: WorkerReply) {
    queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data: reply })));
  }
  crash(message: string) {
    this.dispatchEvent(Object.assign(new Event('error', { cancelable: true }), { message }));
  }
  runs() {
    return this.sent.filter((request) => request.type === 'run');
  }
}

const WASM: BackendInfo = { name: 'wasm', threads: 1, adapter: null, reason: '', warning: null };
const PICTURE: NetworkPicture = { width: 1, height: 1, rgb: new Float32Array(3) };
const specOf = (...layerIds: string[]): RunSpec => ({
  metric: 'discarding', layerIds, grid: 'full', budget: DEFAULT_BUDGET, noise: DEFAULT_NOISE, solver: 'fast', seed: 1,
  target: 'features', variant: null,
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

function layerEvent(runId: RunId, layerId: string, passes: number): RunEvent {
  return { type: 'layer', runId, map: null, progress: { layerId, passes, passLimit: 128 } as LayerProgress };
}

async function startClient(threads: number) {
  const workers: FakeWorker[] = [];
  const createWorker = () => {
    workers.push(new FakeWorker());
    return workers.at(-1)! as unknown as Worker;
  };
  const client = createEngineClient(createWorker, 'base/', 'auto', threads);
  const info = await client.ready();
  await client.loadModel({ kind: 'catalogue', id: 'any' });
  await settled();
  const events: RunEvent[] = [];
  const run = (spec: RunSpec, signal = new AbortController().signal) =>
    client.run(spec, PICTURE, (event) => events.push(event), signal);
  return { client, workers, info, events, run };
}

describe('engine client', () => {
  it('splits a run over its workers and makes one stream of theirs', async () => {
    const { workers, info, events, run } = await startClient(2);
    expect(info.threads).toBe(2);
    const done = run(specOf('a', 'b', 'c', 'd'));
    const [first, second] = workers.map((worker) => worker.runs()[0]!);
    expect([first!.spec.layerIds, second!.spec.layerIds]).toEqual([['d'], ['a', 'b', 'c']]);
    const id = first!.runId;
    const progress = { type: 'runProgress', runId: id, secondsElapsed: 1 } as const;
    workers[0]!.say({ ...progress, passes: 8, passLimit: 256, secondsLeft: 3 });
    workers[1]!.say({ ...progress, passes: 16, passLimit: 256, secondsLeft: 5 });
    await settled();
    expect(events.at(-1)).toMatchObject({ type: 'runProgress', passes: 24, passLimit: 512, secondsLeft: 5 });
    workers[0]!.say({ type: 'runDone', runId: id, secondsElapsed: 1 });
    await settled();
    expect(events.some((event) => event.type === 'runDone')).toBe(false);
    workers[1]!.say({ type: 'runDone', runId: id, secondsElapsed: 1 });
    await done;
    expect(events.at(-1)!.type).toBe('runDone');
  });

  it('a cancel reaches every worker and ends the run when all have stopped', async () => {
    const { workers, events, run } = await startClient(2);
    const abort = new AbortController();
    const done = run(specOf('a', 'b'), abort.signal);
    abort.abort();
    for (const worker of workers) {
      const cancel = worker.sent.at(-1)!;
      expect(cancel.type).toBe('cancelRun');
      if (cancel.type === 'cancelRun') worker.say({ type: 'runCancelled', runId: cancel.runId });
    }
    await done;
    expect(events.at(-1)!.type).toBe('runCancelled');
  });

  it("drops the late results of a run that a newer one replaced", async () => {
    const { workers, events, run } = await startClient(1);
    const old = run(specOf('a'));
    const oldId = workers[0]!.runs()[0]!.runId;
    void run(specOf('a'));
    await old;
    workers[0]!.say(layerEvent(oldId, 'a', 8));
    const newId = workers[0]!.runs()[1]!.runId;
    workers[0]!.say(layerEvent(newId, 'a', 16));
    await settled();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ runId: newId });
    expect(workers[0]!.sent).toContainEqual({ type: 'cancelRun', runId: oldId });
  });

  it('a worker that becomes ready during a run takes over layers that have hardly begun', async () => {
    const workers: FakeWorker[] = [];
    const client = createEngineClient(() => (workers.push(new FakeWorker()), workers.at(-1)! as unknown as Worker), '', 'auto', 2);
    await client.ready();
    const helper = workers[1]!;
    const heldBack: WorkerReply[] = [];
    helper.say = (reply) => heldBack.push(reply);
    await client.loadModel({ kind: 'catalogue', id: 'any' });
    const events: RunEvent[] = [];
    void client.run(specOf('a', 'b', 'c', 'd'), PICTURE, (event) => events.push(event), new AbortController().signal);
    const { runId, spec } = workers[0]!.runs()[0]!;
    expect(spec.layerIds).toEqual(['a', 'b', 'c', 'd']);
    workers[0]!.say(layerEvent(runId, 'b', 120));
    await settled();
    for (const reply of heldBack) helper.dispatchEvent(new MessageEvent('message', { data: reply }));
    await settled();
    expect(workers[0]!.sent.at(-1)).toEqual({ type: 'releaseLayers', runId, layerIds: ['a', 'c'] });
    expect(helper.runs()[0]!.spec.layerIds).toEqual(['a', 'c']);
    // What the first worker still says of a layer that it gave away is dropped.
    workers[0]!.say(layerEvent(runId, 'c', 8));
    helper.dispatchEvent(new MessageEvent('message', { data: layerEvent(runId, 'c', 16) }));
    await settled();
    expect(events.filter((event) => event.type === 'layer' && event.progress.layerId === 'c')).toHaveLength(1);
  });

  it('a worker without layers takes parts of the others’ batches, until it or the network is wanted elsewhere', async () => {
    const { client, workers, run } = await startClient(2);
    const abort = new AbortController();
    const done = run(specOf('a'), abort.signal);
    const [asker, helper] = workers as [FakeWorker, FakeWorker];
    const { runId } = asker.runs()[0]!;
    expect(helper.runs()).toEqual([]);
    expect(asker.sent.at(-1)).toEqual({ type: 'helpersFree', runId, areFree: true });
    const work = { kind: 'moves', layerIds: ['a'], noiseStd: 1, seed: 1, firstStream: 8, samples: 8 } as const;
    const result = { rows: [new Float32Array(8)], noise: null };
    asker.say({ type: 'assistanceWanted', runId, workId: 1 as WorkId, work });
    // A second one finds nobody free.
    asker.say({ type: 'assistanceWanted', runId, workId: 2 as WorkId, work });
    await settled();
    expect(helper.sent.at(-1)).toEqual({ type: 'assist', runId, workId: 1, work, picture: PICTURE, variant: null });
    expect(asker.sent.slice(-2)).toEqual([{ type: 'helpersFree', runId, areFree: false }, { type: 'assisted', runId, workId: 2, result: null }]);
    helper.say({ type: 'assistanceGiven', runId, workId: 1 as WorkId, result });
    await settled();
    expect(asker.sent.slice(-2)).toEqual([{ type: 'helpersFree', runId, areFree: true }, { type: 'assisted', runId, workId: 1, result }]);
    const loading = client.loadModel({ kind: 'catalogue', id: 'another' });
    expect(asker.sent.at(-2)).toEqual({ type: 'helpersFree', runId, areFree: false });
    asker.say({ type: 'assistanceWanted', runId, workId: 3 as WorkId, work });
    await settled();
    expect(asker.sent.at(-1)).toEqual({ type: 'assisted', runId, workId: 3, result: null });
    abort.abort();
    asker.say({ type: 'runCancelled', runId });
    await Promise.all([done, loading]);
  });

  it('a worker helps when its own layers have ended', async () => {
    const { workers, run } = await startClient(2);
    void run(specOf('a', 'b'));
    const [first, second] = workers as [FakeWorker, FakeWorker];
    const { runId } = first.runs()[0]!;
    expect(first.sent.at(-1)!.type).toBe('run');
    second.say({ type: 'runDone', runId, secondsElapsed: 1 });
    await settled();
    expect(first.sent.at(-1)).toEqual({ type: 'helpersFree', runId, areFree: true });
    expect(second.sent.at(-1)!.type).toBe('run');
  });

  it('reports a crash, rejects what was under way, starts again and loads the network again', async () => {
    const { client, workers, run } = await startClient(2);
    const crashes: EngineErrorData[] = [];
    client.onCrash((error) => crashes.push(error));
    const failed = run(specOf('a', 'b'));
    workers[1]!.crash('boom');
    await expect(failed).rejects.toMatchObject({ code: 'worker-crashed', message: /boom.*kept/ });
    expect(crashes).toHaveLength(1);
    expect(workers[0]!.isTerminated && workers[1]!.isTerminated).toBe(true);
    await client.ready();
    await settled();
    expect(workers[2]!.sent.map((request) => request.type)).toEqual(['start', 'loadModel']);
    void run(specOf('a'));
    expect(workers[2]!.runs()).toHaveLength(1);
  });

  it('deals the costliest layers first, each to the hand with least to do, and none is lost', () => {
    const ids = ['1', '2', '3', '4', '5', '6', '7'];
    const hands = splitLayers(ids, 3);
    expect(hands).toEqual([['7'], ['2', '6'], ['1', '3', '4', '5']]);
    expect(hands.flat().sort()).toEqual(ids);
    expect(splitLayers(['1'], 2)).toEqual([['1'], []]);
  });
});
