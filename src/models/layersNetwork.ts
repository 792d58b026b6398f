import * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../core/modelCard';
import { EngineFailure } from '../engine/failure';
import type { ModelFiles } from './modelFiles';
import type { Network } from './network';
import { normalise } from './normalise';

/** @throws EngineFailure model-format where tfjs refuses the model */
export async function loadLayersModel(files: ModelFiles): Promise<tf.LayersModel> {
  try {
    return await tf.loadLayersModel(
      tf.io.fromMemory({
        ...files.json,
        modelTopology: files.json.modelTopology,
        weightSpecs: files.weightSpecs,
        weightData: files.weightData,
      } as tf.io.ModelArtifacts),
    );
  } catch (thrown) {
    throw new EngineFailure('model-format', `${files.name}: TensorFlow.js cannot read this layers model (${String(thrown)}).`);
  }
}

export function layersNetwork(model: tf.LayersModel, card: ModelCard): Network {
  // A functional model per asked-for set of layers shares the weights of the original and costs nothing.
  const views = new Map<string, tf.LayersModel>();
  function viewOf(layerIds: readonly string[]): tf.LayersModel {
    const key = layerIds.join(',');
    let view = views.get(key);
    if (!view) {
      const outputs = layerIds.map((id) => model.getLayer(id).output as tf.SymbolicTensor);
      view = tf.model({ inputs: model.inputs, outputs });
      views.set(key, view);
    }
    return view;
  }
  return {
    card,
    maxBatch: model.inputs[0]?.shape[0] ?? Number.POSITIVE_INFINITY,
    features(pictures, layerIds) {
      return tf.tidy(() => {
        const outputs = viewOf(layerIds).apply(normalise(pictures, card.input), { training: false });
        return (Array.isArray(outputs) ? outputs : [outputs]) as tf.Tensor[];
      });
    },
    featuresFrom(pictures, fromLayerId, feature, layerIds) {
      const outputOf = (id: string) => model.getLayer(id).output as tf.SymbolicTensor;
      return tf.tidy(() => {
        const known = new Map([[model.inputs[0]!.id, normalise(pictures, card.input) as tf.Tensor], [outputOf(fromLayerId).id, feature]]);
        return layerIds.map((id) => valueOf(outputOf(id), known));
      });
    },
    dispose: () => model.dispose(),
  };
}

/**
 * What a symbolic tensor is worth where others are known. A functional model cannot be cut out of the middle of another, so the
 * layers are called one by one; calls with tensors leave the model as it is.
 * @param known values by the symbolic tensor's id; grows
 */
function valueOf(symbolic: tf.SymbolicTensor, known: Map<number, tf.Tensor>): tf.Tensor {
  const before = known.get(symbolic.id);
  if (before) return before;
  const inputs = symbolic.inputs.map((input) => valueOf(input, known));
  const outputs = symbolic.sourceLayer.apply(inputs.length === 1 ? inputs[0]! : inputs, { ...symbolic.callArgs, training: false });
  const value = (Array.isArray(outputs) ? outputs[symbolic.outputTensorIndex ?? 0] : outputs) as tf.Tensor;
  known.set(symbolic.id, value);
  return value;
}
