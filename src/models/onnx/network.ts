/** A checked ONNX model as a `Network`. */
import * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../../core/modelCard';
import type { ReceptiveField } from '../../core/receptiveField';
import { EngineFailure } from '../../engine/failure';
import { prepare } from '../normalise';
import { numberConstants } from './constants';
import { OnnxExecutor } from './execute';
import type { OnnxGraph } from './graph';
import { shapeText } from './ports';
import { pictureSight, type Sight, sightThrough } from './receptive';
import { fuseActivations } from './simplify';
import type { OnnxChoices, OnnxModel, OnnxNetwork, OnnxPort } from './types';
import { channelsLast, inOrder, numbersValue, orderedValue, plain, range, shapeOf, type Value } from './values';

/** Batch by batch and one by one may differ by rounding, relative to the layer's largest number. */
const BATCH_TOLERANCE = 1e-3;

/**
 * @param card its `layers` are a selection of `onnxLayers`, its `logits` the output's name
 * @throws EngineFailure where a problem is fatal, a size does not fit, or the network cannot run; names node or axis
 */
export async function onnxNetwork(model: OnnxModel, choices: OnnxChoices, card: ModelCard): Promise<OnnxNetwork> {
  const fatal = model.problems.find(({ isFatal }) => isFatal);
  if (fatal) throw new EngineFailure(codeOf(fatal.kind), fatal.message);
  const port = pictureInput(model, choices);
  const layerIds = [...new Set([...card.layers.map(({ id }) => id), card.logits])];
  const graph: OnnxGraph = fuseActivations(model.graph, new Set([...layerIds, ...model.graph.outputs]));
  const fileBatch = port.axes!.find(({ role }) => role === 'batch')?.size ?? null;
  const executor = new OnnxExecutor(graph, model.name, fileBatch);
  const others = otherInputs(model, choices);
  /** The axis order in which each layer is given out. */
  const orders = new Map<string, readonly number[]>();

  const feeds = (pictures: tf.Tensor4D): Map<string, Value> => {
    const fed = prepare(pictures, { ...card.input, layout: 'nhwc' });
    const picture = orderedValue(fed, port.layout === 'NCHW' ? channelsLast(4) : range(4));
    return new Map<string, Value>([[port.name, picture], ...others(pictures.shape[0])]);
  };
  const given = (value: Value, id: string): tf.Tensor => {
    if (value.kind === 'numbers') return tf.tensor(value.data, [...value.dims], value.dtype);
    const order = orders.get(id);
    if (!order) throw new EngineFailure('layer-unknown', `${model.name}: what the layer "${id}" gives cannot be told apart by picture. Choose another.`);
    // A feature outlives the run; a view of what is fed must not be it.
    return inOrder(value, order).clone();
  };
  const features = (pictures: tf.Tensor4D, ids: readonly string[]) =>
    tf.tidy(() => executor.run(feeds(pictures), ids, pictures.shape[0]).map((value, i) => given(value, ids[i]!)));

  try {
    const batches = batchRun(executor, feeds, card, layerIds);
    const dryRun = runDry(executor, feeds, port, card, layerIds, batches?.shapes ?? null);
    for (const [id, order] of dryRun.orders) orders.set(id, order);
    const network: OnnxNetwork = {
      card,
      maxBatch: (await batches?.agrees) ? Number.POSITIVE_INFINITY : 1,
      layerShapes: dryRun.shapes,
      receptiveFields: dryRun.fields,
      features,
      featuresFrom: (pictures, fromLayerId, feature, ids) =>
        tf.tidy(() => {
          const value = orderedValue(feature, orders.get(fromLayerId) ?? range(feature.rank));
          const values = new Map([...feeds(pictures), [fromLayerId, value] as const]);
          return executor.run(values, ids, pictures.shape[0]).map((result, i) => given(result, ids[i]!));
        }),
      dispose: () => executor.dispose(),
    };
    return network;
  } catch (thrown) {
    executor.dispose();
    throw thrown;
  }
}

function codeOf(kind: OnnxModel['problems'][number]['kind']) {
  if (kind === 'external-data') return 'model-shard-missing';
  return kind === 'weights' ? 'model-weights-not-finite' : 'model-format';
}

function pictureInput(model: OnnxModel, { inputName, height, width }: OnnxChoices): OnnxPort {
  const port = model.inputs.find(({ name }) => name === inputName);
  if (!port?.axes || !port.layout) throw new EngineFailure('model-format', `${model.name} has no picture input "${inputName}". Its inputs: ${model.inputs.map((input) => `"${input.name}" (${shapeText(input)})`).join(', ')}.`);
  for (const [role, chosen] of [['height', height], ['width', width]] as const) {
    const { size } = port.axes.find((axis) => axis.role === role)!;
    if (size !== null && size !== chosen) throw new EngineFailure('picture-size', `${model.name} takes pictures with a ${role} of ${size} pixels; ${chosen} was chosen. Choose ${size}, or export the network with an open ${role}.`);
  }
  return port;
}

