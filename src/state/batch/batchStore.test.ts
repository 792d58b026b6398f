import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeRun } from '../../testing/boardParts';
import { fakeBoardParts, loadedModel, settle, subject } from '../../testing/boardParts';
import { cancelledBy, memoryBatchStore } from '../../testing/batchStores';
import { EMPTY_BOARD, readBoard, writeBoard } from '../board/boardStore';
import { forgetRuns } from '../board/known';
import type { BoardQueue } from '../board/queue';
import { createBoardQueue } from '../board/queue';
import { INITIAL_STATE, writeApp } from '../store';
import type { Batch } from './batch';
import { batchToCsv, keyIn, spreadByLayer } from './batch';
import { addToBatch, batchStatus, clearBatch, continueBatch, EMPTY_BATCH, followBoard, pauseBatch, provideBatchStore, readBatch, removeFromBatch, restoreBatch, runIn, startBatch, useBatch } from './batchStore';

let fake = fakeBoardParts();
let queue: BoardQueue;
let stop: () => void;
let kept = memoryBatchStore();

const picture = (name: string) => ({ picture: subject('one', name).picture, thumbnail: `samples/${name}.png` });
const batchOf = (...names: readonly string[]): Batch => {
  const { model, spec } = subject('one');
  return { model, spec, layers: loadedModel('one').layers.slice(0, 2), pictures: names.map(picture), isPaused: false };
};
const statuses = () => readBatch().batch!.pictures.map((one) => batchStatus(readBatch(), one, runIn(readBatch().batch!, one)));

/** Ends the newest run with these means of its two layers. */
async function endRun(run: FakeRun, means: readonly [number, number]): Promise<void> {
  run.layer('a', 'converged', [-4, -4, -3, -3], { meanValue: means[0], gain: 0.1 });
  run.layer('b', 'converged', [-4, -4, -3, -3], { meanValue: means[1], gain: 0.3 });
  await run.end();
  await settle();
}

function begin(): void {
  fake = fakeBoardParts();
  queue = createBoardQueue(fake.parts);
  stop = followBoard();
}

function reload(): void {
  stop();
  queue.destroy();
  forgetRuns();
  writeBoard({ ...EMPTY_BOARD });
  useBatch.setState(EMPTY_BATCH);
  begin();
}

beforeEach(() => {
  forgetRuns();
  writeApp({ ...INITIAL_STATE });
  writeBoard({ ...EMPTY_BOARD });
  useBatch.setState(EMPTY_BATCH);
  kept = memoryBatchStore();
  provideBatchStore(kept);
  begin();
});

afterEach(() => {
  stop();
  queue.destroy();
});

