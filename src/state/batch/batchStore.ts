/** The batch of this browser, and the runs that it takes: picture after picture through the board's queue. */
import { create } from 'zustand';
import { mean } from '../../core/stats';
import { runKeyOf } from '../../records/runKey';
import type { RunRecord } from '../../records/runRecord';
import { batchTexts } from '../../ui/textsBatch';
import type { BoardRun } from '../board/boardStore';
import { readBoard, useBoard, wantRun } from '../board/boardStore';
import { isResult, provideKnownRuns } from '../board/known';
import { boardKey } from '../board/subject';
import { tell } from '../store';
import type { Batch, BatchPicture, BatchPictureStatus } from './batch';
import { isComplete, keyIn, subjectIn } from './batch';
import type { BatchStore } from './keptBatch';
import { indexedDbBatchStore } from './keptBatch';

export interface BatchState {
  readonly batch: Batch | null;
  /** By pictureKey: what has ended of each picture. */
  readonly results: ReadonlyMap<string, RunRecord>;
  /** By pictureKey: why a picture could not be computed to its end, and the remedy. */
  readonly failures: ReadonlyMap<string, string>;
  /** Seconds that each picture took which was computed during this visit. */
  readonly secondsEach: readonly number[];
}

export const EMPTY_BATCH: BatchState = { batch: null, results: new Map(), failures: new Map(), secondsEach: [] };

export const useBatch = create<BatchState>()(() => EMPTY_BATCH);
export const readBatch = useBatch.getState;
const writeBatch = useBatch.setState;

/** Of the board's queue at a time: the next picture waits while one is computed. */
const MOST_WANTED = 2;

let store: BatchStore = indexedDbBatchStore();
let hasToldOfStorage = false;

/** For tests. */
export function provideBatchStore(other: BatchStore): void {
  store = other;
}

async function keep(what: Promise<void>): Promise<void> {
  try {
    await what;
  } catch (error) {
    if (hasToldOfStorage) return;
    hasToldOfStorage = true;
    tell('warning', 'kept', batchTexts.notKept(error instanceof Error ? error.message : String(error)));
  }
}

/** A batch that was begun on an earlier visit, paused: nobody asked for a computation yet. */
export async function restoreBatch(): Promise<void> {
  if (readBatch().batch) return;
  const [batch, results] = await Promise.all([store.get(), store.results()]).catch(() => [null, []] as const);
  if (!batch || readBatch().batch) return;
  const isLeft = results.length < batch.pictures.length;
  writeBatch({ batch: { ...batch, isPaused: batch.isPaused || isLeft }, results: new Map(results.map(({ pictureKey, record }) => [pictureKey, record])) });
}

/** In place of the batch before, whose results go. */
export async function startBatch(batch: Batch): Promise<void> {
  await clearBatch();
  writeBatch({ batch });
  feed();
  await keep(store.put(batch));
}

export async function clearBatch(): Promise<void> {
  letGo(() => true);
  writeBatch(EMPTY_BATCH);
  hasToldOfStorage = false;
  await store.clear().catch(() => undefined);
}

function change(part: Partial<Batch>): void {
  const { batch } = readBatch();
  if (!batch) return;
  const changed = { ...batch, ...part };
  writeBatch({ batch: changed });
  feed();
  void keep(store.put(changed));
}

export function pauseBatch(): void {
  letGo(() => true);
  change({ isPaused: true });
}

/** Goes on with what is left; what had failed is tried once more. */
export function continueBatch(): void {
  writeBatch({ failures: new Map() });
  change({ isPaused: false });
}

/** Those that are in it already stay as they are. */
export function addToBatch(pictures: readonly BatchPicture[]): void {
  const { batch } = readBatch();
  if (!batch) return;
  const known = new Set(batch.pictures.map(keyIn));
  change({ pictures: [...batch.pictures, ...pictures.filter((picture) => !known.has(keyIn(picture)))] });
}

export function removeFromBatch(key: string): void {
  const { batch, results, failures } = readBatch();
  if (!batch) return;
  letGo((picture) => keyIn(picture) === key);
  const without = <Value>(all: ReadonlyMap<string, Value>) => new Map([...all].filter(([other]) => other !== key));
  writeBatch({ results: without(results), failures: without(failures) });
  void keep(store.deleteResult(key));
  change({ pictures: batch.pictures.filter((picture) => keyIn(picture) !== key) });
}

