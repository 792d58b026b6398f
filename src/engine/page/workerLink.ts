/** One worker seen from the page: its handshake, its requests as promises, its run events, its crash. */
import type { BackendPreference } from '../../core/spec';
import { EngineError } from './engineError';
import type { AssistanceEvent, BackendInfo, RequestId, RunEvent, WorkerReply, WorkerRequest } from '../protocol';

interface Pending {
  resolve(value: unknown): void;
  reject(error: EngineError): void;
}

export interface WorkerLink {
  ready(): Promise<BackendInfo>;
  request<T>(make: (requestId: RequestId) => WorkerRequest): Promise<T>;
  post(request: WorkerRequest): void;
  /** Ends the worker; what is pending is rejected with the error. */
  terminate(error: EngineError): void;
}

export interface WorkerLinkOptions {
  readonly createWorker: () => Worker;
  readonly base: string;
  readonly backend: BackendPreference;
  readonly onRunEvent: (event: RunEvent | AssistanceEvent) => void;
  readonly onCrash: (what: string) => void;
}

export function createWorkerLink({ createWorker, base, backend, onRunEvent, onCrash }: WorkerLinkOptions): WorkerLink {
  const worker = createWorker();
  const pending = new Map<RequestId, Pending>();
  let nextRequestId = 1;
  let isAlive = true;
  let settleReady!: Pending;
  const readyPromise = new Promise<BackendInfo>((resolve, reject) => {
    settleReady = { resolve: resolve as (value: unknown) => void, reject };
  });
  // Callers of ready() see the rejection; without one it is not an unhandled one.
  readyPromise.catch(() => undefined);

  function settle(requestId: RequestId, apply: (waiting: Pending) => void): void {
    const waiting = pending.get(requestId);
    pending.delete(requestId);
    if (waiting) apply(waiting);
  }

  function receive(reply: WorkerReply): void {
    switch (reply.type) {
      case 'ready':
        return settleReady.resolve(reply.backend);
      case 'startFailed':
        return settleReady.reject(new EngineError(reply.error));
      case 'modelLoaded':
        return settle(reply.requestId, (waiting) => waiting.resolve(reply.model));
      case 'predicted':
        return settle(reply.requestId, (waiting) => waiting.resolve(reply.predictions));
      case 'found':
        return settle(reply.requestId, (waiting) => waiting.resolve(reply.findings));
      case 'passesTimed':
        return settle(reply.requestId, (waiting) => waiting.resolve(reply.secondsPerPass));
      case 'decodersListed':
        return settle(reply.requestId, (waiting) => waiting.resolve(reply.kept));
      case 'decoderDeleted':
        return settle(reply.requestId, (waiting) => waiting.resolve(undefined));
      case 'requestFailed':
        return settle(reply.requestId, (waiting) => waiting.reject(new EngineError(reply.error)));
      case 'layer':
      case 'reconstructions':
      case 'decoderProgress':
      case 'decoderDone':
      case 'runProgress':
      case 'runDone':
      case 'runCancelled':
      case 'runFailed':
      case 'assistanceWanted':
      case 'assistanceGiven':
        return onRunEvent(reply);
      default: {
        const unknown: never = reply;
        throw new Error(`unknown reply ${JSON.stringify(unknown)}`);
      }
    }
  }

  const crash = (what: string) => {
    if (isAlive) onCrash(what);
  };
  worker.addEventListener('message', (message: MessageEvent<WorkerReply>) => {
    if (isAlive) receive(message.data);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    crash(event.message || 'the worker could not be loaded');
  });
  worker.addEventListener('messageerror', () => crash('a message could not be read'));
  const post = (request: WorkerRequest) => worker.postMessage(request, []);
  post({ type: 'start', base, backend });

  return {
    ready: () => readyPromise,
    request<T>(make: (requestId: RequestId) => WorkerRequest): Promise<T> {
      const requestId = nextRequestId++ as RequestId;
      return new Promise<T>((resolve, reject) => {
        pending.set(requestId, { resolve: resolve as (value: unknown) => void, reject });
        post(make(requestId));
      });
    },
    post,
    terminate(error) {
      isAlive = false;
      worker.terminate();
      settleReady.reject(error);
      for (const waiting of pending.values()) waiting.reject(error);
      pending.clear();
    },
  };
}
