/**
 * Computes what the board wants, one run after another, on an engine of its own; runs of one network follow each other, so that it
 * is loaded once. While a run of the table goes on, the queue waits: there are only so many cores.
 */
import type { EngineClient } from '../../engine/client';
import { EngineError } from '../../engine/client';
import type { BackendInfo, LoadedModel, ModelSource, RunEvent } from '../../engine/protocol';
import type { NetworkInput } from '../../core/modelCard';
import { runKeyOf } from '../../records/runKey';
import type { RunRecord } from '../../records/runRecord';
import { boardTexts } from '../../ui/textsBoard';
import { readLive } from '../live';
import { NO_TOTALS } from '../runReducer';
import { readApp, useApp } from '../store';
import { APP_VERSION, recordOfTable } from '../tableRecord';
import { layerOf, recordedModel, withEvents, withLayers, withOpenQueued, withoutEnded, withQueued } from './boardRecord';
import type { BoardRun } from './boardStore';
import { missingLayers, readBoard, updateRun, useBoard, wantedLayers } from './boardStore';
import { isResult, knownRun, rememberRun } from './known';
import type { FittedForBoard } from './sources';
import type { BoardModel, BoardPicture, LayerlessSpec } from './subject';
import { modelKey, settledSpec } from './subject';

/** What the queue needs of the page; tests pass stand-ins. */
export interface QueueParts {
  connect(): EngineClient;
  modelSource(model: BoardModel, signal: AbortSignal): Promise<ModelSource>;
  fittedPicture(picture: BoardPicture, input: NetworkInput, signal: AbortSignal): Promise<FittedForBoard>;
  /** Told of every run of a pane that was computed to its end. */
  keep?(record: RunRecord): void;
}

export interface BoardQueue {
  /** Ends a run; what has settled of it stays. */
  cancel(runKey: string): void;
  /** Once more, for what failed or was cancelled. */
  retry(runKey: string): void;
  destroy(): void;
}

type Ending = 'cancelled' | 'table' | 'gone';

const FOLD_EVERY_MS = 150;
/** The engine of a board at rest is let go: it holds a network and some workers. */
const IDLE_MS = 60_000;
/** Of a run that has not begun. */
const NO_BACKEND: BackendInfo = { name: 'cpu', threads: 1, adapter: null, reason: '', warning: null };

