import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '../../engine/client';
import { runKeyOf } from '../../records/runKey';
import { fakeBoardParts, loadedModel, settle, subject } from '../../testing/boardParts';
import { INITIAL_LIVE, writeLive } from '../live';
import { INITIAL_STATE, writeApp } from '../store';
import type { ShownRun } from '../store';
import { freshResults } from '../runReducer';
import { layerOf } from './boardRecord';
import { addPanes, EMPTY_BOARD, readBoard, removePane, setCurveLayers, takeBack, wantRun, writeBoard } from './boardStore';
import { forgetRuns, provideKnownRuns, rememberRun } from './known';
import type { BoardQueue } from './queue';
import { createBoardQueue } from './queue';
import { boardKey } from './subject';

let fake = fakeBoardParts();
let queue: BoardQueue | null = null;
const start = () => (queue = createBoardQueue(fake.parts));
const run = (of: Parameters<typeof boardKey>[0]) => readBoard().runs.get(boardKey(of))!;
const statuses = () => [...readBoard().runs.values()].map(({ status }) => status);

beforeEach(() => {
  fake = fakeBoardParts();
  forgetRuns();
  writeLive({ ...INITIAL_LIVE });
  writeApp({ ...INITIAL_STATE });
  writeBoard({ ...EMPTY_BOARD });
});

afterEach(() => queue?.destroy());

describe('the queue', () => {
  it('computes run after run, those of one network together, and the layers of all panes of a run at once', async () => {
    start();
    addPanes([
      { subject: subject('one', 'cat'), layer: { id: 'a' } },
      { subject: subject('two', 'cat'), layer: { id: 'a' } },
      { subject: subject('one', 'dog'), layer: { depth: 1 } },
      { subject: subject('one', 'cat'), layer: { id: 'c' } },
    ]);
    await settle();
    expect(fake.runs.map(({ spec }) => spec.layerIds)).toEqual([['a', 'c']]);
    expect(fake.runs[0]!.spec.grid).toBe('full');
    fake.runs[0]!.layer('a', 'converged');
    fake.runs[0]!.layer('c', 'converged');
    await fake.runs[0]!.end();
    expect(run(subject('one', 'cat')).status).toBe('done');
    expect(fake.runs[1]).toMatchObject({ model: 'one', spec: { layerIds: ['c'] } });
    fake.runs[1]!.layer('c', 'converged');
    await fake.runs[1]!.end();
    expect(fake.runs[2]).toMatchObject({ model: 'two', spec: { layerIds: ['a'] } });
    expect(fake.loads).toEqual(['one', 'two']);
    expect(run(subject('one', 'cat')).record).toMatchObject({ model: { sha256: 'sha-one', link: 'one' }, picture: { sha256: 'sha-sample:cat' }, spec: { layerIds: ['a', 'c'] } });
  });

  it('waits while a run of the table goes on, makes way for one, and goes on with what is left', async () => {
    writeApp({ runStatus: 'running' });
    start();
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }, { subject: subject('one'), layer: { id: 'b' } }]);
    await settle();
    expect(fake.runs).toHaveLength(0);
    writeApp({ runStatus: 'done' });
    await settle();
    expect(fake.runs).toHaveLength(1);
    fake.runs[0]!.layer('a', 'converged');
    fake.runs[0]!.layer('b', 'running');
    writeApp({ runStatus: 'running' });
    await settle();
    expect(fake.runs[0]!.signal.aborted).toBe(true);
    expect(statuses()).toEqual(['waiting']);
    const { record } = run(subject('one'));
    expect(layerOf(record, 'a')?.progress.status).toBe('converged');
    // What was seen of it stays in sight, as something that is not computed.
    expect(layerOf(record, 'b')).toMatchObject({ progress: { status: 'queued', passes: 0 }, map: { width: 2 } });
    writeApp({ runStatus: 'cancelled' });
    await settle();
    expect(fake.runs[1]!.spec.layerIds).toEqual(['b']);
  });

  it('computes only the layers that are new to a run', async () => {
    start();
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    addPanes([{ subject: subject('one'), layer: { id: 'b' } }]);
    fake.runs[0]!.layer('a', 'converged');
    await fake.runs[0]!.end();
    expect(fake.runs[1]!.spec.layerIds).toEqual(['b']);
    fake.runs[1]!.layer('b', 'pass-limit');
    await fake.runs[1]!.end();
    setCurveLayers('all');
    await settle();
    expect(fake.runs[2]!.spec.layerIds).toEqual(['c']);
  });

  it('a network that cannot be had fails all its runs, and the others go on', async () => {
    start();
    addPanes([
      { subject: subject('missing', 'cat'), layer: { id: 'a' } },
      { subject: subject('missing', 'dog'), layer: { id: 'a' } },
      { subject: subject('one', 'gone'), layer: { id: 'a' } },
      { subject: subject('one', 'cat'), layer: { id: 'nowhere' } },
      { subject: subject('one', 'cat'), layer: { id: 'a' } },
    ]);
    await settle();
    expect(run(subject('missing', 'dog'))).toMatchObject({ status: 'failed', error: 'no network “missing”' });
    expect(run(subject('one', 'gone'))).toMatchObject({ status: 'failed', error: 'no sample “gone”' });
    fake.runs[0]!.layer('a', 'converged');
    await fake.runs[0]!.end();
    expect(run(subject('one', 'cat'))).toMatchObject({ status: 'done', error: expect.stringContaining('no layer “nowhere”') });
  });

  it('keeps what had settled when a run fails or is cancelled, and computes the rest on request', async () => {
    const { cancel, retry } = start();
    const key = boardKey(subject('one'));
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }, { subject: subject('one'), layer: { id: 'b' } }]);
    await settle();
    fake.runs[0]!.layer('a', 'converged');
    await fake.runs[0]!.fail(new EngineError({ code: 'out-of-memory', message: 'too large' }));
    expect(run(subject('one'))).toMatchObject({ status: 'failed', error: 'too large' });
    retry(key);
    await settle();
    expect(fake.runs[1]!.spec.layerIds).toEqual(['b']);
    cancel(key);
    await settle();
    expect(statuses()).toEqual(['cancelled']);
    expect(layerOf(run(subject('one')).record, 'a')?.progress.status).toBe('converged');
    retry(key);
    await settle();
    fake.runs[2]!.layer('b', 'failed', [], { error: { code: 'internal', message: 'no' } });
    await fake.runs[2]!.end();
    expect(statuses()).toEqual(['done']);
    retry(key);
    await settle();
    expect(fake.runs[3]!.spec.layerIds).toEqual(['b']);
  });

  it('drops a run with its last pane, and takes it back without computing again', async () => {
    start();
    const [id] = addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    fake.runs[0]!.layer('a', 'converged');
    await fake.runs[0]!.end();
    removePane(id!);
    expect(readBoard().runs.size).toBe(0);
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    expect(fake.runs).toHaveLength(1);
    takeBack();
    await settle();
    expect(readBoard().panes).toHaveLength(2);
    expect(statuses()).toEqual(['done']);
  });

  it('ends a run whose last pane goes, and lets the engine go with an empty board', async () => {
    start();
    const [id] = addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    removePane(id!);
    await settle();
    expect(fake.runs[0]!.signal.aborted).toBe(true);
    expect(fake.destroyed()).toBe(1);
  });

  it('tells of runs of panes that were computed to their end, to be kept', async () => {
    const kept: string[] = [];
    queue = createBoardQueue({ ...fake.parts, keep: ({ model, layers }) => kept.push(`${model.id} ${layers.map(({ info }) => info.id).join()}`) });
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    wantRun(subject('two'), [{ id: 'b' }]);
    await settle();
    fake.runs[0]!.layer('a', 'converged');
    await fake.runs[0]!.end();
    fake.runs[1]!.layer('b', 'converged');
    await fake.runs[1]!.end();
    // Known already: nothing new to keep.
    addPanes([{ subject: subject('two'), layer: { id: 'b' } }]);
    await settle();
    expect(kept).toEqual(['one a']);
  });

  it('keeps a run that something else than a pane wants', async () => {
    start();
    const key = wantRun(subject('one'), [{ depth: 0 }]);
    await settle();
    expect(fake.runs[0]!.spec.layerIds).toEqual(['a']);
    fake.runs[0]!.layer('a', 'converged');
    await fake.runs[0]!.end();
    wantRun(subject('one'), []);
    expect(readBoard().runs.has(key)).toBe(false);
  });
});

