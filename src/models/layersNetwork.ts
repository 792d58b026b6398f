import * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../core/modelCard';
import { EngineFailure } from '../engine/failure';
import type { FlatLayer, FlatModel, FlatTensor } from './flatLayers';
import type { ModelFiles } from './modelFiles';
import type { Network } from './network';
import { fromChannelsLast, prepare, toChannelsLast } from './normalise';

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
    throw new EngineFailure('model-format', `${files.name}: TensorFlow.js cannot read this layers model (${String(thrown)}).${remedyFor(String(thrown))}`);
  }
}

/** What to do about the layers and weights that tfjs refuses by name. */
function remedyFor(words: string): string {
  if (/Unknown (layer|initializer|regularizer|activation)/.test(words)) return ' It has a part of its author’s own: convert it as a graph model (tensorflowjs_converter --output_format=tfjs_graph_model).';
  if (/[Ss]hape/.test(words)) return ' The weights do not fit the layers: model.json and weight files are of different models; take both from the same export.';
  return ' Convert the network again with tensorflowjs_converter, as a graph model if it has layers of its own.';
}

/** How a Keras model is entered. */
export interface LayersEntry {
  readonly picture: FlatLayer;
  /** The other inputs, filled with one number each; open sizes are 1. */
  readonly others: readonly { readonly input: FlatLayer; readonly shape: readonly number[]; readonly value: number }[];
}

/**
 * Layers are called one by one, from the one asked for back to the input: models inside the model are entered like any other
 * part, and calls with tensors leave the model as it is.
 */
export function layersNetwork(model: tf.LayersModel, flat: FlatModel, entry: LayersEntry, card: ModelCard, maxBatch: number): Network {
  const byId = new Map(flat.layers.map((layer) => [layer.id, layer]));
  function layerOf(id: string): FlatLayer {
    const layer = byId.get(id);
    if (layer) return layer;
    throw new EngineFailure('layer-unknown', `${card.title} has no layer "${id}".`);
  }
  function start(pictures: tf.Tensor4D): Map<FlatLayer, tf.Tensor[]> {
    const batch = pictures.shape[0];
    const values = new Map<FlatLayer, tf.Tensor[]>([[entry.picture, [prepare(pictures, card.input)]]]);
    for (const { input, shape, value } of entry.others) values.set(input, [tf.fill([batch, ...shape.slice(1).map((size) => Math.max(1, size))], value)]);
    return values;
  }
  const read = (id: string, values: Map<FlatLayer, tf.Tensor[]>) => toChannelsLast(valueOf({ from: layerOf(id), index: 0 }, values), card.input);
  return {
    card,
    maxBatch,
    features: (pictures, layerIds) =>
      tf.tidy(() => {
        const values = start(pictures);
        return layerIds.map((id) => read(id, values));
      }),
    featuresFrom: (pictures, fromLayerId, feature, layerIds) =>
      tf.tidy(() => {
        const values = start(pictures).set(layerOf(fromLayerId), [fromChannelsLast(feature, card.input)]);
        return layerIds.map((id) => read(id, values));
      }),
    dispose: () => model.dispose(),
  };
}

/** @param values what is known, by layer; grows */
function valueOf({ from, index }: FlatTensor, values: Map<FlatLayer, tf.Tensor[]>): tf.Tensor {
  const before = values.get(from);
  if (before) return before[index]!;
  const inputs = from.inputs.map((input) => valueOf(input, values));
  const outputs =
    dilatedConvolution(from, inputs[0]!) ??
    (from.layer.apply(inputs.length === 1 ? inputs[0]! : inputs, { ...from.callArgs, training: false }) as tf.Tensor | tf.Tensor[]);
  const all = Array.isArray(outputs) ? outputs : [outputs];
  values.set(from, all);
  return all[index]!;
}

/**
 * Keras layers run the fused convolution, which tfjs does not differentiate where it is dilated; the plain one it does.
 * @returns null for any other layer, and where an activation comes with it, which tfjs takes apart by itself
 */
function dilatedConvolution({ layer, className }: FlatLayer, input: tf.Tensor): tf.Tensor | null {
  if (className !== 'Conv2D') return null;
  const { dilationRate, strides, padding, dataFormat, activation } = layer.getConfig() as {
    dilationRate: [number, number]; strides: [number, number]; padding: 'same' | 'valid'; dataFormat: string; activation: string | null;
  };
  if (dilationRate.every((rate) => rate === 1) || dataFormat !== 'channelsLast' || (activation ?? 'linear') !== 'linear') return null;
  const [kernel, bias] = layer.getWeights();
  const output = tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, strides, padding, 'NHWC', dilationRate);
  return bias ? output.add(bias) : output;
}