const isTableBusy = () => {
  const { runStatus, runWanted, engineFailure, model, modelLoading } = readApp();
  return runStatus === 'running' || (runWanted && engineFailure === null && (modelLoading !== null || model?.loaded != null));
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A network that cannot be had, whatever picture it was for. */
class NetworkFailure extends Error {}

async function ofNetwork<Value>(having: Promise<Value>): Promise<Value> {
  try {
    return await having;
  } catch (cause) {
    throw new NetworkFailure('', { cause });
  }
}

export function createBoardQueue(parts: QueueParts): BoardQueue {
  let client: EngineClient | null = null;
  /** The network that the client holds. */
  let held: string | null = null;
  let current: { readonly key: string; readonly controller: AbortController } | null = null;
  let isWorking = false;
  let idleTimer: ReturnType<typeof setTimeout> | null = null;
  /** By modelKey: networks that were loaded during this visit, and their files, which need not be fetched twice. */
  const known = new Map<string, LoadedModel>();
  const sources = new Map<string, ModelSource>();

  function letGo(): void {
    client?.destroy();
    client = null;
    held = null;
  }

  function connected(): EngineClient {
    client ??= parts.connect();
    return client;
  }

  async function hold(model: BoardModel, signal: AbortSignal): Promise<LoadedModel> {
    const key = modelKey(model);
    const loadedBefore = known.get(key);
    if (held === key && client && loadedBefore) return loadedBefore;
    const source = sources.get(key) ?? (await ofNetwork(parts.modelSource(model, signal)));
    signal.throwIfAborted();
    sources.set(key, source);
    const loaded = await ofNetwork(connected().loadModel(source));
    held = key;
    known.set(key, loaded);
    return loaded;
  }

  /** Of those that wait: one whose network is at hand, else the first. */
  function nextRun(): BoardRun | null {
    const waiting = [...readBoard().runs.values()].filter(({ status }) => status === 'waiting');
    return waiting.find(({ model }) => modelKey(model) === held) ?? waiting[0] ?? null;
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    if (idleTimer !== null) clearTimeout(idleTimer);
    idleTimer = null;
    for (let run = nextRun(); run && !isTableBusy(); run = nextRun()) await attempt(run);
    isWorking = false;
    if (nextRun()) return;
    if (readBoard().runs.size === 0) letGo();
    else idleTimer = setTimeout(letGo, IDLE_MS);
  }

  async function attempt({ key, model }: BoardRun): Promise<void> {
    const controller = new AbortController();
    current = { key, controller };
    try {
      await compute(key, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) end(key, controller.signal.reason as Ending);
      else fail(key, model, error);
    } finally {
      current = null;
      const record = readBoard().runs.get(key)?.record;
      if (record) rememberRun(record);
    }
  }

  async function compute(key: string, signal: AbortSignal): Promise<void> {
    const run = () => readBoard().runs.get(key)!;
    if (isAllThere(run())) return updateRun(key, () => ({ status: 'done', error: null }));
    updateRun(key, () => ({ status: 'loading', error: null, totals: NO_TOTALS }));
    const { model, picture, spec } = run();
    const loaded = known.get(modelKey(model)) ?? (await hold(model, signal));
    signal.throwIfAborted();
    updateRun(key, () => ({ layers: loaded.layers }));
    const fitted = await parts.fittedPicture(picture, loaded.card.input, signal);
    signal.throwIfAborted();
    const started = startedRecord(loaded, model, picture, fitted, settledSpec(spec, loaded.card.input));
    const before = run().record;
    const found = await knownRun(runKeyOf(started));
    signal.throwIfAborted();
    if (found) {
      const { model, picture } = started;
      const base = before ?? { ...found, model, picture, foreground: null, layers: [] };
      const hasOwn = (id: string) => { const own = layerOf(before, id); return own !== null && isResult(own); };
      updateRun(key, () => ({ record: withLayers(base, found.layers.filter(({ info }) => !hasOwn(info.id))) }));
    }
    const { layerIds, unknown } = wantedLayers(readBoard(), run(), loaded.layers);
    const missing = missingLayers(run().record, layerIds);
    if (missing.length > 0) await computeLayers(key, started, missing, signal);
    const newlyWanted = missingLayers(run().record, wantedLayers(readBoard(), run(), loaded.layers).layerIds);
    // A layer that a run has left open would be asked for for ever.
    if (newlyWanted.some((id) => missing.includes(id))) throw new Error(boardTexts.stoppedUnasked);
    const error = unknown.length > 0 ? boardTexts.layersUnknown(unknown, loaded.card.title) : null;
    updateRun(key, () => ({ status: newlyWanted.length > 0 ? 'waiting' : 'done', error }));
    // What something else than a pane wants, it keeps itself.
    if (missing.length > 0 && newlyWanted.length === 0 && readBoard().panes.some(({ runKey }) => runKey === key)) parts.keep?.(run().record!);
  }

  async function computeLayers(key: string, started: RunRecord, layerIds: readonly string[], signal: AbortSignal): Promise<void> {
    await hold(readBoard().runs.get(key)!.model, signal);
    signal.throwIfAborted();
    const engine = connected();
    const seen = started.picture.seen!;
    const backend = await engine.ready();
    const predictions = await engine.predict(seen, started.spec.variant).catch(() => []);
    signal.throwIfAborted();
    const createdAt = new Date().toISOString();
    updateRun(key, ({ record }) => ({ status: 'running', record: withQueued({ ...(record ?? started), backend, predictions, createdAt }, layerIds) }));
    const fold = createFolder(key);
    try {
      await engine.run({ ...started.spec, layerIds }, seen, (event) => {
        // A run that makes way is not over: its open layers go on later.
        if (event.type !== 'runCancelled') fold.add(event);
      }, signal);
    } finally {
      fold.finish();
    }
    signal.throwIfAborted();
  }

  function end(key: string, ending: Ending): void {
    if (ending === 'gone') return;
    updateRun(key, ({ record }) => ({
      status: ending === 'table' ? 'waiting' : 'cancelled',
      record: record && withOpenQueued(record),
    }));
  }

  /** What is wrong with a network is wrong for all runs of it: they are not tried one by one. */
  function fail(key: string, model: BoardModel, thrown: unknown): void {
    const isOfNetwork = thrown instanceof NetworkFailure;
    const error = isOfNetwork ? thrown.cause : thrown;
    const message = messageOf(error);
    if (error instanceof EngineError && error.code === 'worker-crashed') letGo();
    for (const run of readBoard().runs.values()) {
      const isAlike = isOfNetwork && run.status === 'waiting' && modelKey(run.model) === modelKey(model);
      if (run.key === key || isAlike) updateRun(run.key, ({ record }) => ({ status: 'failed', error: message, record: record && withOpenQueued(record) }));
    }
  }

  const unsubscribes = [
    useBoard.subscribe(({ runs }, before) => {
      if (runs === before.runs) return;
      if (current && !runs.has(current.key)) current.controller.abort('gone' satisfies Ending);
      void work();
    }),
    useApp.subscribe(({ runStatus, setup }, before) => {
      if (runStatus !== before.runStatus && before.runStatus === 'running') rememberTable();
      if (runStatus === 'running' && current) current.controller.abort('table' satisfies Ending);
      // The next run starts on what was chosen.
      if (setup.backend !== before.setup.backend && !current) letGo();
      void work();
    }),
  ];
  rememberTable();
  void work();

  return {
    cancel(key) {
      if (current?.key === key) current.controller.abort('cancelled' satisfies Ending);
      else if (readBoard().runs.get(key)?.status === 'waiting') end(key, 'cancelled');
    },
    retry: (key) => updateRun(key, ({ record }) => ({ status: 'waiting', error: null, record: record && withoutEnded(record) })),
    destroy() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      if (idleTimer !== null) clearTimeout(idleTimer);
      current?.controller.abort('gone' satisfies Ending);
      letGo();
    },
  };
}

