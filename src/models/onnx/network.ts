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
import { channelsLast, inOrder, numbersValue, orderedValue, range, shapeOf, type TensorValue, type Value } from './values';

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
    const order = orders.get(id) ?? defaultOrder(value);
    // A feature outlives the run; a view of what is fed must not be it.
    return inOrder(value, order).clone();
  };
  const features = (pictures: tf.Tensor4D, ids: readonly string[]) =>
    tf.tidy(() => executor.run(feeds(pictures), ids, pictures.shape[0]).map((value, i) => given(value, ids[i]!)));

  try {
    const dryRun = runDry(executor, feeds, port, card, layerIds);
    for (const [id, order] of dryRun.orders) orders.set(id, order);
    const network: OnnxNetwork = {
      card,
      maxBatch: Number.POSITIVE_INFINITY,
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
    return (await takesBatches(network, layerIds)) ? network : { ...network, maxBatch: 1 };
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

/** Channels last where there are four axes, as tokens and vectors are already. */
const defaultOrder = ({ order }: TensorValue) => (order.length === 4 ? channelsLast(4) : range(order.length));

interface DryRun {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly orders: ReadonlyMap<string, readonly number[]>;
  readonly fields: ReadonlyMap<string, ReceptiveField | null>;
}

/** One grey picture through everything: shapes, axis orders and receptive fields. Also lays out every weight. */
function runDry(executor: OnnxExecutor, feeds: (pictures: tf.Tensor4D) => Map<string, Value>, port: OnnxPort, card: ModelCard, layerIds: readonly string[]): DryRun {
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
      const value = values[i]!;
      const order = value.kind === 'tensor' ? givenOrder(value, sights.get(id) ?? null) : range(value.dims.length);
      const sizes = shapeOf(value);
      orders.set(id, order);
      shapes.set(id, order.slice(1).map((axis) => sizes[axis]!));
    });
  });
  return { shapes, orders, fields: new Map(layerIds.map((id) => [id, sights.get(id)?.field ?? null])) };
}

/** Batch, then the places of the picture, then what is known of each. */
function givenOrder(value: TensorValue, sight: Sight | null): readonly number[] {
  const rank = value.order.length;
  if (rank !== 4 || sight?.spatial.length !== 2 || sight.spatial.includes(0)) return defaultOrder(value);
  return [0, ...sight.spatial, ...range(rank).filter((axis) => axis !== 0 && !sight.spatial.includes(axis))];
}

/**
 * Whether several pictures at once give what each gives alone: shapes may hold a fixed batch, and then the numbers of one picture
 * would end up with another.
 */
async function takesBatches({ features, card }: OnnxNetwork, layerIds: readonly string[]): Promise<boolean> {
  const { height, width } = card.input;
  const ids = layerIds.slice(-1);
  let checks: tf.Tensor[];
  try {
    checks = tf.tidy(() => {
      const two = tf.randomUniform([2, height, width, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
      const together = features(two, layerIds);
      if (together.some((feature) => feature.shape[0] !== 2)) return [];
      const last = together.slice(-1);
      const alone = [0, 1].map((i) => features(two.slice([i, 0, 0, 0], [1, height, width, 3]), ids));
      return last.map((feature, i) => {
        const separate = tf.concat(alone.map((each) => each[i]!), 0);
        return tf.max(tf.abs(tf.sub(feature, separate))).div(tf.maximum(tf.max(tf.abs(separate)), 1e-20));
      });
    });
  } catch {
    return false;
  }
  const worst = await Promise.all(checks.map(async (check) => (await check.data())[0]!));
  tf.dispose(checks);
  return worst.length > 0 && worst.every((difference) => difference <= BATCH_TOLERANCE);
}

