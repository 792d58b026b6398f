/** From files to a checked network with its card and layers. */
import * as tf from '@tensorflow/tfjs';
import type { LayerCard, ModelCard, NetworkInput } from '../core/modelCard';
import { EngineFailure } from '../engine/failure';
import type { DecoderInfo, LayerInfo, LoadedModel } from '../engine/protocol';
import {
  type GraphTopology, graphNetwork, loadGraphModel, type PlaceholderInfo, placeholdersOf, withOpenBatch,
} from './graphNetwork';
import { fuseConvolutions } from './fuseConvolutions';
import { discoverGraphLayers, isKerasLayerWorthShowing, kindOfKerasClass } from './layerDiscovery';
import { layersNetwork, loadLayersModel } from './layersNetwork';
import type { ModelFiles } from './modelFiles';
import type { Network } from './network';

export interface LoadedNetwork {
  readonly network: Network;
  readonly description: LoadedModel;
  /** What it was read from; absent where it was made otherwise. */
  readonly files?: ModelFiles;
  /**
   * For a variant: what it multiplies layers' features by, against the network that it was made from and that decoders were
   * trained on. Layers that are not in it: 1.
   */
  readonly featureFactors?: ReadonlyMap<string, number>;
}

/** Assumed where a model does not fix its input size. */
const FALLBACK_INPUT_SIDE = 224;

/**
 * @param card the card beside the model, if there is one; else `userDefinedMetadata.pixelsieve`, else a guess
 * @throws EngineFailure with a message for the viewer
 */
export async function loadNetwork(files: ModelFiles, card: ModelCard | null): Promise<LoadedNetwork> {
  const metadata = files.json.userDefinedMetadata as { pixelsieve?: ModelCard } | undefined;
  const knownCard = card ?? metadata?.pixelsieve ?? null;
  const notes: string[] = [];
  const topology = files.json.modelTopology as GraphTopology | object;
  const network =
    'node' in topology
      ? await openGraph(files, topology as GraphTopology, knownCard, notes)
      : await openLayers(files, knownCard, notes);
  try {
    const layers = await describeLayers(network, notes);
    const checked: Network = { ...network, card: { ...network.card, layers } };
    const decoders = shippedDecoders(checked.card);
    return { network: checked, description: { card: checked.card, sha256: files.sha256, layers, decoders, notes }, files };
  } catch (thrown) {
    network.dispose();
    throw thrown;
  }
}

/** As the card says; their weights are fetched when they are first needed. */
function shippedDecoders({ decoders }: ModelCard): DecoderInfo[] {
  if (!decoders) return [];
  return Object.entries(decoders.validationPsnrDb).map(([layerId, psnrDb]) => ({
    layerId, source: 'shipped', psnrDb, pictures: decoders.validationPictures,
  }));
}

async function openGraph(
  files: ModelFiles, topology: GraphTopology, known: ModelCard | null, notes: string[],
): Promise<Network> {
  const placeholder = choosePlaceholder(files.name, placeholdersOf(topology));
  const fixesBatch = (placeholder.shape?.[0] ?? -1) > 0;
  const layers = known?.layers ?? discoverGraphLayers(topology.node).map(({ id, kind }) => ({ id, title: id, stage: '', kind }));
  const opened = fixesBatch ? withOpenBatch(topology, placeholder.name) : topology;
  const keep = new Set([...layers.map((layer) => layer.id), ...outputNames(files), ...(known ? [known.logits] : [])]);
  const model = await loadGraphModel(files, fuseConvolutions(opened, keep));
  await refuseNonFinite(files.name, namedWeights(model), model);
  const card = known ?? {
    ...guessCard(files.name, placeholder.shape?.slice(1) ?? null, notes),
    parameters: countParameters(files),
    layers,
    logits: model.outputs[0]?.name.replace(/:\d+$/, '') ?? '',
  };
  const network = graphNetwork(model, placeholder.name, card, Number.POSITIVE_INFINITY);
  if (!fixesBatch || allowsBatch(network)) return network;
  notes.push('The file fixes the batch at one picture, so samples run one at a time.');
  return { ...network, maxBatch: 1 };
}

/** Nodes that the file's signature gives out, without their port. */
function outputNames(files: ModelFiles): string[] {
  const outputs = (files.json.signature as { outputs?: Record<string, { name?: string }> } | undefined)?.outputs;
  return Object.entries(outputs ?? {}).map(([key, { name }]) => (name ?? key).replace(/:\d+$/, ''));
}

async function openLayers(files: ModelFiles, known: ModelCard | null, notes: string[]): Promise<Network> {
  const model = await loadLayersModel(files);
  if (model.inputs.length !== 1) {
    throw new EngineFailure('model-format', `${files.name} has ${model.inputs.length} inputs; Pixelsieve needs a network with one picture as its input.`);
  }
  await refuseNonFinite(files.name, model.weights.map((weight) => [weight.originalName, weight.read()] as const), model);
  const layers = model.layers.filter((layer) => isKerasLayerWorthShowing(layer.getClassName()));
  const card = known ?? {
    ...guessCard(files.name, (model.inputs[0]!.shape.slice(1) as (number | null)[]).map((size) => size ?? -1), notes),
    parameters: countParameters(files),
    layers: layers.map((layer) => ({
      id: layer.name, title: layer.name, stage: '', kind: kindOfKerasClass(layer.getClassName()),
    })),
    logits: model.layers.at(-1)!.name,
  };
  return layersNetwork(model, card);
}