describe('a batch', () => {
  it('computes picture after picture, and gives mean and spread of what there is', async () => {
    await startBatch(batchOf('cat', 'dog', 'ship'));
    await settle();
    expect(readBoard().runs.size).toBe(2);
    expect(statuses()).toEqual(['running', 'waiting', 'waiting']);
    expect(fake.runs[0]!.spec.layerIds).toEqual(['a', 'b']);
    await endRun(fake.runs[0]!, [-4, -3]);
    expect(statuses()).toEqual(['done', 'running', 'waiting']);
    await endRun(fake.runs[1]!, [-3, -3.5]);
    await endRun(fake.runs[2]!, [-2, -4]);
    expect(statuses()).toEqual(['done', 'done', 'done']);
    // The board is given back as it was.
    expect(readBoard().runs.size).toBe(0);
    const [a, b] = spreadByLayer(readBatch().batch!, readBatch().results);
    expect(a).toMatchObject({ layer: { id: 'a' }, value: { count: 3, mean: -3, std: 1, least: -4, most: -2 }, gain: { mean: expect.closeTo(0.1, 12) } });
    expect(b!.value).toMatchObject({ mean: -3.5, std: 0.5 });
    const rows = batchToCsv(readBatch().batch!, readBatch().results).trim().split('\r\n');
    expect(rows).toHaveLength(1 + 3 * 2);
    expect(rows[3]!.split(',').slice(0, 7)).toEqual(['dog', 'sha-sample:dog', 'a', '1', 'converged', 'entropyNats', '-3']);
  });

  it('goes on after a reload with what is left, when it is told to', async () => {
    await startBatch(batchOf('cat', 'dog'));
    await settle();
    await endRun(fake.runs[0]!, [-4, -3]);
    reload();
    await restoreBatch();
    await settle();
    expect(fake.runs).toHaveLength(0);
    expect(readBatch().batch!.isPaused).toBe(true);
    expect(statuses()).toEqual(['done', 'waiting']);
    continueBatch();
    await settle();
    expect(fake.runs).toHaveLength(1);
    await endRun(fake.runs[0]!, [-2, -1]);
    expect(statuses()).toEqual(['done', 'done']);
    reload();
    await restoreBatch();
    expect(readBatch().results.size).toBe(2);
    expect(spreadByLayer(readBatch().batch!, readBatch().results)[0]!.value!.mean).toBe(-3);
  });

  it('pauses, and gives the run that it was at back to the board', async () => {
    await startBatch(batchOf('cat', 'dog'));
    await settle();
    pauseBatch();
    await settle();
    expect(fake.runs[0]!.signal.aborted).toBe(true);
    expect(readBoard().runs.size).toBe(0);
    expect(statuses()).toEqual(['waiting', 'waiting']);
    continueBatch();
    await settle();
    await endRun(fake.runs[1]!, [-4, -3]);
    expect(statuses()[0]).toBe('done');
  });

  it('is paused by a cancel on the board', async () => {
    await startBatch(batchOf('cat', 'dog'));
    await settle();
    cancelledBy(queue);
    await settle();
    expect(readBatch().batch!.isPaused).toBe(true);
  });

  it('says what failed, goes on with the others, and tries it again on request', async () => {
    await startBatch(batchOf('gone', 'dog'));
    await settle();
    expect([...readBatch().failures.values()]).toEqual(['no sample “gone”']);
    fake.runs[0]!.layer('a', 'converged', [-4, -4, -3, -3], { meanValue: -3.5 });
    fake.runs[0]!.layer('b', 'failed', [], { error: { code: 'internal', message: 'layer b is not finite' } });
    await fake.runs[0]!.end();
    await settle();
    expect(statuses()).toEqual(['failed', 'failed']);
    expect([...readBatch().failures.values()]).toEqual(['no sample “gone”', 'layer b is not finite']);
    // What has ended of it counts all the same.
    expect(spreadByLayer(readBatch().batch!, readBatch().results).map(({ value }) => value?.count ?? 0)).toEqual([1, 0]);
    continueBatch();
    await vi.waitFor(() => expect(fake.runs).toHaveLength(2));
    expect(fake.runs[1]!.spec.layerIds).toEqual(['b']);
  });

  it('takes more pictures, each once, and lets one go with its numbers', async () => {
    await startBatch(batchOf('cat'));
    await settle();
    await endRun(fake.runs[0]!, [-4, -3]);
    addToBatch([picture('cat'), picture('dog')]);
    await settle();
    expect(readBatch().batch!.pictures).toHaveLength(2);
    await endRun(fake.runs[1]!, [-2, -3]);
    removeFromBatch(keyIn(picture('cat')));
    expect(spreadByLayer(readBatch().batch!, readBatch().results)[0]!.value).toMatchObject({ count: 1, mean: -2 });
    expect(kept.resultKeys()).toEqual([keyIn(picture('dog'))]);
    await clearBatch();
    expect(await kept.get()).toBeNull();
    expect(kept.resultKeys()).toEqual([]);
  });

  it('goes on in a browser that keeps nothing, and says so once', async () => {
    const refuse = () => Promise.reject(new Error('no storage'));
    provideBatchStore({ ...kept, put: refuse, putResult: refuse });
    await startBatch(batchOf('cat', 'dog'));
    await settle();
    await endRun(fake.runs[0]!, [-4, -3]);
    await endRun(fake.runs[1]!, [-4, -3]);
    expect(statuses()).toEqual(['done', 'done']);
    const { readApp } = await import('../store');
    expect(readApp().messages.map(({ lines }) => lines.join(' '))).toEqual([expect.stringMatching(/does not keep the batch \(no storage\)/)]);
  });
});
