/** An ONNX model: the importer's reading of it as one that can be fed and read in several ways. */
import type { ModelCard, NetworkInput } from '../core/modelCard';
import { INPUT_PRESETS, type ModelChoices, type ModelPort } from '../core/modelChoices';
import type { ReceptiveField } from '../core/receptiveField';
import { EngineFailure } from '../engine/failure';
import { type LoadedNetwork, fromOpenModel } from './loadNetwork';
import { concatenate, sha256Hex } from './modelFiles';
import type { Network } from './network';
import { prepare } from './normalise';
import type { OnnxModel, OnnxNetwork, OnnxPort } from './onnx';
import type { InputProposal, OpenModel } from './openModel';
import { choosePictureInput, chooseScores, inputOfShape } from './ports';

/** @throws EngineFailure with a message for the viewer */
export async function loadOnnx(files: readonly File[], name: string, known: ModelCard | null, choices: ModelChoices = {}): Promise<LoadedNetwork> {
  // Files are read first: while the importer is on its way, the browser may let go of a dropped file.
  const read = await Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
  const onnx = await import('./onnx');
  const model = onnx.readOnnx(read);
  const network = read.find((file) => /\.onnx$/i.test(file.name))!;
  const others = read.filter((file) => file !== network).sort((a, b) => a.name.localeCompare(b.name));
  const sha256 = await sha256Hex(concatenate([network, ...others].map(({ bytes }) => bytes.buffer)));
  return fromOpenModel({ name, sha256, known }, (own) => openOnnx(model, name, known, own, onnx), choices);
}

async function openOnnx(
  model: OnnxModel, name: string, known: ModelCard | null, choices: ModelChoices, onnx: typeof import('./onnx'),
): Promise<OpenModel> {
  const fatal = model.problems.find(({ isFatal }) => isFatal);
  if (fatal) throw new EngineFailure(fatal.kind === 'external-data' ? 'model-shard-missing' : 'model-operator-unsupported', fatal.message);
  const inputs = model.inputs.map(portOf);
  const outputs = model.outputs.map(portOf);
  const picture = choosePictureInput(model.name, inputs, choices.pictureInput);
  const port = model.inputs.find((one) => one.name === picture.name)!;
  const output = choices.output ?? known?.logits ?? chooseScores(outputs.map(withoutPlaces), () => true, outputs[0]?.name);
  const proposal = known
    ? { input: known.input, origin: 'Said by the network’s card.', sizeIsOpen: sizeIsOpen(picture), questions: [] }
    : propose(model, picture, port, withoutPlaces(outputs.find((one) => one.name === output) ?? outputs[0]!));
  const found = onnx.onnxLayers(model, { inputName: picture.name, outputName: output });
  const layers = (known?.layers ?? found).filter(({ id }) => found.find((layer) => layer.id === id)?.isUsable ?? true);
  const others = inputs.filter((one) => one !== picture);
  const constants = Object.fromEntries(others.map((one) => [one.name, choices.constants?.[one.name] ?? 0]));
  const bases = new SizedNetworks((height, width) =>
    onnx.onnxNetwork(model, { inputName: picture.name, outputName: output, height, width, constants }, baseCard(name, model, output, layers, height, width)));
  const first = proposedSize(choices.input ?? proposal.input, picture);
  const base = await bases.of(first.height, first.width);
  const notes = model.problems.map(({ message }) => message);
  const ends = [...(inputs.length > 1 ? ['input' as const] : []), ...(outputs.length > 1 ? ['output' as const] : [])];
  return {
    proposal: { ...proposal, questions: [...proposal.questions, ...ends] },
    inputs, pictureInput: picture.name, constants, outputs, output, logits: output,
    // Attention has inner values in which pictures share an axis with its heads.
    layers: layers.filter(({ id }) => base.layerShapes.has(id)).map(({ id, title, stage, kind, inner }) => ({ id, title, stage, kind, ...(inner ? { inner } : {}) })),
    parameters: model.parameters,
    notes: lost(model.problems.length, found.length, layers.length) ? [...notes, usable(layers.length, found.length, layers.at(-1)?.title)] : notes,
    receptiveFields: new Map([...base.receptiveFields].flatMap(([id, field]): [string, ReceptiveField][] => (field ? [[id, field]] : []))),
    network: async (card) => fedBy(await bases.of(card.input.height, card.input.width), card, () => bases.dispose()),
    damaged: (damage, card) => openOnnx({ ...model, graph: onnx.damageOnnx(model.graph, card, damage) }, name, card, choices, onnx),
    dispose: () => bases.dispose(),
  };
}

