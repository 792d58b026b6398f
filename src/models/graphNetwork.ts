import * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../core/modelCard';
import type { ModelPort } from '../core/modelChoices';
import { EngineFailure } from '../engine/failure';
import type { ModelFiles } from './modelFiles';
import type { Network } from './network';
import { fromChannelsLast, prepare, toChannelsLast } from './normalise';

/** A GraphDef as it stands in model.json. */
export interface GraphTopology {
  readonly node: {
    name: string;
    op: string;
    input?: string[];
    attr?: Record<string, { shape?: { dim?: { size: string | number }[]; unknownRank?: boolean } }>;
  }[];
}


export function placeholdersOf(topology: GraphTopology): ModelPort[] {
  return topology.node
    .filter((node) => node.op === 'Placeholder')
    .map((node) => {
      const shape = node.attr?.['shape']?.shape;
      const dtype = (node.attr?.['dtype'] as { type?: string | number } | undefined)?.type;
      return { name: node.name, shape: shape?.dim ? shape.dim.map((dim) => Number(dim.size)) : null, dtype: dtypeName(dtype) };
    });
}

/** TensorFlow's types, which files name or number. */
const DTYPES: Readonly<Record<string, string>> = {
  DT_FLOAT: 'float32', 1: 'float32', DT_INT32: 'int32', 3: 'int32', DT_UINT8: 'int32', 4: 'int32', DT_INT64: 'int32', 9: 'int32',
  DT_BOOL: 'bool', 10: 'bool', DT_STRING: 'string', 7: 'string',
};
const dtypeName = (dtype: string | number | undefined) => DTYPES[String(dtype ?? 'DT_FLOAT')] ?? String(dtype);

/** Opens the batch axis of a placeholder that was exported for one sample; the dry run tells whether the graph allows it. */
export function withOpenBatch(topology: GraphTopology, placeholder: string): GraphTopology {
  const copy = structuredClone(topology);
  for (const node of copy.node) {
    const dim = node.name === placeholder ? node.attr?.['shape']?.shape?.dim : undefined;
    if (dim?.[0]) dim[0] = { size: '-1' };
  }
  return copy;
}

/**
 * @param placeholder the node that takes the normalised picture
 * @throws EngineFailure model-format where tfjs refuses the graph
 */
export async function loadGraphModel(files: ModelFiles, topology: GraphTopology): Promise<tf.GraphModel> {
  try {
    return await tf.loadGraphModel(
      tf.io.fromMemory({
        ...files.json,
        modelTopology: topology,
        weightSpecs: files.weightSpecs,
        weightData: files.weightData,
      } as tf.io.ModelArtifacts),
    );
  } catch (thrown) {
    throw new EngineFailure('model-format', `${files.name}: TensorFlow.js cannot read this graph (${String(thrown)}).`);
  }
}

/** How a graph is entered. */
export interface GraphEntry {
  /** The node that takes the prepared picture. */
  readonly node: string;
  /** The file's other inputs, filled with one number each. */
  readonly others: readonly { readonly port: ModelPort; readonly value: number }[];
}

/** An input that is no picture: sizes that the file leaves open are 1. */
function constantInput({ shape, dtype }: ModelPort, value: number): tf.Tensor {
  const sizes = (shape ?? []).map((size) => Math.max(1, size));
  return tf.fill(sizes, value, dtype === 'float32' ? 'float32' : 'int32').cast(dtype as 'float32' | 'int32' | 'bool');
}

export function graphNetwork(model: tf.GraphModel, entry: GraphEntry, card: ModelCard, maxBatch: number): Network {
  function execute(pictures: tf.Tensor4D, given: tf.NamedTensorMap, layerIds: readonly string[]): tf.Tensor[] {
    return tf.tidy(() => {
      const others = Object.fromEntries(entry.others.map(({ port, value }) => [port.name, constantInput(port, value)]));
      const outputs = model.execute({ [entry.node]: prepare(pictures, card.input), ...others, ...given }, [...layerIds]);
      return (Array.isArray(outputs) ? outputs : [outputs]).map((feature) => toChannelsLast(feature, card.input));
    });
  }
  return {
    card,
    maxBatch,
    features: (pictures, layerIds) => execute(pictures, {}, layerIds),
    // tfjs takes a fed node as it stands and executes only what the outputs need besides.
    featuresFrom: (pictures, fromLayerId, feature, layerIds) =>
      execute(pictures, { [fromLayerId]: fromChannelsLast(feature, card.input) }, layerIds),
    dispose: () => model.dispose(),
  };
}
