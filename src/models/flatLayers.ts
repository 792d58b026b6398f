/** A Keras model with the models inside it laid open: every layer by its path, and what it reads. */
import type * as tf from '@tensorflow/tfjs';

/** One call of a layer. */
export interface FlatLayer {
  /** The layer's name, after those of the models that hold it; a layer's second call ends in #2. */
  readonly id: string;
  readonly layer: tf.layers.Layer;
  readonly className: string;
  readonly inputs: readonly FlatTensor[];
  readonly callArgs: Readonly<Record<string, unknown>>;
}

/** What a call of a layer gives out. */
export interface FlatTensor {
  readonly from: FlatLayer;
  readonly index: number;
}

export interface FlatModel {
  /** In the order in which the model lists them. */
  readonly layers: readonly FlatLayer[];
  /** One for each of the model's inputs and outputs. */
  readonly inputs: readonly FlatLayer[];
  readonly outputs: readonly FlatTensor[];
}

type Container = tf.layers.Layer & { layers: tf.layers.Layer[]; inputs: tf.SymbolicTensor[]; outputs: tf.SymbolicTensor[] };
/** Which call of its layer a symbolic tensor comes from; tfjs keeps it, but not in its types. */
type Placed = tf.SymbolicTensor & { nodeIndex?: number; tensorIndex?: number };

const isContainer = (layer: tf.layers.Layer): layer is Container =>
  Array.isArray((layer as Partial<Container>).layers) && Array.isArray((layer as Partial<Container>).outputs);

export function flattenModel(model: tf.LayersModel): FlatModel {
  const paths = new Map<tf.layers.Layer, string>();
  const order: string[] = [];
  nameLayers(model.layers, '', paths, order);
  const flats = new Map<string, FlatLayer>();

  /** @param given what stands for the inputs of the model that the tensor belongs to, by the symbolic tensor's id */
  function visit(symbolic: Placed, given: Map<number, FlatTensor>): FlatTensor {
    const known = given.get(symbolic.id);
    if (known) return known;
    const layer = symbolic.sourceLayer;
    const inputs = symbolic.inputs.map((input) => visit(input, given));
    let result: FlatTensor;
    if (isContainer(layer)) {
      const inside = new Map(layer.inputs.map((input, i) => [input.id, inputs[i]!]));
      result = visit(layer.outputs[symbolic.tensorIndex ?? 0]!, inside);
    } else {
      result = { from: flatLayer(layer, symbolic, inputs), index: symbolic.tensorIndex ?? symbolic.outputTensorIndex ?? 0 };
    }
    given.set(symbolic.id, result);
    return result;
  }

  function flatLayer(layer: tf.layers.Layer, symbolic: Placed, inputs: readonly FlatTensor[]): FlatLayer {
    const path = paths.get(layer) ?? layer.name;
    const isSameCall = (flat: FlatLayer) =>
      flat.inputs.length === inputs.length && flat.inputs.every((input, i) => input.from === inputs[i]!.from && input.index === inputs[i]!.index);
    for (let call = 1; ; call++) {
      const id = call === 1 ? path : `${path}#${call}`;
      const before = flats.get(id);
      if (before && isSameCall(before)) return before;
      if (before) continue;
      const flat: FlatLayer = { id, layer, className: layer.getClassName(), inputs, callArgs: (symbolic.callArgs ?? {}) as Record<string, unknown> };
      flats.set(id, flat);
      return flat;
    }
  }

  const top = new Map<number, FlatTensor>();
  const outputs = model.outputs.map((output) => visit(output, top));
  const inputs = model.inputs.map((input) => visit(input, top).from);
  const places = new Map(order.map((id, index) => [id, index]));
  const placeOf = ({ id }: FlatLayer) => places.get(id.replace(/#\d+$/, '')) ?? -1;
  return { layers: [...flats.values()].sort((a, b) => placeOf(a) - placeOf(b)), inputs, outputs };
}

function nameLayers(layers: readonly tf.layers.Layer[], prefix: string, paths: Map<tf.layers.Layer, string>, order: string[]): void {
  for (const layer of layers) {
    const path = prefix + layer.name.replaceAll(',', ' ');
    if (isContainer(layer)) nameLayers(layer.layers, `${path}/`, paths, order);
    else if (!paths.has(layer)) {
      paths.set(layer, path);
      order.push(path);
    }
  }
}