const lost = (problems: number, found: number, usable: number) => problems > 0 && usable < found;
const usable = (count: number, of: number, last: string | undefined) =>
  count === 0 ? 'No layer can be used.' : `${count} of ${of} layers can be used, the last of them “${last}”.`;

/** Weights are laid out for one size of input; the last two sizes are kept, as the network on the table uses one of them. */
class SizedNetworks {
  private readonly make: (height: number, width: number) => Promise<OnnxNetwork>;
  private readonly made = new Map<string, OnnxNetwork>();

  constructor(make: (height: number, width: number) => Promise<OnnxNetwork>) {
    this.make = make;
  }

  async of(height: number, width: number): Promise<OnnxNetwork> {
    const key = `${height}x${width}`;
    const network = this.made.get(key) ?? (await this.make(height, width));
    this.made.delete(key);
    this.made.set(key, network);
    for (const [oldest, other] of this.made) {
      if (this.made.size <= 2) break;
      other.dispose();
      this.made.delete(oldest);
    }
    return network;
  }

  dispose(): void {
    for (const network of this.made.values()) network.dispose();
    this.made.clear();
  }
}

/** The importer's network is fed what is prepared already; where its file has the channels is its own affair. */
function fedBy(base: OnnxNetwork, card: ModelCard, dispose: () => void): Network {
  const input: NetworkInput = { ...card.input, layout: 'nhwc' };
  const { featuresFrom } = base;
  return {
    card,
    maxBatch: base.maxBatch,
    features: (pictures, ids) => base.features(prepare(pictures, input), ids),
    ...(featuresFrom && { featuresFrom: (pictures, from, feature, ids) => featuresFrom(prepare(pictures, input), from, feature, ids) }),
    dispose,
  };
}

function baseCard(name: string, model: OnnxModel, output: string, layers: ModelCard['layers'], height: number, width: number): ModelCard {
  const { mean, std } = INPUT_PRESETS.none;
  return { id: name, title: name, architecture: model.producer, parameters: model.parameters, labels: [], layers, logits: output, input: { width, height, mean, std } };
}

const portOf = ({ name, axes, dtype }: OnnxPort): ModelPort => ({ name, dtype, shape: axes?.map(({ size }) => size ?? -1) ?? null });

/** Scores of fully convolutional networks stand at one place: batch x classes x 1 x 1. */
function withoutPlaces(port: ModelPort): ModelPort {
  const { shape } = port;
  return shape?.length === 4 && shape[2] === 1 && shape[3] === 1 ? { ...port, shape: shape.slice(0, 2) } : port;
}

function sizeIsOpen({ shape }: ModelPort): boolean {
  return shape === null || inputOfShape('', shape).sizeIsOpen;
}

function proposedSize(input: NetworkInput, picture: ModelPort): { height: number; width: number } {
  if (sizeIsOpen(picture)) return input;
  const { frame } = inputOfShape('', picture.shape);
  return frame;
}

/** By what wrote the file: networks in ONNX mostly come from PyTorch, and those for ImageNet with its numbers. */
function propose(model: OnnxModel, picture: ModelPort, port: OnnxPort, scores: ModelPort): InputProposal {
  const { frame, sizeIsOpen } = inputOfShape(model.name, picture.shape);
  const isGrey = frame.channelOrder === 'grey';
  const isImagenet = !isGrey && scores.shape?.at(-1) === 1000;
  const { mean, std } = INPUT_PRESETS[isImagenet ? 'torchvision' : 'none'];
  const layout = port.layout === 'NCHW' ? { layout: 'nchw' as const } : {};
  const { layout: _layout, ...rest } = frame;
  return {
    input: { ...rest, mean, std, ...layout },
    origin: isImagenet
      ? `1000 classes${model.producer === '' ? '' : `, written by ${model.producer}`}: probably normalised as torchvision does; check the top five.`
      : 'The file does not say how its input is normalised; intensities of 0..1 are fed as they are.',
    sizeIsOpen,
    questions: [...(sizeIsOpen ? ['size' as const] : []), 'range'],
  };
}
