/**
 * The messages between the page and its worker: types only, plain data, discriminated on `type`.
 * Maps and pictures travel as fresh typed arrays and are transferred.
 */
import type { BatchResult, BatchWork } from '../core/batchWork';
import type { ModelCard } from '../core/modelCard';
import type { Feeding, ModelChoices } from '../core/modelChoices';
import type { ReceptiveField } from '../core/receptiveField';
import type { BackendName, BackendPreference, NetworkVariant, RunSpec } from '../core/spec';

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
  /** Within a block: offered on request, after the blocks' outputs. */
  readonly inner?: boolean;
  /** Beside or behind the backbone: not among those of `auto`. */
  readonly side?: boolean;
  /** In pixels of what the network sees; absent where it is not known. */
  readonly receptiveField?: ReceptiveField;
}

/** A network that the worker holds, ready to run. */
export interface LoadedModel {
  readonly card: ModelCard;
  /** SHA-256 of model.json followed by its weight files, in the manifest's order; lower-case hex. */
  readonly sha256: string;
  readonly layers: readonly LayerInfo[];
  readonly decoders: readonly DecoderInfo[];
  /** What was guessed or left out on loading, for the page to show. */
  readonly notes: readonly string[];
  /** How it is fed and read, and what else could be chosen; absent for networks that were not read from files. */
  readonly feeding?: Feeding;
}

export type ModelSource = (
  | { readonly kind: 'catalogue'; readonly id: string }
  | { readonly kind: 'address'; readonly address: string }
  /** Dropped files, model.json among them; what a public list says of the network stands in for a card that it lacks. */
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly File[] }
) & {
  /** What the viewer decided of it. */
  readonly choices?: ModelChoices;
};

export interface Prediction {
  readonly label: string;
  readonly probability: number;
}

/** An object that a detector found, in pixels of the network's picture, the right and lower edge not included. */
export interface Detection {
  readonly label: string;
  /** 0..1 */
  readonly score: number;
  readonly box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
}

/** A class for each pixel of the network's picture, row-major; 0 is the background. */
export interface Segmentation {
  readonly width: number;
  readonly height: number;
  readonly classOfPixel: Uint8Array<ArrayBuffer>;
  /** Without the background, the largest first. */
  readonly present: readonly { readonly classIndex: number; readonly label: string; readonly pixels: number }[];
}

/** What a network finds in a picture, and where. */
export type Findings =
  | { readonly kind: 'detections'; readonly detections: readonly Detection[] }
  | { readonly kind: 'segmentation'; readonly segmentation: Segmentation };

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
  | 'decoder-missing'
  | 'decoder-format'
  | 'target-class'
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
  /** More noise hardly moves the layer any more: its entropy has no bound at this budget, and no number is given. */
  | 'unbounded'
  | 'cancelled'
  | 'failed';

/** Everything known of one layer at one moment; later ones replace earlier ones. */
export interface LayerProgress {
  readonly layerId: string;
  readonly status: LayerStatus;
  /** Why it ended, or what it is doing, in one sentence. */
  readonly statusReason: string;
  /** Forward-and-backward sample passes spent, and the most it may spend. */
  readonly passes: number;
  readonly passLimit: number;
  readonly seconds: number;
  /** Mean, 10th and 90th percentile of the map, in the map's own quantity; null before the first map. */
  readonly meanValue: number | null;
  readonly p10Value: number | null;
  readonly p90Value: number | null;
  /** The same mean under the constant noise with g = c; null until measured, and for attributions. */
  readonly uniformValue: number | null;
  /** meanValue - uniformValue; null until both are known. */
  readonly gain: number | null;
  /** g of the shown map on fresh samples, and the half-width of its 95% interval; null until measured. */
  readonly distortion: number | null;
  readonly distortionCi95: number | null;
  /** `reference` only: g on fresh samples at the recipe's own early stop, before the map was scaled to g = c. */
  readonly recipeDistortion: number | null;
  /** An explanation where status is 'failed'. */
  readonly error: EngineErrorData | null;
}

/**
 * What a map's numbers are: H of the noise in nats; RU in nats; or an attribution, in the target's own units, which differ
 * from layer to layer and network to network.
 */
export type MapQuantity = 'entropyNats' | 'reconstructionUncertaintyNats' | 'attribution';

/** One number a cell, row-major. */
export interface LayerMap {
  readonly width: number;
  readonly height: number;
  readonly quantity: MapQuantity;
  readonly values: Float32Array<ArrayBuffer>;
}

/** What a layer's decoder paints, at the size of the network's picture; row-major RGB, 0..1 and a little beyond. */
export interface Reconstructions {
  readonly width: number;
  readonly height: number;
  /** From the layer's features of the picture itself. */
  readonly clean: Float32Array<ArrayBuffer>;
  /** From features under noise of the map; a few draws. */
  readonly noisy: readonly Float32Array<ArrayBuffer>[];
}

/** A decoder that the network on the table has for a layer. */
export interface DecoderInfo {
  readonly layerId: string;
  readonly source: 'shipped' | 'trained here';
  /** On pictures that it was not trained on; null where there were too few to hold any back. */
  readonly psnrDb: number | null;
  /** How many pictures that is measured on, or, where there are none, how many it was trained on. */
  readonly pictures: number;
}

