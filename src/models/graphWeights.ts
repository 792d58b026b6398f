/** A model's files with some weights replaced or added. */
import * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '../engine/failure';
import type { GraphTopology } from './graphNetwork';
import type { ModelFiles } from './modelFiles';

/** @throws EngineFailure model-format for a layers (Keras) model, whose weights these functions cannot follow */
export function graphTopologyOf(files: ModelFiles, wanted: string): GraphTopology {
  const topology = files.json.modelTopology as GraphTopology | object;
  if ('node' in topology) return topology as GraphTopology;
  throw new EngineFailure(
    'model-format',
    `${files.name} is a layers (Keras) model, and ${wanted} works on graph models only. Convert it with tensorflowjs_converter --output_format=tfjs_graph_model.`,
  );
}

/** Names of the constants that are float32 once read, whatever they are stored as. */
export const floatWeightNames = (files: ModelFiles) =>
  files.weightSpecs.filter((spec) => spec.dtype === 'float32').map((spec) => spec.name);

/** The files with some weights' numbers replaced; a layers model's as well as a graph's. */
export const weightsChanged = (files: ModelFiles, change: (name: string, values: Float32Array) => Float32Array | null) =>
  withWeights(files, files.json.modelTopology as GraphTopology, change);

/**
 * @param change gives a weight's new values, or null to leave it; quantised weights come dequantised
 * @param copies new weights, by name, with the name of the weight that each starts from; `change` is asked for them too
 * @returns the files with `topology` and all weights stored as they are read (float32, not quantised)
 */
export async function withWeights(
  files: ModelFiles, topology: GraphTopology, change: (name: string, values: Float32Array, shape: readonly number[]) => Float32Array | null,
  copies: ReadonlyMap<string, string> = new Map(),
): Promise<ModelFiles> {
  const stored = tf.io.decodeWeights(files.weightData, files.weightSpecs);
  const made: tf.Tensor[] = Object.values(stored);
  try {
    const tensors: Record<string, tf.Tensor> = { ...stored };
    for (const [name, original] of copies) tensors[name] = stored[original]!;
    for (const [name, tensor] of Object.entries(tensors)) {
      if (tensor.dtype !== 'float32') continue;
      const values = change(name, (await tensor.data()) as Float32Array, tensor.shape);
      if (!values) continue;
      tensors[name] = tf.tensor(values, tensor.shape, 'float32');
      made.push(tensors[name]);
    }
    const { data, specs } = await tf.io.encodeWeights(tensors);
    return { ...files, json: { ...files.json, modelTopology: topology }, weightSpecs: specs, weightData: data };
  } finally {
    tf.dispose(made);
  }
}
