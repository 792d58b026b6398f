/** What the importer tells of an ONNX file, and what it asks back. Plain data: it can be posted to the page as it stands. */
import type { LayerCard, ModelCard } from '../../core/modelCard';
import type { ReceptiveField } from '../../core/receptiveField';
import type { Network } from '../network';

/** One dropped or fetched file: the .onnx itself, or a file of weights beside it. */
export interface OnnxFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface OnnxAxis {
  /** null where the file leaves it open. */
  readonly size: number | null;
  /** The name of an open size, such as "batch" or "height"; null where it has none. */
  readonly symbol: string | null;
  /** What the axis is, where the shape tells. */
  readonly role: 'batch' | 'channels' | 'height' | 'width' | null;
}

/** An input or output of the graph. */
export interface OnnxPort {
  readonly name: string;
  /** 'float32', 'float16', 'uint8', 'int64', ... */
  readonly dtype: string;
  /** null where the file does not even say how many there are. */
  readonly axes: readonly OnnxAxis[] | null;
  /** How a picture lies in it; null where it takes or gives none. */
  readonly layout: 'NCHW' | 'NHWC' | null;
}

/** A size that the file leaves open and that must be chosen before the network runs. The batch is never asked for. */
export interface OpenAxis {
  readonly inputName: string;
  readonly axis: 'height' | 'width';
  readonly symbol: string | null;
}

export interface OnnxProblem {
  readonly kind: 'operator' | 'quantised' | 'control-flow' | 'external-data' | 'weights' | 'input' | 'version';
  /** Names file, node or value, and the remedy. Shown as it stands. */
  readonly message: string;
  /** The node it stands at; '' where it belongs to the whole file. */
  readonly nodeName: string;
  /** true: nothing can run. false: layers that do not depend on that node still run. */
  readonly isFatal: boolean;
}

export interface OnnxLayer extends LayerCard {
  /** false where it is offered first: outputs of blocks, ends of stages, the scores. true: on request. */
  readonly inner: boolean;
  /** false where an operator that we lack stands before it. */
  readonly isUsable: boolean;
}

export interface OnnxModel {
  /** The .onnx file's name. */
  readonly name: string;
  /** Of the default domain. */
  readonly opset: number;
  /** Program and version that wrote the file, such as "pytorch 2.13.0"; '' where the file keeps silent. */
  readonly producer: string;
  readonly parameters: number;
  /** Without the weights, which old files list as inputs too. */
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly openAxes: readonly OpenAxis[];
  readonly problems: readonly OnnxProblem[];
  /** The checked graph with its weights: not for posting. */
  readonly graph: import('./graph').OnnxGraph;
}

export interface OnnxChoices {
  readonly inputName: string;
  /** Taken as the class scores, or the last of the network. */
  readonly outputName: string;
  /** Pixels; where the file fixes a size it must be that one. */
  readonly height: number;
  readonly width: number;
  /** What every number of an input besides the picture is; 0 unless said. */
  readonly constants?: Readonly<Record<string, number>>;
}

export interface OnnxNetwork extends Network {
  /** Shapes of the card's layers without the batch, as `features` gives them; by layer id. */
  readonly layerShapes: ReadonlyMap<string, readonly number[]>;
  /** By layer id; `WHOLE_PICTURE` after what mixes all places; null where the graph does not tell. */
  readonly receptiveFields: ReadonlyMap<string, ReceptiveField | null>;
}

/** What `index.ts` exports, and so what `await import('./onnx')` gives. */
export interface OnnxImporter {
  /** Parses and checks; see `OnnxModel.problems`. Throws EngineFailure where there is no network to speak of. */
  readOnnx(files: readonly OnnxFile[]): OnnxModel;
  /** Every layer that can be offered between the chosen input and output, in the order of the network; the output is the last. */
  onnxLayers(model: OnnxModel, choices: Pick<OnnxChoices, 'inputName' | 'outputName'>): OnnxLayer[];
  /**
   * @param card its `layers` are a selection of `onnxLayers`, its `logits` the output's name
   * @throws EngineFailure where a problem is fatal, a size does not fit, or the network cannot run; names node or axis
   */
  onnxNetwork(model: OnnxModel, choices: OnnxChoices, card: ModelCard): Promise<OnnxNetwork>;
}