function rememberTable(): void {
  const record = recordOfTable(readApp(), readLive());
  if (record) rememberRun(record);
}

/** Whether every layer that is wanted has a result: nothing need be loaded to know it. */
function isAllThere(run: BoardRun): boolean {
  if (!run.record || !run.layers) return false;
  const { layerIds, unknown } = wantedLayers(readBoard(), run, run.layers);
  return unknown.length === 0 && missingLayers(run.record, layerIds).length === 0;
}

/** Before anything is computed: without layers, and without a backend of its own. */
function startedRecord(loaded: LoadedModel, model: BoardModel, { link }: BoardPicture, fitted: FittedForBoard, spec: LayerlessSpec): RunRecord {
  const { name, sha256, width, height, crop, seen } = fitted;
  return {
    appVersion: APP_VERSION,
    createdAt: '',
    backend: NO_BACKEND,
    model: recordedModel(loaded, model.link, model.choices),
    picture: { link, name, sha256, width, height, crop, seen },
    spec: { ...spec, layerIds: [] },
    predictions: [],
    foreground: null,
    layers: [],
  };
}

/** Folds a burst of events at once, some times a second. */
function createFolder(key: string) {
  let events: RunEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const fold = () => {
    timer = null;
    const burst = events;
    events = [];
    if (burst.length > 0) updateRun(key, ({ record, totals }) => (record ? withEvents(record, totals, burst) : {}));
  };
  return {
    add(event: RunEvent) {
      events.push(event);
      timer ??= setTimeout(fold, FOLD_EVERY_MS);
    },
    finish() {
      if (timer !== null) clearTimeout(timer);
      fold();
    },
  };
}