/** A decoder that was trained here and is kept in the browser, whatever network it belongs to. */
export interface KeptDecoderInfo {
  /** SHA-256 of the network that it belongs to. */
  readonly networkSha256: string;
  readonly networkTitle: string;
  readonly layerId: string;
  readonly featureShape: readonly number[];
  /** Size of the network's input. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Pictures it was trained on, and those held back to measure it. */
  readonly trainingPictures: number;
  readonly heldOutPictures: number;
  readonly trainPsnrDb: number;
  /** null where no picture was held back. */
  readonly heldOutPsnrDb: number | null;
  readonly steps: number;
  readonly seed: number;
  /** ISO 8601. */
  readonly savedAt: string;
  readonly bytes: number;
}

/** What decoders are to be trained on: on the network loaded last, pictures of its own size. */
export interface DecoderTrainingSpec {
  readonly layerIds: readonly string[];
  readonly pictures: readonly NetworkPicture[];
  readonly steps: number;
  readonly seed: number;
}

export type WorkerRequest =
  /** First message; `base` is the address that `models/` is served under. */
  | { readonly type: 'start'; readonly base: string; readonly backend: BackendPreference }
  | { readonly type: 'loadModel'; readonly requestId: RequestId; readonly source: ModelSource }
  /** The network loaded last, fed or read otherwise; answered like `loadModel`. */
  | { readonly type: 'prepareModel'; readonly requestId: RequestId; readonly choices: ModelChoices }
  | { readonly type: 'predict'; readonly requestId: RequestId; readonly picture: NetworkPicture; readonly variant: NetworkVariant | null }
  | { readonly type: 'find'; readonly requestId: RequestId; readonly picture: NetworkPicture; readonly variant: NetworkVariant | null }
  | { readonly type: 'timePasses'; readonly requestId: RequestId; readonly layerIds: readonly string[]; readonly picture: NetworkPicture }
  /** Runs on the model loaded last. A new run ends the one before it. */
  | { readonly type: 'run'; readonly runId: RunId; readonly spec: RunSpec; readonly picture: NetworkPicture }
  /** A run as well: cancelled, shared between workers and ended like one. */
  | { readonly type: 'trainDecoders'; readonly runId: RunId; readonly training: DecoderTrainingSpec }
  | { readonly type: 'listDecoders'; readonly requestId: RequestId }
  | { readonly type: 'deleteDecoder'; readonly requestId: RequestId; readonly networkSha256: string; readonly layerId: string }
  /** These layers go to another worker: drop them without a word. */
  | { readonly type: 'releaseLayers'; readonly runId: RunId; readonly layerIds: readonly string[] }
  /** Whether some worker has nothing to do, and could take parts of this run's batches. */
  | { readonly type: 'helpersFree'; readonly runId: RunId; readonly areFree: boolean }
  /** A part of a batch of another worker's run. */
  | {
      readonly type: 'assist'; readonly runId: RunId; readonly workId: WorkId; readonly work: BatchWork;
      readonly picture: NetworkPicture; readonly variant: NetworkVariant | null;
    }
  /** What a worker gave away comes back; null: nobody could do it. */
  | { readonly type: 'assisted'; readonly runId: RunId; readonly workId: WorkId; readonly result: BatchResult | null }
  | { readonly type: 'cancelRun'; readonly runId: RunId };

/** Names a part of a batch among those that one run of one worker gives away. */
export type WorkId = number & { readonly brand: 'WorkId' };

/** Between workers, by way of the page. */
export type AssistanceEvent =
  | { readonly type: 'assistanceWanted'; readonly runId: RunId; readonly workId: WorkId; readonly work: BatchWork }
  | { readonly type: 'assistanceGiven'; readonly runId: RunId; readonly workId: WorkId; readonly result: BatchResult | null };

export type RunEvent =
  | { readonly type: 'layer'; readonly runId: RunId; readonly progress: LayerProgress; readonly map: LayerMap | null }
  | { readonly type: 'reconstructions'; readonly runId: RunId; readonly layerId: string; readonly reconstructions: Reconstructions }
  | {
      readonly type: 'decoderProgress';
      readonly runId: RunId;
      readonly layerId: string;
      readonly step: number;
      readonly steps: number;
      /** Peak signal-to-noise ratio on varied training pictures lately, dB; null before the first step. */
      readonly trainPsnrDb: number | null;
      /** On the pictures held back, as they are; null where there are too few to hold any back, or not measured yet. */
      readonly heldOutPsnrDb: number | null;
      readonly secondsLeft: number | null;
    }
  | {
      readonly type: 'decoderDone';
      readonly runId: RunId;
      readonly decoder: DecoderInfo;
      /** What so few pictures are worth, and whether the browser keeps the decoder; null where there is nothing to warn of. */
      readonly warning: string | null;
    }
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
  | { readonly type: 'found'; readonly requestId: RequestId; readonly findings: Findings | null }
  | { readonly type: 'passesTimed'; readonly requestId: RequestId; readonly secondsPerPass: readonly number[] }
  | { readonly type: 'decodersListed'; readonly requestId: RequestId; readonly kept: readonly KeptDecoderInfo[] }
  | { readonly type: 'decoderDeleted'; readonly requestId: RequestId }
  | { readonly type: 'requestFailed'; readonly requestId: RequestId; readonly error: EngineErrorData }
  | AssistanceEvent
  | RunEvent;
