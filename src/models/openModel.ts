/** What every file format gives, before it is settled how the network is fed and read. */
import type { ModelCard, NetworkInput, LayerCard } from '../core/modelCard';
import type { Damage } from '../core/spec';
import type { ModelPort, OpenQuestion } from '../core/modelChoices';
import type { ReceptiveField } from '../core/receptiveField';
import type { Network } from './network';

/** How a network wants its picture, as far as its files tell. */
export interface InputProposal {
  readonly input: NetworkInput;
  /** A sentence: whose word that is. */
  readonly origin: string;
  readonly sizeIsOpen: boolean;
  readonly questions: readonly OpenQuestion[];
}

/** A model whose weights are in place; the networks made of it share them. */
export interface OpenModel {
  readonly proposal: InputProposal;
  readonly inputs: readonly ModelPort[];
  readonly pictureInput: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly outputs: readonly ModelPort[];
  /** The class scores, by the name of their port. */
  readonly output: string;
  /** The layer or node that gives them. */
  readonly logits: string;
  readonly feed?: string;
  readonly layers: readonly LayerCard[];
  readonly parameters: number;
  /** What was left out, for the viewer. */
  readonly notes: readonly string[];
  readonly receptiveFields: ReadonlyMap<string, ReceptiveField>;
  /**
   * The same model with some filters of a layer disturbed; this one stays as it is.
   * @param card of the network that is to be damaged
   * @throws EngineFailure layer-unknown or spec-invalid where there is nothing to disturb, saying what else can be chosen
   */
  damaged?(damage: Damage, card: ModelCard): Promise<OpenModel>;
  /** `dispose` of such a network disposes of the model. */
  network(card: ModelCard): Network | Promise<Network>;
  dispose(): void;
}
