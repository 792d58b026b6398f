/**
 * The messages between the page and its worker: types only, plain data, discriminated on `type`.
 * Maps and pictures travel as fresh typed arrays and are transferred.
 */
import type { ModelCard } from '../core/modelCard';
import type { BackendName, BackendPreference, RunSpec } from '../core/spec';

export type RunId = number & { readonly brand: 'RunId' };
export type RequestId = number & { readonly brand: 'RequestId' };

/** The picture as the network sees it: row-major RGB in 0..1, before normalisation; its size is the network's. */
export interface NetworkPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Float32Array<ArrayBuffer>;
}

export interface BackendInfo {
  readonly name: BackendName;
  /** Workers that a run on WASM is spread over; 1 for every other backend. */
  readonly threads: number;
  /** The GPU's own description, where there is one. */
  readonly adapter: string | null;
  /** One sentence for the page: why this backend and not another. */
  readonly reason: string;
  /** What the viewer should know, for instance that the asked-for backend is absent; null when all is well. */
  readonly warning: string | null;
}

export interface LayerInfo {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  readonly kind: string;
  /** 1 for the first layer of the network's list. */
  readonly depth: number;
  /** Without the batch axis: [height, width, channels] or [units]. */
  readonly shape: readonly number[];
}

/** A network that the worker holds, ready to run. */
export interface LoadedModel {
  readonly card: ModelCard;
  /** SHA-256 of model.json followed by its weight files, in the manifest's order; lower-case hex. */
  readonly sha256: string;
  readonly layers: readonly LayerInfo[];
  /** What was guessed or left out on loading, for the page to show. */
  readonly notes: readonly string[];
}

export type ModelSource =
  | { readonly kind: 'catalogue'; readonly id: string }
  | { readonly kind: 'address'; readonly address: string }
  /** Dropped files, model.json among them. */
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly File[] };

export interface Prediction {
  readonly label: string;
  readonly probability: number;
}

export type EngineErrorCode =
  | 'backend-unavailable'
  | 'model-not-found'
  | 'model-format'
  | 'model-shard-missing'
  | 'model-weights-truncated'
  | 'model-weights-not-finite'
  | 'model-operator-unsupported'
  | 'layer-unknown'
  | 'layer-not-differentiable'
  | 'picture-size'
  | 'spec-invalid'
  | 'out-of-memory'
  | 'worker-crashed'
  | 'internal';

export interface EngineErrorData {
  readonly code: EngineErrorCode;
  /** What happened, to which file, layer or value, and the remedy. Shown as it stands. */
  readonly message: string;
}

export type LayerStatus =
  /** Waiting for its first batch. */
  | 'queued'
  /** The map is still moving. */
  | 'running'
  /** The map has settled; its distortion is being measured on fresh samples. */
  | 'measuring'
  | 'converged'
  /** Ended at its pass limit before it settled. */
  | 'pass-limit'
  | 'cancelled'
  | 'failed';

/** Everything known of one layer at one moment; later ones replace earlier ones. Quantities in nats unless said. */
export interface LayerProgress {
  readonly layerId: string;
  readonly status: LayerStatus;
  /** Why it ended, or what it is doing, in one sentence. */
  readonly statusReason: string;
  /** Forward-and-backward sample passes spent, and the most it may spend. */
  readonly passes: number;
  readonly passLimit: number;
  readonly seconds: number;
  /** Mean, 10th and 90th percentile of the map; null before the first map. */
  readonly meanEntropyNats: number | null;
  readonly entropyP10Nats: number | null;
  readonly entropyP90Nats: number | null;
  /** Entropy of the constant map with g = c; null until measured. */
  readonly uniformEntropyNats: number | null;
  /** meanEntropyNats - uniformEntropyNats; null until both are known. */
  readonly gainNats: number | null;
  /** g of the shown map on fresh samples, and the half-width of its 95% interval; null until measured. */
  readonly distortion: number | null;
  readonly distortionCi95: number | null;
  /** `reference` only: g on fresh samples at the recipe's own early stop, before the map was scaled to g = c. */
  readonly recipeDistortion: number | null;
  /** An explanation where status is 'failed'. */
  readonly error: EngineErrorData | null;
}

/** The sigma grid's entropies, row-major, nats. */
export interface EntropyMap {
  readonly width: number;
  readonly height: number;
  readonly entropyNats: Float32Array<ArrayBuffer>;
}

export type WorkerRequest =
  /** First message; `base` is the address that `models/` is served under. */
  | { readonly type: 'start'; readonly base: string; readonly backend: BackendPreference }
  | { readonly type: 'loadModel'; readonly requestId: RequestId; readonly source: ModelSource }
  | { readonly type: 'predict'; readonly requestId: RequestId; readonly picture: NetworkPicture }
  /** Runs on the model loaded last. A new run ends the one before it. */
  | { readonly type: 'run'; readonly runId: RunId; readonly spec: RunSpec; readonly picture: NetworkPicture }
  /** These layers go to another worker: drop them without a word. */
  | { readonly type: 'releaseLayers'; readonly runId: RunId; readonly layerIds: readonly string[] }
  | { readonly type: 'cancelRun'; readonly runId: RunId };

export type RunEvent =
  | { readonly type: 'layer'; readonly runId: RunId; readonly progress: LayerProgress; readonly map: EntropyMap | null }
  | {
      readonly type: 'runProgress';
      readonly runId: RunId;
      readonly passes: number;
      readonly passLimit: number;
      readonly secondsElapsed: number;
      /** null until there is something to judge by. */
      readonly secondsLeft: number | null;
    }
  | { readonly type: 'runDone'; readonly runId: RunId; readonly secondsElapsed: number }
  | { readonly type: 'runCancelled'; readonly runId: RunId }
  | { readonly type: 'runFailed'; readonly runId: RunId; readonly error: EngineErrorData };

export type WorkerReply =
  | { readonly type: 'ready'; readonly backend: BackendInfo }
  | { readonly type: 'startFailed'; readonly error: EngineErrorData }
  | { readonly type: 'modelLoaded'; readonly requestId: RequestId; readonly model: LoadedModel }
  | { readonly type: 'predicted'; readonly requestId: RequestId; readonly predictions: readonly Prediction[] }
  | { readonly type: 'requestFailed'; readonly requestId: RequestId; readonly error: EngineErrorData }
  | RunEvent;
