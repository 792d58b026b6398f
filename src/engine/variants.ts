/** Networks made from the loaded one, to see what a metric makes of the change: rescaled, re-parameterised, randomised, damaged. */
import type { ModelCard } from '../core/modelCard';
import type { NetworkVariant } from '../core/spec';
import { forgetRecordings } from '../kernels/recording';
import { fromOpenModel, type LoadedNetwork, loadNetwork } from '../models/loadNetwork';
import type { ModelFiles } from '../models/modelFiles';
import { randomiseGraph } from '../models/randomiseGraph';
import { rescaleGraph } from '../models/rescaleGraph';
import { scaledLayerIds, scaledLayers } from '../models/scaledLayers';
import { EngineFailure } from './failure';

/** Beside the network itself: what a comparison of two variants needs. */
const KEPT_VARIANTS = 2;

/**
 * Makes variants when a run asks for them and keeps the last two. The network itself stays its owner's to dispose of.
 */
export class NetworkVariants {
  private readonly original: LoadedNetwork;
  /** Least recently used first. */
  private readonly made = new Map<string, Made>();

  constructor(original: LoadedNetwork) {
    this.original = original;
  }

  /**
   * @param variant null for the network as it is
   * @returns valid until two other variants were asked for, or `dispose`
   * @throws EngineFailure where the variant cannot be made of this network: says why and what else to do
   */
  async get(variant: NetworkVariant | null): Promise<LoadedNetwork> {
    if (!variant) return this.original;
    const key = JSON.stringify(variant);
    // A prediction may ask for one while a run's is being made.
    const made = this.made.get(key) ?? makeOne(this.original, variant);
    this.made.delete(key);
    this.made.set(key, made);
    try {
      return await made.coming;
    } catch (thrown) {
      if (this.made.get(key) === made) this.made.delete(key);
      throw thrown;
    } finally {
      for (const [oldest, old] of this.made) {
        if (this.made.size <= KEPT_VARIANTS) break;
        letGo(old);
        this.made.delete(oldest);
      }
    }
  }

  dispose(): void {
    for (const made of this.made.values()) letGo(made);
    this.made.clear();
  }
}

interface Made {
  readonly coming: Promise<LoadedNetwork>;
  network: LoadedNetwork | null;
  isUnwanted: boolean;
}

function makeOne(original: LoadedNetwork, variant: NetworkVariant): Made {
  const made: Made = {
    coming: makeVariant(original, variant).then((network) => {
      made.network = network;
      if (made.isUnwanted) network.network.dispose();
      return network;
    }),
    network: null,
    isUnwanted: false,
  };
  return made;
}

function letGo(made: Made): void {
  made.isUnwanted = true;
  if (!made.network) return;
  forgetRecordings(made.network.network);
  made.network.network.dispose();
}

/** @throws EngineFailure where the variant cannot be made of this network */
export async function makeVariant(original: LoadedNetwork, variant: NetworkVariant): Promise<LoadedNetwork> {
  const { network, description } = original;
  switch (variant.kind) {
    case 'layer-scaled':
      if (!(variant.factor > 0) || !Number.isFinite(variant.factor)) {
        throw new EngineFailure('spec-invalid', `Layers can be multiplied by a number above 0; it is ${variant.factor}.`);
      }
      return {
        ...original,
        network: scaledLayers(network, variant.factor),
        featureFactors: factorsOf(scaledLayerIds(network.card), variant.factor),
      };
    case 'rescaled': {
      const { files, rescaled } = await rescaleGraph(filesOf(original), network.card, variant.factor);
      return { ...(await loadVariant(files, description.card)), featureFactors: factorsOf(rescaled, variant.factor) };
    }
    case 'randomised':
      return loadVariant(await randomiseGraph(filesOf(original), network.card, variant.segments, variant.seed), description.card);
    case 'damaged': {
      const { card, sha256 } = description;
      const damaged = await original.model?.damaged?.(variant, card);
      if (!damaged) throw new EngineFailure('model-format', `${card.title} was not read from files, so its filters cannot be damaged.`);
      const made = await fromOpenModel({ name: card.title, sha256, known: card }, async () => damaged, {});
      return { network: made.network, description: made.description };
    }
    default: {
      const unknown: never = variant;
      throw new EngineFailure('spec-invalid', `There is no network variant ${JSON.stringify(unknown)}.`);
    }
  }
}

const factorsOf = (layerIds: readonly string[], factor: number) => new Map(layerIds.map((id) => [id, factor]));

/** Without its files: a variant is made of the original alone, and they take as much memory as the network. */
async function loadVariant(files: ModelFiles, card: ModelCard): Promise<LoadedNetwork> {
  const { network, description } = await loadNetwork(files, card);
  return { network, description };
}

function filesOf({ files, description }: LoadedNetwork): ModelFiles {
  if (files) return files;
  throw new EngineFailure('model-format', `${description.card.title} was not read from files, so its weights cannot be changed.`);
}
