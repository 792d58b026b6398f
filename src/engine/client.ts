/**
 * The page's side of the worker: requests as promises, a run as an async stream of events.
 * Restarts the worker when it crashes, and loads the model again that it held.
 */
import type { BackendPreference, RunSpec } from '../core/spec';
import type {
  BackendInfo,
  EngineErrorData,
  LoadedModel,
  ModelSource,
  NetworkPicture,
  Prediction,
  RequestId,
  RunEvent,
  RunId,
  WorkerReply,
  WorkerRequest,
} from './protocol';

export class EngineError extends Error {
  readonly code: EngineErrorData['code'];
  constructor(data: EngineErrorData) {
    super(data.message);
    this.name = 'EngineError';
    this.code = data.code;
  }
}

export interface EngineClient {
  /** Resolves when the worker's backend runs; after a crash, again for the new worker. */
  ready(): Promise<BackendInfo>;
  loadModel(source: ModelSource): Promise<LoadedModel>;
  predict(picture: NetworkPicture): Promise<readonly Prediction[]>;
  /**
   * Runs on the model loaded last. `onEvent` gets this run's events only, in order, and nothing once the returned
   * promise has settled or a newer run has started. Resolves at runDone or runCancelled (abort the signal to
   * cancel); rejects with EngineError at runFailed or a crash.
   */
  run(spec: RunSpec, picture: NetworkPicture, onEvent: (event: RunEvent) => void, signal: AbortSignal): Promise<void>;
  /** Told of every crash, after which the client has already started a new worker. */
  onCrash(listener: (error: EngineErrorData) => void): () => void;
  destroy(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: EngineError): void;
}

interface ActiveRun {
  id: RunId;
  onEvent(event: RunEvent): void;
  finish(error: EngineError | null): void;
}

/** After this many crashes within a minute the client gives up restarting. */
const CRASHES_BEFORE_GIVING_UP = 3;

/**
 * @param createWorker makes a fresh worker; injected so that tests can pass a fake one.
 * @param base the address that `models/` is served under, with a trailing slash.
 */
export function createEngineClient(
  createWorker: () => Worker,
  base: string,
  backend: BackendPreference,
): EngineClient {
  let worker: Worker;
  let readyPromise: Promise<BackendInfo>;
  let settleReady: Pending;
  let nextId = 1;
  let lastSource: ModelSource | null = null;
  let activeRun: ActiveRun | null = null;
  let destroyed = false;
  const pending = new Map<RequestId, Pending>();
  const crashListeners = new Set<(error: EngineErrorData) => void>();
  const crashTimes: number[] = [];

  const post = (request: WorkerRequest, transfer: Transferable[] = []) => worker.postMessage(request, transfer);

  function request<T>(make: (requestId: RequestId) => WorkerRequest): Promise<T> {
    const requestId = nextId++ as RequestId;
    return new Promise<T>((resolve, reject) => {
      pending.set(requestId, { resolve: resolve as (value: unknown) => void, reject });
      post(make(requestId));
    });
  }

  function settle(requestId: RequestId, apply: (waiting: Pending) => void) {
    const waiting = pending.get(requestId);
    pending.delete(requestId);
    if (waiting) apply(waiting);
  }

  function receive(reply: WorkerReply) {
    switch (reply.type) {
      case 'ready':
        return settleReady.resolve(reply.backend);
      case 'startFailed':
        return settleReady.reject(new EngineError(reply.error));
      case 'modelLoaded':
        return settle(reply.requestId, (waiting) => waiting.resolve(reply.model));
      case 'predicted':
        return settle(reply.requestId, (waiting) => waiting.resolve(reply.predictions));
      case 'requestFailed':
        return settle(reply.requestId, (waiting) => waiting.reject(new EngineError(reply.error)));
      case 'layer':
      case 'runProgress':
      case 'runDone':
      case 'runCancelled':
      case 'runFailed':
        return receiveRunEvent(reply);
      default: {
        const unknown: never = reply;
        throw new Error(`unknown reply ${JSON.stringify(unknown)}`);
      }
    }
  }

  function receiveRunEvent(event: RunEvent) {
    // A late result of a run that was replaced or has ended.
    if (!activeRun || event.runId !== activeRun.id) return;
    const run = activeRun;
    run.onEvent(event);
    if (event.type === 'runDone' || event.type === 'runCancelled') run.finish(null);
    if (event.type === 'runFailed') run.finish(new EngineError(event.error));
  }

  function crash(what: string) {
    if (destroyed) return;
    const now = Date.now();
    crashTimes.push(now);
    const recent = crashTimes.filter((time) => now - time < 60_000).length;
    const givesUp = recent >= CRASHES_BEFORE_GIVING_UP;
    const error: EngineErrorData = {
      code: 'worker-crashed',
      message:
        `The computation stopped unexpectedly (${what}). ` +
        (givesUp
          ? 'It has done so repeatedly; reload the page, or choose another backend with backend=wasm in the link.'
          : 'It has been restarted; what was already computed is kept. Start the run again, with fewer layers or a smaller grid if it happens again.'),
    };
    worker.terminate();
    const engineError = new EngineError(error);
    settleReady.reject(engineError);
    for (const waiting of pending.values()) waiting.reject(engineError);
    pending.clear();
    activeRun?.finish(engineError);
    if (!givesUp) {
      launch();
      if (lastSource) {
        const source = lastSource;
        request<LoadedModel>((requestId) => ({ type: 'loadModel', requestId, source })).catch(() => undefined);
      }
    }
    for (const listener of crashListeners) listener(error);
  }

  function launch() {
    worker = createWorker();
    const launched = worker;
    readyPromise = new Promise<BackendInfo>((resolve, reject) => {
      settleReady = { resolve: resolve as (value: unknown) => void, reject };
    });
    // Callers of ready() see the rejection; without one it is not an unhandled one.
    readyPromise.catch(() => undefined);
    launched.addEventListener('message', (message: MessageEvent<WorkerReply>) => {
      if (launched === worker) receive(message.data);
    });
    launched.addEventListener('error', (event) => {
      event.preventDefault();
      if (launched === worker) crash(event.message || 'the worker could not be loaded');
    });
    launched.addEventListener('messageerror', () => {
      if (launched === worker) crash('a message could not be read');
    });
    post({ type: 'start', base, backend });
  }

  launch();

  return {
    ready: () => readyPromise,
    async loadModel(source) {
      const model = await request<LoadedModel>((requestId) => ({ type: 'loadModel', requestId, source }));
      lastSource = source;
      return model;
    },
    predict: (picture) => request((requestId) => ({ type: 'predict', requestId, picture })),
    run(spec, picture, onEvent, signal) {
      // The newer run takes the stage: the older one's promise settles and its late events are dropped.
      activeRun?.finish(null);
      const id = nextId++ as RunId;
      return new Promise<void>((resolve, reject) => {
        const cancel = () => post({ type: 'cancelRun', runId: id });
        activeRun = {
          id,
          onEvent,
          finish(error) {
            signal.removeEventListener('abort', cancel);
            if (activeRun?.id === id) activeRun = null;
            if (error) reject(error);
            else resolve();
          },
        };
        signal.addEventListener('abort', cancel);
        post({ type: 'run', runId: id, spec, picture });
        if (signal.aborted) cancel();
      });
    },
    onCrash(listener) {
      crashListeners.add(listener);
      return () => crashListeners.delete(listener);
    },
    destroy() {
      destroyed = true;
      worker.terminate();
    },
  };
}
