/** Networks made from the loaded one, to see what a metric makes of the change: rescaled, re-parameterised, randomised. */
import type { ModelCard } from '../core/modelCard';
import type { NetworkVariant } from '../core/spec';
import { type LoadedNetwork, loadNetwork } from '../models/loadNetwork';
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
  private readonly made = new Map<string, LoadedNetwork>();

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
    const network = this.made.get(key) ?? (await makeVariant(this.original, variant));
    this.made.delete(key);
    this.made.set(key, network);
    for (const [oldest, { network }] of this.made) {
      if (this.made.size <= KEPT_VARIANTS) break;
      network.dispose();
      this.made.delete(oldest);
    }
    return network;
  }

  dispose(): void {
    for (const { network } of this.made.values()) network.dispose();
    this.made.clear();
  }
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
