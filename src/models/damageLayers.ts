/** A layers (Keras) model's files with some filters of a layer disturbed. */
import type { ModelCard } from '../core/modelCard';
import type { Damage } from '../core/spec';
import { type ChannelRole, damageOf, type FilterBank, type FilterLayout, layersWithFilters } from './damage';
import type { FlatLayer, FlatModel } from './flatLayers';
import { weightsChanged } from './graphWeights';
import type { ModelFiles } from './modelFiles';

/** @throws EngineFailure as `damageOf` does */
export function damageLayers(files: ModelFiles, flat: FlatModel, card: ModelCard, damage: Damage): Promise<ModelFiles> {
  const streams = new Map(files.weightSpecs.map(({ name }, index) => [name, index]));
  const owned = layersOwnedBy(flat, card, damage.layerId);
  const banks = owned.flatMap((layer): FilterBank[] => {
    const kernel = kernelOf(layer);
    if (!kernel || !streams.has(kernel.name)) return [];
    return [{ kernel: kernel.name, layout: kernel.layout, stream: streams.get(kernel.name)!, vectors: vectorsBehind(layer, flat) }];
  });
  return weightsChanged(files, damageOf(banks, card, damage));
}

/** Layers that the listed one depends on and no listed one before it does. */
function layersOwnedBy(flat: FlatModel, card: ModelCard, layerId: string): FlatLayer[] {
  const byId = new Map(flat.layers.map((layer) => [layer.id, layer]));
  const taken = new Set<FlatLayer>();
  for (const { id } of layersWithFilters(card, layerId)) {
    const before = new Set(taken);
    const open = [byId.get(id)];
    for (let layer = open.pop(); layer; layer = open.pop()) {
      if (taken.has(layer)) continue;
      taken.add(layer);
      open.push(...layer.inputs.map(({ from }) => from));
    }
    if (id === layerId) return [...taken].filter((layer) => !before.has(layer));
  }
  return [];
}

/** As the model's files name them; separable convolutions are told by their second kernel, which makes the channels. */
function kernelOf({ layer, className }: FlatLayer): { name: string; layout: FilterLayout } | null {
  const kernel = layer.weights[className === 'SeparableConv2D' ? 1 : 0];
  if (!kernel) return null;
  const shape = kernel.shape as number[];
  const [rows = 1, columns = 1] = shape.slice(-2);
  const name = kernel.originalName;
  switch (className) {
    case 'Conv2D':
    case 'SeparableConv2D':
    case 'Dense':
      return { name, layout: { count: columns, inner: 1 } };
    case 'DepthwiseConv2D':
      return { name, layout: { count: rows * columns, inner: 1 } };
    case 'Conv2DTranspose':
      return { name, layout: { count: rows, inner: columns } };
    default:
      return null;
  }
}

const ROLES: Readonly<Record<string, ChannelRole>> = { bias: 'bias', beta: 'bias', gamma: 'gain', moving_mean: 'mean', moving_variance: 'variance' };

/** The layer's own bias, and the batch norm that reads it alone. */
function vectorsBehind(layer: FlatLayer, { layers }: FlatModel): { name: string; role: ChannelRole }[] {
  const readers = layers.filter(({ inputs }) => inputs.some(({ from }) => from === layer));
  const norm = readers.length === 1 && readers[0]!.className === 'BatchNormalization' ? [readers[0]!] : [];
  return [layer, ...norm].flatMap(({ layer: { weights } }) =>
    weights.flatMap(({ originalName }) => {
      const role = ROLES[originalName.slice(originalName.lastIndexOf('/') + 1)];
      return role ? [{ name: originalName, role }] : [];
    }));
}
