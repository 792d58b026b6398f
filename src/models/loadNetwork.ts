/** From files to a checked network with its card and layers. */
import type { LabelSetName, ModelCard } from '../core/modelCard';
import { type Feeding, inputProblem, type ModelChoices } from '../core/modelChoices';
import { EngineFailure } from '../engine/failure';
import type { DecoderInfo, LoadedModel } from '../engine/protocol';
import { describeLayers } from './describeLayers';
import type { GraphTopology } from './graphNetwork';
import { guessLabelSet, resolveLabels } from './labelSets';
import { withLevels } from './layerLevels';
import type { ModelFiles } from './modelFiles';
import type { Network } from './network';
import { openGraph } from './openGraph';
import { openLayers } from './openLayers';
import type { OpenModel } from './openModel';

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
  /**
   * The same network, fed or read otherwise; it shares the weights, so that only one of the two is disposed of, and leaves this
   * one as it is where it cannot be had. Absent where a network was made otherwise than from files.
   */
  readonly withChoices?: (choices: ModelChoices) => Promise<LoadedNetwork>;
  /** The model whose weights it uses. */
  readonly model?: OpenModel;
}

/** Whether disposing of one would take the other's weights. */
export const sharesWeights = (a: LoadedNetwork, b: LoadedNetwork) => a.model !== undefined && a.model === b.model;

/**
 * @param card the card beside the model, if there is one; else `userDefinedMetadata.pixelsieve`, else a guess
 * @param choices what the viewer decided, in place of all of these
 * @throws EngineFailure with a message for the viewer
 */
export async function loadNetwork(files: ModelFiles, card: ModelCard | null, choices: ModelChoices = {}): Promise<LoadedNetwork> {
  const metadata = files.json.userDefinedMetadata as { pixelsieve?: ModelCard } | undefined;
  const known = card ?? metadata?.pixelsieve ?? null;
  const topology = files.json.modelTopology as GraphTopology | object;
  const open = (own: ModelChoices) =>
    'node' in topology ? openGraph(files, topology as GraphTopology, known, own) : openLayers(files, known, own);
  return fromOpenModel({ name: files.name, sha256: files.sha256, known, files }, open, choices);
}

/** Where a model is from, whatever its format. */
export interface ModelOrigin {
  readonly name: string;
  readonly sha256: string;
  readonly known: ModelCard | null;
  readonly files?: ModelFiles;
}

/**
 * @param open reads the model for these choices; asked again where they change its ends
 * @throws EngineFailure with a message for the viewer
 */
export async function fromOpenModel(
  origin: ModelOrigin, open: (choices: ModelChoices) => Promise<OpenModel>, choices: ModelChoices,
): Promise<LoadedNetwork> {
  const model = await open(choices);
  try {
    return await complete(origin, open, model, choices);
  } catch (thrown) {
    model.dispose();
    throw thrown;
  }
}

async function complete(
  origin: ModelOrigin, open: (choices: ModelChoices) => Promise<OpenModel>, model: OpenModel, choices: ModelChoices,
): Promise<LoadedNetwork> {
  const { known } = origin;
  const input = choices.input ?? model.proposal.input;
  refuseInput(origin.name, model, input);
  const notes = [...model.notes, ...(choices.input ? [] : guessNotes(model))];
  const bare: ModelCard = {
    ...(known ?? { id: origin.name, title: origin.name, architecture: 'unknown', labels: [] }),
    parameters: known?.parameters ?? model.parameters,
    input, layers: model.layers, logits: model.logits,
    ...(model.feed === undefined ? {} : { feed: model.feed }),
  };
  const raw = await model.network(bare);
  const { layers: found, classes } = await describeLayers(raw, notes, model.receptiveFields);
  const layers = known ? found : withLevels(found);
  const labels = await labelsOf(known, choices, classes);
  const network: Network = await model.network({ ...bare, layers, labels: labels.labels });
  const feeding: Feeding = {
    sizeIsOpen: model.proposal.sizeIsOpen,
    origin: choices.input ? (choices.origin ?? 'Chosen by you.') : model.proposal.origin,
    inputs: model.inputs, pictureInput: model.pictureInput, constants: model.constants,
    outputs: model.outputs, output: model.output,
    labelSet: labels.set, labelName: labels.name,
    questions: model.proposal.questions,
    proposed: model.proposal.input,
  };
  const description: LoadedModel = { card: network.card, sha256: origin.sha256, layers, decoders: shippedDecoders(network.card), notes, feeding };
  return {
    network, description, model,
    ...(origin.files ? { files: origin.files } : {}),
    withChoices: (next) => (hasSameEnds(next, choices) ? complete(origin, open, model, next) : fromOpenModel(origin, open, next)),
  };
}

/** Whether the model that is open serves for both. */
function hasSameEnds(a: ModelChoices, b: ModelChoices): boolean {
  const ends = ({ pictureInput, constants, output }: ModelChoices) => JSON.stringify([pictureInput, constants, output]);
  return ends(a) === ends(b);
}

function refuseInput(name: string, model: OpenModel, input: ModelCard['input']): void {
  const problem = inputProblem(input);
  if (problem) throw new EngineFailure('spec-invalid', `${name}: ${problem}`);
  const { width, height } = model.proposal.input;
  if (model.proposal.sizeIsOpen || (input.width === width && input.height === height)) return;
  throw new EngineFailure('spec-invalid', `${name} takes pictures of ${width} × ${height} only, not ${input.width} × ${input.height}. Leave the size as it is.`);
}

function guessNotes({ proposal: { input, questions, sizeIsOpen, origin } }: OpenModel): string[] {
  return [
    ...(sizeIsOpen && questions.includes('size') ? [`The model leaves its input size open; ${input.width} × ${input.height} is assumed.`] : []),
    ...(questions.includes('range') ? [origin] : []),
  ];
}

async function labelsOf(known: ModelCard | null, { labels }: ModelChoices, classes: number | null) {
  if (labels) return resolveLabels(labels, classes);
  if (known && known.labels.length > 0) return { set: 'own' as LabelSetName, name: null, labels: known.labels };
  return resolveLabels({ set: guessLabelSet(classes) }, classes);
}

/** As the card says; their weights are fetched when they are first needed. */
function shippedDecoders({ decoders }: ModelCard): DecoderInfo[] {
  if (!decoders) return [];
  return Object.entries(decoders.validationPsnrDb).map(([layerId, psnrDb]) => ({
    layerId, source: 'shipped', psnrDb, pictures: decoders.validationPictures,
  }));
}
