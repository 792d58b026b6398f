import * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../core/modelCard';
import { EngineFailure } from '../engine/failure';
import type { ModelFiles } from './modelFiles';
import type { Network } from './network';
import { normalise } from './normalise';

/** A GraphDef as it stands in model.json. */
export interface GraphTopology {
  readonly node: {
    name: string;
    op: string;
    input?: string[];
    attr?: Record<string, { shape?: { dim?: { size: string | number }[]; unknownRank?: boolean } }>;
  }[];
}

export interface PlaceholderInfo {
  readonly name: string;
  /** null or -1 where a size is open. */
  readonly shape: readonly number[] | null;
}

export function placeholdersOf(topology: GraphTopology): PlaceholderInfo[] {
  return topology.node
    .filter((node) => node.op === 'Placeholder')
    .map((node) => {
      const shape = node.attr?.['shape']?.shape;
      return { name: node.name, shape: shape?.dim ? shape.dim.map((dim) => Number(dim.size)) : null };
    });
}

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

export function graphNetwork(model: tf.GraphModel, placeholder: string, card: ModelCard, maxBatch: number): Network {
  function execute(pictures: tf.Tensor4D, given: tf.NamedTensorMap, layerIds: readonly string[]): tf.Tensor[] {
    return tf.tidy(() => {
      const outputs = model.execute({ [placeholder]: normalise(pictures, card.input), ...given }, [...layerIds]);
      return Array.isArray(outputs) ? outputs : [outputs];
    });
  }
  return {
    card,
    maxBatch,
    features: (pictures, layerIds) => execute(pictures, {}, layerIds),
    // tfjs takes a fed node as it stands and executes only what the outputs need besides.
    featuresFrom: (pictures, fromLayerId, feature, layerIds) => execute(pictures, { [fromLayerId]: feature }, layerIds),
    dispose: () => model.dispose(),
  };
}