/** The same number everywhere, with the batch of the call; open sizes are 1. */
function otherInputs(model: OnnxModel, { inputName, constants = {} }: OnnxChoices): (batch: number) => [string, Value][] {
  const others = model.inputs.filter(({ name }) => name !== inputName);
  return (batch) => others.map((port) => {
    const dims = port.axes?.map(({ size, role }) => size ?? (role === 'batch' ? batch : 1)) ?? [];
    const { dtype, data } = numberConstants(port.dtype, dims, constants[port.name] ?? 0);
    return [port.name, numbersValue(dims, dtype, data)];
  });
}

interface DryRun {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Layers that do not keep pictures apart are missing. */
  readonly orders: ReadonlyMap<string, readonly number[]>;
  readonly fields: ReadonlyMap<string, ReceptiveField | null>;
}

type Feeds = (pictures: tf.Tensor4D) => Map<string, Value>;

/**
 * One grey picture through everything: shapes, axis orders and receptive fields. Also lays out every weight.
 * @param ofTwo shapes with two pictures, in the file's axis order; null where it takes one only
 */
function runDry(executor: OnnxExecutor, feeds: Feeds, port: OnnxPort, card: ModelCard, layerIds: readonly string[], ofTwo: ReadonlyMap<string, readonly number[]> | null): DryRun {
  const sights = new Map<string, Sight>([[port.name, pictureSight(port.layout!)]]);
  const shapes = new Map<string, readonly number[]>();
  const orders = new Map<string, readonly number[]>();
  tf.tidy(() => {
    const pictures = tf.fill([1, card.input.height, card.input.width, 3], 0.5) as tf.Tensor4D;
    const values = executor.run(feeds(pictures), layerIds, 1, (node, inputs, outputs) => {
      node.outputs.forEach((name, i) => {
        const sight = outputs[i] && sightThrough(node, inputs, outputs[i], (input) => sights.get(input) ?? null);
        if (sight) sights.set(name, sight);
      });
    });
    layerIds.forEach((id, i) => {
      const sizes = shapeOf(values[i]!);
      const batchAxis = ofTwo ? batchAxisOf(sizes, ofTwo.get(id)!) : 0;
      if (batchAxis === null) return;
      const order = givenOrder(sizes.length, batchAxis, sights.get(id)?.spatial ?? []);
      orders.set(id, order);
      shapes.set(id, order.slice(1).map((axis) => sizes[axis]!));
    });
  });
  return { shapes, orders, fields: new Map([...orders.keys()].map((id) => [id, sights.get(id)?.field ?? null])) };
}

/** The axis that has as many places as there are pictures; null where pictures share an axis with something else. */
function batchAxisOf(ofOne: readonly number[], ofTwo: readonly number[]): number | null {
  const changed = range(ofTwo.length).filter((axis) => ofOne[axis] !== ofTwo[axis]);
  const [axis] = changed;
  return changed.length === 1 && ofOne[axis!] === 1 && ofTwo[axis!] === 2 ? axis! : null;
}

/** Batch, then the places of the picture, then what is known of each. Four axes of unknown meaning are taken as ONNX has pictures. */
function givenOrder(rank: number, batchAxis: number, spatial: readonly number[]): readonly number[] {
  const others = range(rank).filter((axis) => axis !== batchAxis);
  if (rank !== 4) return [batchAxis, ...others];
  const places = spatial.length === 2 && !spatial.includes(batchAxis) ? spatial : others.slice(1);
  return [batchAxis, ...places, ...others.filter((axis) => !places.includes(axis))];
}

/**
 * Two pictures at once: shapes, and whether each gets the scores that it gets alone. A file may hold its batch in a shape, and then
 * the numbers of one picture would end up with another.
 * @returns null where the network takes one picture only
 */
function batchRun(executor: OnnxExecutor, feeds: Feeds, card: ModelCard, layerIds: readonly string[]): { shapes: Map<string, number[]>; agrees: Promise<boolean> } | null {
  const { height, width } = card.input;
  const shapes = new Map<string, number[]>();
  try {
    const difference = tf.tidy(() => {
      const two = tf.randomUniform([2, height, width, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
      const together = executor.run(feeds(two), layerIds, 2);
      layerIds.forEach((id, i) => shapes.set(id, shapeOf(together[i]!)));
      const scores = layerIds.indexOf(card.logits);
      const alone = [0, 1].map((i) => executor.run(feeds(two.slice([i, 0, 0, 0], [1, height, width, 3])), [card.logits], 1)[0]!);
      const numbers = (value: Value) => (value.kind === 'tensor' ? plain(value) : tf.tensor(value.data, [...value.dims]));
      const axis = batchAxisOf(shapeOf(alone[0]!), shapeOf(together[scores]!));
      if (axis === null) return tf.scalar(Infinity);
      const separate = tf.concat(alone.map(numbers), axis);
      return tf.max(tf.abs(numbers(together[scores]!).sub(separate))).div(tf.maximum(tf.max(tf.abs(separate)), 1e-20));
    });
    const agrees = difference.data().then(([value]) => {
      difference.dispose();
      return value! <= BATCH_TOLERANCE;
    });
    return { shapes, agrees };
  } catch {
    return null;
  }
}
