/**
 * The page's side of the engine: requests as promises, a run as a stream of events. Restarts the workers when one crashes,
 * and loads the network again that they held. On WebAssembly, where one worker is one thread, a run is spread over several.
 */
import type { ModelChoices } from '../core/modelChoices';
import type { BackendPreference, NetworkVariant, RunSpec } from '../core/spec';
import { EngineError } from './page/engineError';
import type {
  BackendInfo, DecoderTrainingSpec, EngineErrorData, Findings, KeptDecoderInfo, LoadedModel, ModelSource, NetworkPicture, Prediction, RunEvent, RunId, WorkerRequest,
} from './protocol';
import { type HelpTerms, SharedRun } from './page/sharedRun';
import { createWorkerLink, type WorkerLink } from './page/workerLink';

export { EngineError } from './page/engineError';

export interface EngineClient {
  /** Resolves when the worker's backend runs; after a crash, again for the new worker. */
  ready(): Promise<BackendInfo>;
  loadModel(source: ModelSource): Promise<LoadedModel>;
  /** The network loaded last, fed or read otherwise. Where that cannot be, it stays as it is. */
  prepareModel(choices: ModelChoices): Promise<LoadedModel>;
  predict(picture: NetworkPicture, variant?: NetworkVariant | null): Promise<readonly Prediction[]>;
  /** Objects and where they are; null where the network does not say. */
  find(picture: NetworkPicture, variant?: NetworkVariant | null): Promise<Findings | null>;
  /** Seconds that a pass of one sample takes at each layer, in the order of the network. */
  timePasses(layerIds: readonly string[], picture: NetworkPicture): Promise<readonly number[]>;
  /**
   * Runs on the model loaded last. `onEvent` gets this run's events only, in order, and nothing once the returned
   * promise has settled or a newer run has started. Resolves at runDone or runCancelled (abort the signal to
   * cancel); rejects with EngineError at runFailed or a crash.
   */
  run(spec: RunSpec, picture: NetworkPicture, onEvent: (event: RunEvent) => void, signal: AbortSignal): Promise<void>;
  /** Trains decoders of the model loaded last; ends, and takes the stage from another run, as `run` does. */
  trainDecoders(training: DecoderTrainingSpec, onEvent: (event: RunEvent) => void, signal: AbortSignal): Promise<void>;
  /** Decoders trained here and kept in this browser, of all networks. */
  listDecoders(): Promise<readonly KeptDecoderInfo[]>;
  deleteDecoder(networkSha256: string, layerId: string): Promise<void>;
  /** Told of every crash, after which the client has already started a new worker. */
  onCrash(listener: (error: EngineErrorData) => void): () => void;
  destroy(): void;
}

interface ActiveRun {
  readonly run: SharedRun;
  finish(error: EngineError | null): void;
}

/** After this many crashes within a minute the client gives up restarting. */
const CRASHES_BEFORE_GIVING_UP = 3;
/** More workers than this cost memory and bring little: the deepest layer alone bounds the run. */
const MOST_THREADS = 4;

/** Threads that a run on WebAssembly may use here. */
export function threadsAllowed(): number {
  return globalThis.crossOriginIsolated ? Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency ?? 1)) : 1;
}

/**
 * @param createWorker makes a fresh worker; injected so that tests can pass a fake one.
 * @param base the address that `models/` is served under, with a trailing slash.
 * @param threads workers that a run on WebAssembly is spread over.
 */
