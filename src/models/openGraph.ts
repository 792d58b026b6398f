/** A TensorFlow.js graph model: its ends, the part that can be differentiated, and what its arithmetic tells. */
import * as tf from '@tensorflow/tfjs';
import type { LayerCard, ModelCard, NetworkInput } from '../core/modelCard';
import type { ModelChoices, ModelPort } from '../core/modelChoices';
import { EngineFailure } from '../engine/failure';
import { constantReader } from './constants';
import { damageGraph } from './damageGraph';
import { type DifferentiablePart, differentiablePart } from './controlFlow';
import { withConvolutionSteps } from './convolutionStep';
import { fuseConvolutions } from './fuseConvolutions';
import { GraphAnalysis } from './graphAnalysis';
import { type GraphTopology, graphNetwork, loadGraphModel, placeholdersOf, withOpenBatch } from './graphNetwork';
import { graphReceptiveFields } from './graphReceptiveField';
import { hintOfArithmetic, hintOfNames, presetNumbers } from './inputHints';
import { discoverGraphLayers, readableTitles } from './layerDiscovery';
import type { ModelFiles } from './modelFiles';
import type { InputProposal, OpenModel } from './openModel';
import { choosePictureInput, chooseScores, inputOfShape } from './ports';
import { refuseNonFinite, unsupportedNodes, unsupportedNote } from './weightChecks';

/** @throws EngineFailure where no picture can be fed to it, or its weights are unsound */
export async function openGraph(
  files: ModelFiles, topology: GraphTopology, known: ModelCard | null, choices: ModelChoices,
): Promise<OpenModel> {
  const inputs = placeholdersOf(topology);
  const picture = choosePictureInput(files.name, inputs, choices.pictureInput);
  const outputs = outputPorts(files, topology);
  const constants = constantReader(files);
  const part = known?.feed ? fedAt(topology, known.feed) : differentiablePart(topology, picture.name, picture.dtype === 'int32');
  const entryNode = part.feed ?? picture.name;
  const found = known?.layers ?? discovered(topology, part);
  const output = choices.output ?? known?.logits ?? chooseScores(outputs, (port) => part.reaches(nodeOf(port.name)), found.at(-1)?.id);
  const fixesBatch = (picture.shape?.[0] ?? -1) > 0;
  const opened = fixesBatch ? withOpenBatch(topology, picture.name) : topology;
  const keep = new Set([...found.map((layer) => layer.id), ...outputs.map((port) => nodeOf(port.name)), nodeOf(output), entryNode]);
  const model = await loadGraphModel(files, withConvolutionSteps(fuseConvolutions(opened, keep)));
  await refuseNonFinite(files.name, Object.entries(model.weights).flatMap(([name, all]) => all.map((weight) => [name, weight] as const)), model);
  const unsupported = unsupportedNodes(model);
  const behind = unsupported.length === 0 ? new Set<string>() : behindAny(topology, unsupported.map(({ name }) => name));
  const layers = found.filter((layer) => !behind.has(layer.id));
  const notes = [...controlFlowNotes(part), ...unsupportedNote(files.name, unsupported, layers, found)];
  if (layers.length === 0) {
    model.dispose();
    throw new EngineFailure('model-operator-unsupported', `${files.name} has no layer that can run here. ${notes.join(' ')}`);
  }
  const proposal = known ? ofCard(known, picture) : guess(files, topology, picture, part, outputs.find((port) => port.name === output), constants);
  const others = inputs.filter((port) => port.name !== picture.name);
  const values = Object.fromEntries(others.map((port) => [port.name, choices.constants?.[port.name] ?? 0]));
  const maxBatch = { of: null as number | null };
  return {
    proposal: { ...proposal, questions: known ? proposal.questions : [...proposal.questions, ...ambiguities(inputs, outputs)] },
    inputs, pictureInput: picture.name, constants: values, outputs, output,
    logits: nodeOf(output),
    ...(part.feed === undefined ? {} : { feed: part.feed }),
    layers,
    parameters: countParameters(files),
    notes,
    receptiveFields: graphReceptiveFields(topology, entryNode, constants, proposal.input.height),
    network(card) {
      const entry = { node: entryNode, others: others.map((port) => ({ port, value: values[port.name]! })) };
      const network = graphNetwork(model, entry, card, Number.POSITIVE_INFINITY);
      if (!fixesBatch) return network;
      maxBatch.of ??= allowsBatch(network) ? Number.POSITIVE_INFINITY : 1;
      if (maxBatch.of === 1) notes.push('The file fixes the batch at one picture, so samples run one at a time.');
      return { ...network, maxBatch: maxBatch.of };
    },
    damaged: async (damage, card) => openGraph(await damageGraph(files, card, damage), topology, card, choices),
    dispose: () => model.dispose(),
  };
}

/** Node names come with a port where they have several outputs; the first port is the node itself. */
const nodeOf = (name: string) => name.replace(/:0$/, '');