function choosePlaceholder(name: string, placeholders: PlaceholderInfo[]): PlaceholderInfo {
  const pictures = placeholders.filter((p) => p.shape === null || p.shape.length === 4);
  if (pictures.length === 1) return pictures[0]!;
  throw new EngineFailure(
    'model-format',
    pictures.length === 0
      ? `${name} has no input of the form batch x height x width x 3, so no picture can be fed to it.`
      : `${name} has ${pictures.length} picture inputs (${pictures.map((p) => p.name).join(', ')}); Pixelsieve needs a network with one.`,
  );
}

/** @param shape [height, width, channels] with -1 where open, or null */
function guessCard(
  name: string, shape: readonly number[] | null, notes: string[],
): Omit<ModelCard, 'layers' | 'logits' | 'parameters'> {
  const [height = -1, width = -1, channels = -1] = shape ?? [];
  if (channels !== 3 && channels !== -1) {
    throw new EngineFailure(
      'model-format',
      `${name} takes pictures of ${height} x ${width} x ${channels}; Pixelsieve needs channels last and three of them (red, green, blue).`,
    );
  }
  const input: NetworkInput = {
    width: width > 0 ? width : FALLBACK_INPUT_SIDE,
    height: height > 0 ? height : FALLBACK_INPUT_SIDE,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
  if (width <= 0 || height <= 0) notes.push(`The model leaves its input size open; ${input.width} x ${input.height} is assumed.`);
  notes.push('The model does not say how its input is normalised; intensities of 0..1 are fed as they are.');
  return { id: name, title: name, architecture: 'unknown', input, labels: [] };
}

function countParameters(files: ModelFiles): number {
  return files.weightSpecs.reduce((sum, spec) => sum + spec.shape.reduce((product, size) => product * size, 1), 0);
}

function namedWeights(model: tf.GraphModel): (readonly [string, tf.Tensor])[] {
  return Object.entries(model.weights).flatMap(([name, tensors]) => tensors.map((tensor) => [name, tensor] as const));
}

/** Disposes of the model where it refuses it. */
async function refuseNonFinite(
  name: string, weights: readonly (readonly [string, tf.Tensor])[], model: { dispose(): unknown },
): Promise<void> {
  for (const [weightName, tensor] of weights) {
    if (tensor.dtype !== 'float32') continue;
    const values = await tensor.data();
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index < 0) continue;
    model.dispose();
    throw new EngineFailure(
      'model-weights-not-finite',
      `${name}: the weight "${weightName}" holds ${values[index]} at position ${index}. No map of this network would mean anything; export it again from a sound checkpoint.`,
    );
  }
}

function allowsBatch(network: Network): boolean {
  const { height, width } = network.card.input;
  try {
    return tf.tidy(() => network.features(tf.zeros([2, height, width, 3]), [network.card.logits])[0]?.shape[0] === 2);
  } catch {
    return false;
  }
}

/** Runs the network once on a grey picture: every offered layer gets its shape, and what cannot run is dropped by name. */
async function describeLayers(network: Network, notes: string[]): Promise<LayerInfo[]> {
  const { card } = network;
  const shapes = usableShapes(network, card.layers, notes);
  const usable = card.layers.filter((layer) => (shapes.get(layer.id)?.length ?? 0) >= 2);
  if (usable.length === 0) {
    throw new EngineFailure('model-operator-unsupported', `${card.title} has no layer that can run here. ${notes.join(' ')}`);
  }
  return usable.map((layer, index) => ({
    ...layer,
    depth: index + 1,
    shape: shapes.get(layer.id)!.slice(1),
    stage: layer.stage || shapes.get(layer.id)!.slice(1, -1).join(' x '),
  }));
}

/** @throws what tfjs throws where a layer cannot run */
function shapesOf(network: Network, layerIds: readonly string[]): Map<string, number[]> {
  const { height, width } = network.card.input;
  const shapes = new Map<string, number[]>();
  tf.tidy(() => {
    const features = network.features(tf.fill([1, height, width, 3], 0.5), layerIds);
    layerIds.forEach((id, index) => shapes.set(id, features[index]!.shape));
  });
  return shapes;
}

/** All in one pass; where that fails, one by one, with a note for each that cannot run. */
function usableShapes(network: Network, layers: readonly LayerCard[], notes: string[]): Map<string, number[]> {
  try {
    return shapesOf(network, layers.map((layer) => layer.id));
  } catch {
    return shapesOneByOne(network, layers, notes);
  }
}

function shapesOneByOne(network: Network, layers: readonly LayerCard[], notes: string[]): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const layer of layers) {
    try {
      for (const [id, shape] of shapesOf(network, [layer.id])) shapes.set(id, shape);
    } catch (thrown) {
      notes.push(`Layer "${layer.title}" cannot run here: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  return shapes;
}
