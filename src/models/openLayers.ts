/** A TensorFlow.js layers (Keras) model: its ends, its layers with those of the models inside it, and what they tell. */
import type * as tf from '@tensorflow/tfjs';
import type { LayerCard, ModelCard } from '../core/modelCard';
import type { ModelChoices, ModelPort } from '../core/modelChoices';
import { damageLayers } from './damageLayers';
import { type FlatModel, flattenModel } from './flatLayers';
import { hintOfNames, presetNumbers, type RangeHint } from './inputHints';
import { isKerasLayerWorthShowing, kindOfKerasClass } from './layerDiscovery';
import { layersNetwork, loadLayersModel } from './layersNetwork';
import { layersReceptiveFields } from './layersReceptiveField';
import type { ModelFiles } from './modelFiles';
import type { InputProposal, OpenModel } from './openModel';
import { choosePictureInput, chooseScores, inputOfShape } from './ports';
import { refuseNonFinite } from './weightChecks';

/** @throws EngineFailure where no picture can be fed to it, or its weights are unsound */
export async function openLayers(files: ModelFiles, known: ModelCard | null, choices: ModelChoices): Promise<OpenModel> {
  const model = await loadLayersModel(files);
  try {
    await refuseNonFinite(files.name, model.weights.map((weight) => [weight.originalName, weight.read()] as const), { dispose: () => undefined });
    return describe(files, model, known, choices);
  } catch (thrown) {
    model.dispose();
    throw thrown;
  }
}

function describe(files: ModelFiles, model: tf.LayersModel, known: ModelCard | null, choices: ModelChoices): OpenModel {
  const flat = flattenModel(model);
  const inputs = model.inputs.map((input, i) => portOf(flat.inputs[i]!.id, input));
  const outputs = model.outputs.map((output, i) => portOf(flat.outputs[i]!.from.id, output));
  const picture = choosePictureInput(files.name, inputs, choices.pictureInput);
  const pictureLayer = flat.inputs[inputs.indexOf(picture)]!;
  const receptiveFields = layersReceptiveFields(flat, pictureLayer);
  const output = choices.output ?? known?.logits ?? chooseScores(outputs, ({ name }) => receptiveFields.has(name), flat.layers.at(-1)?.id);
  const others = inputs.flatMap((port, i) => (port === picture ? [] : [{ input: flat.inputs[i]!, shape: port.shape!, value: choices.constants?.[port.name] ?? 0 }]));
  const batch = picture.shape?.[0] ?? -1;
  return {
    proposal: propose(files, flat, picture, known, outputs.find(({ name }) => name === output), inputs.length > 1, outputs.length > 1),
    inputs, pictureInput: picture.name, outputs, output, logits: output,
    constants: Object.fromEntries(others.map(({ input, value }) => [input.id, value])),
    layers: known?.layers ?? worthShowing(flat, receptiveFields),
    parameters: model.countParams(),
    notes: [],
    receptiveFields,
    network: (card) => layersNetwork(model, flat, { picture: pictureLayer, others }, card, batch > 0 ? batch : Number.POSITIVE_INFINITY),
    damaged: async (damage, card) => openLayers(await damageLayers(files, flat, card, damage), card, choices),
    dispose: () => model.dispose(),
  };
}

const portOf = (name: string, tensor: tf.SymbolicTensor): ModelPort => ({ name, shape: tensor.shape.map((size) => size ?? -1), dtype: tensor.dtype });

/** The picture must have a say in it. */
function worthShowing(flat: FlatModel, reached: ReadonlyMap<string, unknown>): LayerCard[] {
  const isDepthwise = (id: string) => flat.layers.find((layer) => layer.id === id)?.className === 'DepthwiseConv2D';
  return flat.layers
    .filter(({ id, className }) => reached.has(id) && isKerasLayerWorthShowing(className))
    .map(({ id, className, inputs }) => {
      const closesSeparable = className === 'Conv2D' && inputs.some(({ from }) => isDepthwise(behindActivation(from).id));
      return { id, title: id, stage: '', kind: closesSeparable || className === 'SeparableConv2D' ? 'block' : kindOfKerasClass(className) };
    });
}

/** Normalisation and activation belong to the convolution before them. */
function behindActivation(layer: FlatModel['layers'][number]): FlatModel['layers'][number] {
  let at = layer;
  while (/Activation|ReLU|BatchNormalization/i.test(at.className) && at.inputs[0]) at = at.inputs[0].from;
  return at;
}

function propose(
  files: ModelFiles, flat: FlatModel, picture: ModelPort, known: ModelCard | null, scores: ModelPort | undefined, severalInputs: boolean, severalOutputs: boolean,
): InputProposal {
  const ends = [...(severalInputs ? ['input' as const] : []), ...(severalOutputs ? ['output' as const] : [])];
  const sizeIsOpen = (picture.shape ?? []).slice(1, 3).some((size) => size <= 0);
  if (known) return { input: known.input, origin: 'Said by the network’s card.', sizeIsOpen, questions: ends };
  const shaped = inputOfShape(files.name, picture.shape);
  const hint = hintOfRescaling(flat) ?? hintOfNames(`${files.name} ${flat.layers.map(({ id }) => id).join(' ')}`, scores?.shape?.at(-1) ?? null);
  const grey = shaped.frame.channelOrder === 'grey' ? { channelOrder: 'grey' as const } : {};
  return {
    input: { ...shaped.frame, ...presetNumbers(hint.preset), ...grey },
    origin: hint.why,
    sizeIsOpen: shaped.sizeIsOpen,
    questions: [...(shaped.sizeIsOpen ? ['size' as const] : []), ...(hint.isGuess ? ['range' as const] : []), ...ends],
  };
}

/** A Rescaling layer before the first convolution says what range it was written for. */
function hintOfRescaling(flat: FlatModel): RangeHint | null {
  for (const { id, className, layer } of flat.layers) {
    if (/Conv|Dense/.test(className)) return null;
    if (className !== 'Rescaling') continue;
    const scale = Number((layer.getConfig() as { scale?: unknown }).scale);
    return scale <= 0.05
      ? { preset: 'bytes', why: `The layer “${id}” scales bytes itself, so 0 to 255 is fed.`, isGuess: false }
      : { preset: 'none', why: `The layer “${id}” normalises 0 to 1 itself.`, isGuess: false };
  }
  return null;
}