function outputPorts({ json }: ModelFiles, topology: GraphTopology): ModelPort[] {
  type Output = { name?: string; tensorShape?: { dim?: { size: string | number }[] } };
  const signature = (json.signature as { outputs?: Record<string, Output> } | undefined)?.outputs ?? {};
  const signed = Object.entries(signature).map(([key, { name, tensorShape }]) => ({
    name: nodeOf(name ?? key), shape: tensorShape?.dim?.map(({ size }) => Number(size)) ?? null, dtype: 'float32',
  }));
  if (signed.length > 0) return signed;
  const read = new Set(topology.node.flatMap((node) => (node.input ?? []).map((input) => input.replace(/^\^|:\d+$/g, ''))));
  return topology.node.filter(({ name, op }) => !read.has(name) && op !== 'Const' && op !== 'NoOp').map(({ name }) => ({ name, shape: null, dtype: 'float32' }));
}

function fedAt(topology: GraphTopology, feed: string): DifferentiablePart {
  const graph = new GraphAnalysis(topology, []);
  if (!graph.node(feed)) throw new EngineFailure('model-format', `The card feeds the picture at "${feed}", but the graph has no such node.`);
  const behind = graph.descendants(feed);
  return { feed, reaches: (name) => behind.has(name), dynamic: [] };
}

function discovered(topology: GraphTopology, part: DifferentiablePart): LayerCard[] {
  const found = discoverGraphLayers(topology.node).filter(({ id }) => part.reaches(id));
  const titles = readableTitles(found.map(({ id }) => id));
  return found.map(({ id, kind }, i) => ({ id, title: titles[i]!, stage: '', kind }));
}

function behindAny(topology: GraphTopology, names: readonly string[]): Set<string> {
  const graph = new GraphAnalysis(topology, []);
  return new Set(names.flatMap((name) => [...graph.descendants(name)]));
}

const NAMED_MOST = 3;

function controlFlowNotes({ dynamic, feed }: DifferentiablePart): string[] {
  const first = dynamic[0];
  if (!first) return feed === undefined ? [] : [`The file takes whole numbers, which have no gradient: the picture is fed behind that, at “${feed}”.`];
  const ops = [...new Set(dynamic.map(({ op }) => op))];
  const named = `${ops.slice(0, NAMED_MOST).join(', ')}${ops.length > NAMED_MOST ? ` and ${ops.length - NAMED_MOST} more` : ''}`;
  const where = feed === undefined ? '' : ` The picture is fed at “${feed}”, behind the first of them.`;
  return [`The graph has control flow or sizes that depend on values (${named}, first at “${first.name}”), which cannot be differentiated.${where} What comes after the others is left out.`];
}

function ofCard({ input }: ModelCard, picture: ModelPort): InputProposal {
  return { input, origin: 'Said by the network’s card.', sizeIsOpen: isOpen(picture), questions: [] };
}

const isOpen = ({ shape }: ModelPort) => shape === null || shape.slice(1, 3).some((size) => size <= 0);

function guess(
  files: ModelFiles, topology: GraphTopology, picture: ModelPort, part: DifferentiablePart, scores: ModelPort | undefined,
  constants: ReturnType<typeof constantReader>,
): InputProposal {
  const resize = part.feed === undefined ? null : resizeBefore(topology, part.feed, constants);
  const { frame, sizeIsOpen } = inputOfShape(files.name, picture.shape, resize);
  const hint = hintOfArithmetic(topology, part.feed ?? picture.name, constants)
    ?? hintOfNames(`${files.name} ${topology.node.slice(0, 200).map(({ name }) => name).join(' ')}`, scores?.shape?.at(-1) ?? null);
  const numbers = frame.channelOrder === 'grey' ? { ...presetNumbers(hint.preset), channelOrder: 'grey' as const } : presetNumbers(hint.preset);
  const input: NetworkInput = { ...frame, ...numbers };
  return { input, origin: hint.why, sizeIsOpen, questions: [...(sizeIsOpen ? ['size' as const] : []), ...(hint.isGuess ? ['range' as const] : [])] };
}

/** The size that a preprocessor before the feed would have given the picture. */
function resizeBefore(topology: GraphTopology, feed: string, constants: ReturnType<typeof constantReader>): readonly [number, number] | null {
  const graph = new GraphAnalysis(topology, []);
  for (const name of graph.ancestors(feed)) {
    const node = graph.node(name);
    if (!node || !/^Resize(Bilinear|NearestNeighbor|Bicubic)$/.test(node.op)) continue;
    const constant = graph.constantOf(node.input?.[1] ?? '');
    const size = constant ? constants.values(constant) : null;
    if (size?.[0] && size[1]) return [size[0], size[1]];
  }
  return null;
}

function ambiguities(inputs: readonly ModelPort[], outputs: readonly ModelPort[]): ('input' | 'output')[] {
  return [...(inputs.length > 1 ? ['input' as const] : []), ...(outputs.length > 1 ? ['output' as const] : [])];
}

function countParameters(files: ModelFiles): number {
  return files.weightSpecs.reduce((sum, spec) => sum + spec.shape.reduce((product, size) => product * size, 1), 0);
}

function allowsBatch(network: ReturnType<typeof graphNetwork>): boolean {
  const { height, width } = network.card.input;
  try {
    return tf.tidy(() => network.features(tf.zeros([2, height, width, 3]), [network.card.logits])[0]?.shape[0] === 2);
  } catch {
    return false;
  }
}