describe('results that are known', () => {
  it('of the table are taken over, not computed again', async () => {
    const model = loadedModel('one');
    const spec = { metric: 'discarding', layerIds: ['a'], grid: 'full', budget: 1.5, noise: 0.0025, solver: 'fast', seed: 1, target: 'features', variant: null } as const;
    const shownRun = {
      spec, model, modelLink: 'one', modelChoices: null, crop: { x: 0, y: 0, width: 2, height: 2 },
      picture: { link: 'sample:cat', window: null, trueLabel: null, opened: { name: 'cat', sha256: 'sha-sample:cat', width: 2, height: 2 } },
      seen: { width: 2, height: 2, rgb: new Float32Array(12) }, backend: { name: 'wasm', threads: 2, adapter: null, reason: '', warning: null }, createdAt: new Date(0),
    } as unknown as ShownRun;
    const { progress } = freshResults(['a']).results.get('a')!;
    const map = { width: 2, height: 2, quantity: 'entropyNats' as const, values: Float32Array.from([-1, -2, -3, -4]) };
    writeLive({ results: new Map([['a', { progress: { ...progress, status: 'converged' }, map, reconstructions: null }]]) });
    writeApp({ runStatus: 'done', shownRun });
    start();
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    expect(fake.runs).toHaveLength(0);
    expect(run(subject('one'))).toMatchObject({ status: 'done', record: { backend: { name: 'wasm' }, createdAt: new Date(0).toISOString() } });
    expect(layerOf(run(subject('one')).record, 'a')?.map).toBe(map);
    addPanes([{ subject: subject('one', 'cat', { budget: 3 }), layer: { id: 'a' } }]);
    await settle();
    expect(fake.runs).toHaveLength(1);
  });

  it('of a store are asked for by the key of what is computed; one that fails knows nothing', async () => {
    start();
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    fake.runs[0]!.layer('a', 'converged');
    await fake.runs[0]!.end();
    const record = run(subject('one')).record!;
    writeBoard({ ...EMPTY_BOARD });
    forgetRuns();
    const asked: string[] = [];
    provideKnownRuns(() => Promise.reject(new Error('locked')));
    provideKnownRuns((key) => {
      asked.push(key);
      return Promise.resolve(record);
    });
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    expect(asked).toEqual([runKeyOf(record)]);
    expect(fake.runs).toHaveLength(1);
    expect(statuses()).toEqual(['done']);
  });

  it('that failed or were cancelled are no results', async () => {
    start();
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    fake.runs[0]!.layer('a', 'failed');
    await fake.runs[0]!.end();
    rememberRun(run(subject('one')).record!);
    writeBoard({ ...EMPTY_BOARD });
    addPanes([{ subject: subject('one'), layer: { id: 'a' } }]);
    await settle();
    expect(fake.runs).toHaveLength(2);
  });
});
