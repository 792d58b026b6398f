/** A board without a page: two-layer networks that load at once, and runs that end when the test says so. */
import type { ModelCard } from '../core/modelCard';
import type { RunSpec } from '../core/spec';
import type { EngineClient } from '../engine/client';
import type { BackendInfo, LayerProgress, LayerStatus, LoadedModel, ModelSource, RunEvent, RunId } from '../engine/protocol';
import type { QueueParts } from '../state/board/queue';
import type { BoardSubject } from '../state/board/subject';
import { DEFAULT_BOARD_SPEC } from '../state/board/subject';
import { freshResults } from '../state/runReducer';

export const BACKEND: BackendInfo = { name: 'cpu', threads: 1, adapter: null, reason: '', warning: null };
const runId = 1 as RunId;

export interface FakeRun {
  readonly model: string;
  readonly spec: RunSpec;
  readonly signal: AbortSignal;
  /** One layer's progress, with a map of these four values. */
  layer(layerId: string, status: LayerStatus, values?: readonly number[], change?: Partial<LayerProgress>): void;
  end(): Promise<void>;
  fail(error: Error): Promise<void>;
}

export const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

const card = (id: string): ModelCard =>
  ({
    id, title: id.toUpperCase(), architecture: '', parameters: 0, labels: [], logits: 'logits',
    input: { width: 2, height: 2, mean: [0, 0, 0], std: [0.25, 0.25, 0.25] },
    layers: ['a', 'b', 'c'].map((layer) => ({ id: layer, title: `Layer ${layer}`, stage: 's', kind: 'convolution' })),
  });

export const loadedModel = (id: string): LoadedModel => ({
  card: card(id), sha256: `sha-${id}`, decoders: [], notes: [],
  layers: card(id).layers.map((layer, i) => ({ ...layer, depth: i + 1, shape: [2, 2, 1] })),
});

export function fakeBoardParts() {
  const runs: FakeRun[] = [];
  const loads: string[] = [];
  let destroyed = 0;
  const connect = (): EngineClient => {
    let model = '';
    return {
      ready: () => Promise.resolve(BACKEND),
      onCrash: () => () => undefined,
      destroy: () => destroyed++,
      predict: () => Promise.resolve([]),
      loadModel: (source: ModelSource) => {
        model = (source as { id: string }).id;
        loads.push(model);
        return Promise.resolve(loadedModel(model));
      },
      run: (spec: RunSpec, _: unknown, emit: (event: RunEvent) => void, signal: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => {
            emit({ type: 'runCancelled', runId });
            resolve();
          });
          runs.push({
            model, spec, signal,
            layer(layerId, status, values = [-4, -4, -3, -3], change = {}) {
              const progress = { ...freshResults([layerId]).results.get(layerId)!.progress, status, passes: 8, ...change };
              emit({ type: 'layer', runId, progress, map: { width: 2, height: 2, quantity: 'entropyNats', values: Float32Array.from(values) } });
            },
            async end() {
              emit({ type: 'runDone', runId, secondsElapsed: 1 });
              resolve();
              await settle();
            },
            async fail(error) {
              reject(error);
              await settle();
            },
          });
        }),
    } as unknown as EngineClient;
  };
  const parts: QueueParts = {
    connect,
    modelSource: ({ link }) => (link === 'missing' ? Promise.reject(new Error('no network “missing”')) : Promise.resolve({ kind: 'catalogue', id: link! })),
    fittedPicture: ({ link, name }) =>
      link === 'sample:gone'
        ? Promise.reject(new Error('no sample “gone”'))
        : Promise.resolve({
            name, sha256: `sha-${link}`, width: 2, height: 2, crop: { x: 0, y: 0, width: 2, height: 2 },
            seen: { width: 2, height: 2, rgb: new Float32Array(12) },
          }),
  };
  return { parts, runs, loads, destroyed: () => destroyed };
}

export function subject(model: string, picture = 'cat', spec: Partial<BoardSubject['spec']> = {}): BoardSubject {
  return {
    model: { link: model, choices: null, title: model.toUpperCase(), sha256: null },
    picture: { link: `sample:${picture}`, window: null, name: picture, sha256: null, own: null },
    spec: { ...DEFAULT_BOARD_SPEC, ...spec },
  };
}