export function createEngineClient(
  createWorker: () => Worker, base: string, backend: BackendPreference, threads: number = threadsAllowed(),
): EngineClient {
  let primary!: WorkerLink;
  let readyPromise!: Promise<BackendInfo>;
  /** Lanes besides the primary that hold the network loaded last. */
  let helpers: WorkerLink[] = [];
  let preparedHelpers = new Set<WorkerLink>();
  let lastSource: ModelSource | null = null;
  let nextRunId = 1;
  let activeRun: ActiveRun | null = null;
  let destroyed = false;
  /** After a crash: settles when the new worker holds the network again, or cannot. Before that, a run would find none. */
  let reloaded: Promise<unknown> | null = null;
  const crashListeners = new Set<(error: EngineErrorData) => void>();
  const crashTimes: number[] = [];

  function createLink(preference: BackendPreference): WorkerLink {
    const link: WorkerLink = createWorkerLink({
      createWorker, base, backend: preference,
      onRunEvent: (event) => activeRun?.run.receive(link, event),
      onCrash: crash,
    });
    return link;
  }

  const requestModel = (link: WorkerLink, source: ModelSource) =>
    link.request<LoadedModel>((requestId) => ({ type: 'loadModel', requestId, source }));

  function launch(): void {
    primary = createLink(backend);
    const launched = primary;
    readyPromise = launched.ready().then((info) => {
      if (info.name !== 'wasm' || threads === 1 || launched !== primary) return info;
      helpers = Array.from({ length: threads - 1 }, () => createLink('wasm'));
      if (lastSource) prepareHelpers(lastSource);
      return { ...info, threads };
    });
    readyPromise.catch(() => undefined);
  }

  /** A helper that cannot load what the primary could is left out; the run then goes on without it. */
  function prepareHelpers(source: ModelSource): void {
    preparedHelpers = new Set();
    for (const helper of helpers) {
      requestModel(helper, source).then(
        () => {
          if (source !== lastSource) return;
          preparedHelpers.add(helper);
          activeRun?.run.join(helper);
        },
        () => undefined,
      );
    }
  }

  function crash(what: string): void {
    if (destroyed) return;
    const now = Date.now();
    crashTimes.push(now);
    const givesUp = crashTimes.filter((time) => now - time < 60_000).length >= CRASHES_BEFORE_GIVING_UP;
    const error: EngineErrorData = {
      code: 'worker-crashed',
      message:
        `The computation stopped unexpectedly (${what}). ` +
        (givesUp
          ? 'It has done so repeatedly; reload the page, or choose another backend with backend=wasm in the link.'
          : 'It has been restarted; what was already computed is kept. Start the run again, with fewer layers or a smaller grid if it happens again.'),
    };
    terminateAll(new EngineError(error));
    activeRun?.finish(new EngineError(error));
    if (!givesUp) {
      launch();
      const source = lastSource;
      if (source) {
        const reload = requestModel(primary, source).catch(() => undefined);
        reloaded = reload;
        void reload.then(() => {
          if (reloaded === reload) reloaded = null;
        });
      }
    }
    for (const listener of crashListeners) listener(error);
  }

  function terminateAll(error: EngineError): void {
    for (const link of [primary, ...helpers]) link.terminate(error);
    helpers = [];
    preparedHelpers = new Set();
  }

  /** The newer run takes the stage: the older one's promise settles and its late events are dropped. */
  function startRun(
    layerIds: readonly string[], requestFor: (runId: RunId, layerIds: readonly string[]) => WorkerRequest,
    onEvent: (event: RunEvent) => void, signal: AbortSignal, help: HelpTerms | null = null,
  ): Promise<void> {
    activeRun?.run.cancel();
    activeRun?.finish(null);
    const id = nextRunId++ as RunId;
    return new Promise<void>((resolve, reject) => {
      const run = new SharedRun(id, layerIds, (share) => requestFor(id, share), onEvent, (error) => own.finish(error && new EngineError(error)), help);
      const cancel = () => run.cancel();
      const own: ActiveRun = {
        run,
        finish(error) {
          signal.removeEventListener('abort', cancel);
          if (activeRun === own) activeRun = null;
          if (error) reject(error);
          else resolve();
        },
      };
      activeRun = own;
      signal.addEventListener('abort', cancel);
      const start = () => {
        // Replaced, or ended by another crash, while it waited.
        if (activeRun !== own) return;
        run.start([primary, ...preparedHelpers]);
        if (signal.aborted) cancel();
      };
      if (reloaded) void reloaded.then(start);
      else start();
    });
  }

  launch();

  return {
    ready: () => readyPromise,
    async loadModel(source) {
      activeRun?.run.refuseHelp();
      const model = await requestModel(primary, source);
      lastSource = source;
      prepareHelpers(source);
      return model;
    },
    find: (picture, variant = null) => primary.request((requestId) => ({ type: 'find', requestId, picture, variant })),
    async prepareModel(choices) {
      activeRun?.run.refuseHelp();
      const before = lastSource;
      const model = await primary.request<LoadedModel>((requestId) => ({ type: 'prepareModel', requestId, choices }));
      if (!before || before !== lastSource) return model;
      lastSource = { ...before, choices };
      prepareHelpers(lastSource);
      return model;
    },
    timePasses: (layerIds, picture) => primary.request((requestId) => ({ type: 'timePasses', requestId, layerIds, picture })),
    predict: (picture, variant = null) => primary.request((requestId) => ({ type: 'predict', requestId, picture, variant })),
    run: (spec, picture, onEvent, signal) =>
      startRun(spec.layerIds, (runId, layerIds) => ({ type: 'run', runId, spec: { ...spec, layerIds }, picture }), onEvent, signal, { picture, variant: spec.variant }),
    trainDecoders: (training, onEvent, signal) =>
      startRun(training.layerIds, (runId, layerIds) => ({ type: 'trainDecoders', runId, training: { ...training, layerIds } }), onEvent, signal),
    listDecoders: () => primary.request((requestId) => ({ type: 'listDecoders', requestId })),
    deleteDecoder: (networkSha256, layerId) => primary.request((requestId) => ({ type: 'deleteDecoder', requestId, networkSha256, layerId })),
    onCrash(listener) {
      crashListeners.add(listener);
      return () => crashListeners.delete(listener);
    },
    destroy() {
      destroyed = true;
      terminateAll(new EngineError({ code: 'worker-crashed', message: 'The engine was closed.' }));
    },
  };
}
