/** Runs in the page before its own scripts: notes what passes between page and workers, and when. It changes neither. */
import type { WorkerReply, WorkerRequest } from '../../src/engine/protocol';

export interface RecordedLayer {
  /** Milliseconds since the page's navigation began. */
  readonly at: number;
  readonly layerId: string;
  readonly status: string;
  readonly passes: number;
  /** The layer's own time in its worker. */
  readonly ownSeconds: number;
  /** Entropy of each pixel, nats; null where the message brought no map. */
  readonly values: Float32Array | null;
}

export interface RecordedRun {
  readonly runId: number;
  readonly startedAt: number;
  endedAt: number | null;
  failure: string | null;
  firstMapAt: number | null;
  /** The frame after the first map was put on a canvas. */
  firstMapDrawnAt: number | null;
  readonly layers: RecordedLayer[];
}

export interface Recording {
  /** Workers that hold the network loaded last. */
  modelsLoaded: number;
  droppedAt: number | null;
  readonly runs: RecordedRun[];
}

declare global {
  interface Window {
    pixelsieveRecording: Recording;
  }
}

/** Must stand alone: it is sent to the browser as text. */
export function installRecorder(): void {
  const recording: Recording = { modelsLoaded: 0, droppedAt: null, runs: [] };
  window.pixelsieveRecording = recording;
  const runOf = (runId: number) => recording.runs.find((run) => run.runId === runId);

  const receive = (reply: WorkerReply) => {
    const at = performance.now();
    if (reply.type === 'modelLoaded') recording.modelsLoaded++;
    if (!('runId' in reply)) return;
    const run = runOf(reply.runId);
    if (!run) return;
    if (reply.type === 'layer') {
      const { layerId, status, passes, seconds } = reply.progress;
      if (reply.map) run.firstMapAt ??= at;
      run.layers.push({ at, layerId, status, passes, ownSeconds: seconds, values: reply.map ? reply.map.values.slice() : null });
    } else if (reply.type === 'runDone' || reply.type === 'runCancelled' || reply.type === 'runFailed') {
      run.endedAt = at;
      if (reply.type === 'runFailed') run.failure = reply.error.message;
    }
  };

  const Original = window.Worker;
  window.Worker = class extends Original {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      this.addEventListener('message', (message: MessageEvent<WorkerReply>) => receive(message.data));
    }

    override postMessage(request: WorkerRequest, transfer?: Transferable[] | StructuredSerializeOptions): void {
      if (request.type === 'run' && !runOf(request.runId)) {
        recording.runs.push({
          runId: request.runId, startedAt: performance.now(), endedAt: null, failure: null, firstMapAt: null, firstMapDrawnAt: null, layers: [],
        });
      }
      super.postMessage(request, transfer as Transferable[]);
    }
  };

  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    Reflect.apply(put, this, given);
    const run = recording.runs.at(-1);
    if (!run || run.firstMapAt === null || run.firstMapDrawnAt !== null || !this.canvas.closest('[data-testid^="map-"]')) return;
    requestAnimationFrame(() => {
      run.firstMapDrawnAt ??= performance.now();
    });
  } as typeof put;

  addEventListener('drop', () => {
    recording.droppedAt = performance.now();
  }, { capture: true });
}