export function batchStatus({ batch, results, failures }: BatchState, picture: BatchPicture, run: BoardRun | undefined): BatchPictureStatus {
  const key = keyIn(picture);
  if (batch && isComplete(batch, results.get(key))) return 'done';
  if (failures.has(key)) return 'failed';
  return run?.status === 'running' || run?.status === 'loading' ? 'running' : 'waiting';
}

/** The board's run of a picture, while the batch wants it. */
export function runIn(batch: Batch, picture: BatchPicture, runs = readBoard().runs): BoardRun | undefined {
  return runs.get(boardKey(subjectIn(batch, picture)));
}

const isWanted = (run: BoardRun | undefined) => run !== undefined && run.extraLayers.length > 0;

/** Runs of these pictures are no longer wanted; the board drops what no pane shows. */
function letGo(which: (picture: BatchPicture) => boolean): void {
  const { batch } = readBatch();
  for (const picture of batch?.pictures ?? []) {
    if (batch && which(picture) && isWanted(runIn(batch, picture))) wantRun(subjectIn(batch, picture), []);
  }
}

/** Hands the queue the next pictures. */
function feed(): void {
  const { batch, results, failures } = readBatch();
  if (!batch || batch.isPaused) return;
  const open = batch.pictures.filter((picture) => !isComplete(batch, results.get(keyIn(picture))) && !failures.has(keyIn(picture)));
  let wanted = open.filter((picture) => isWanted(runIn(batch, picture))).length;
  for (const picture of open) {
    if (wanted >= MOST_WANTED) return;
    if (isWanted(runIn(batch, picture))) continue;
    wantRun(subjectIn(batch, picture), batch.layers.map(({ id }) => ({ id })));
    wanted++;
  }
}

/** Takes what has ended from the board, and tells the board of it when it is asked for again; returns how to stop. */
export function followBoard(): () => void {
  provideKnownRuns((key) => Promise.resolve([...readBatch().results.values()].find((record) => runKeyOf(record) === key)));
  let isScheduled = false;
  const collect = () => {
    isScheduled = false;
    const { batch } = readBatch();
    if (!batch) return;
    for (const picture of batch.pictures) {
      const run = runIn(batch, picture);
      if (run && isWanted(run)) collectOne(batch, picture, run);
    }
    feed();
  };
  return useBoard.subscribe(({ runs }, before) => {
    if (runs === before.runs || isScheduled || !readBatch().batch) return;
    isScheduled = true;
    queueMicrotask(collect);
  });
}

function collectOne(batch: Batch, picture: BatchPicture, { status, record, error, totals }: BoardRun): void {
  if (status === 'waiting' || status === 'loading' || status === 'running') return;
  // Cancelled on the board: the viewer wants the machine for something else.
  if (status === 'cancelled') return pauseBatch();
  const key = keyIn(picture);
  const ended = record && { ...record, layers: record.layers.filter(isResult) };
  if (ended && ended.layers.length > 0) {
    writeBatch(({ results, secondsEach }) => ({
      results: new Map(results).set(key, ended),
      secondsEach: totals.secondsElapsed > 0 ? [...secondsEach, totals.secondsElapsed] : secondsEach,
    }));
    void keep(store.putResult({ pictureKey: key, record: ended }));
  }
  if (!isComplete(batch, ended ?? undefined)) {
    const reason = error ?? record?.layers.find(({ progress }) => progress.error)?.progress.error?.message ?? batchTexts.notFinished;
    writeBatch(({ failures }) => ({ failures: new Map(failures).set(key, reason) }));
  }
  wantRun(subjectIn(batch, picture), []);
}

export interface BatchProgress {
  readonly done: number;
  readonly failed: number;
  /** 0..1, the picture that is being computed counted by its passes. */
  readonly share: number;
  /** null before the first picture of this visit has ended. */
  readonly secondsLeft: number | null;
}

export function batchProgress(state: BatchState, runs = readBoard().runs): BatchProgress {
  const { batch, secondsEach } = state;
  if (!batch || batch.pictures.length === 0) return { done: 0, failed: 0, share: 0, secondsLeft: null };
  let [done, failed, partly] = [0, 0, 0];
  for (const picture of batch.pictures) {
    const run = runIn(batch, picture, runs);
    const status = batchStatus(state, picture, run);
    if (status === 'done') done++;
    else if (status === 'failed') failed++;
    else if (status === 'running' && run && run.totals.passLimit > 0) partly += Math.min(1, run.totals.passes / run.totals.passLimit);
  }
  const left = batch.pictures.length - done - failed - partly;
  return {
    done, failed,
    share: (done + failed + partly) / batch.pictures.length,
    secondsLeft: secondsEach.length > 0 ? mean(secondsEach) * left : null,
  };
}
