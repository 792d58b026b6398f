/**
 * Filters of one layer disturbed, whatever the file format: which ones, and what becomes of their numbers. A filter is all that
 * makes one channel: its part of the kernel, and its number in each vector that is applied right behind, bias or batch norm.
 */
import type { ModelCard } from '../core/modelCard';
import { fillNormal } from '../core/random';
import type { Damage } from '../core/spec';
import { EngineFailure } from '../engine/failure';

/** Where the numbers of a filter lie in a kernel: number i belongs to filter floor(i / inner) mod count. */
export interface FilterLayout {
  readonly count: number;
  readonly inner: number;
}

/** bias and mean shift a channel, the others scale it. */
export type ChannelRole = 'bias' | 'mean' | 'gain' | 'divisor' | 'variance';

/** A kernel, and the vectors with a number for each of its filters. Weights by their names in the file. */
export interface FilterBank {
  readonly kernel: string;
  readonly layout: FilterLayout;
  readonly vectors: readonly { readonly name: string; readonly role: ChannelRole }[];
  /** Of the kernel's place in the file: what is drawn depends on it and the seed alone. */
  readonly stream: number;
}

/** A weight's new numbers; null where it stays. */
export type WeightChange = (name: string, values: Float32Array) => Float32Array | null;

/** Apart from the streams that runs and randomised networks draw from. */
const FIRST_STREAM = 0x58000000;
const STREAMS_A_BANK = 2;

/**
 * @param banks of the layer; a kernel of zeros and ones only is a shortcut that was exported as one, and stays
 * @throws EngineFailure spec-invalid where the share is none, or the layer has no filters
 */
export function damageOf(banks: readonly FilterBank[], card: ModelCard, damage: Damage): WeightChange {
  const { share, layerId } = damage;
  if (!(share >= 0 && share <= 1)) throw new EngineFailure('spec-invalid', `A share of the filters is from 0 to 1; it is ${share}.`);
  const layer = card.layers.find(({ id }) => id === layerId);
  if (!layer) throw new EngineFailure('layer-unknown', `${card.title} has no layer "${layerId}" to damage. It has ${card.layers.map(({ id }) => id).join(', ')}.`);
  if (banks.length === 0) {
    throw new EngineFailure('spec-invalid', `${layer.title} of ${card.title} has no filters of its own to damage: it only passes on what comes before it. Choose the layer before it.`);
  }
  const changes = new Map<string, (values: Float32Array) => Float32Array | null>();
  for (const bank of banks) {
    const sources = sourcesOf(bank, damage);
    changes.set(bank.kernel, (values) => (values.every((value) => value === 0 || value === 1) ? null : damagedKernel(values, bank, sources, damage)));
    for (const { name, role } of bank.vectors) changes.set(name, (values) => damagedVector(values, role, sources, damage));
  }
  return (name, values) => changes.get(name)?.(values) ?? null;
}

/** Layers that filters can belong to: those inside blocks have their own only where one of them is meant, else the block has them all. */
export function layersWithFilters({ layers }: ModelCard, layerId: string): ModelCard['layers'] {
  const isInner = layers.find(({ id }) => id === layerId)?.inner === true;
  return isInner ? layers : layers.filter(({ inner }) => inner !== true);
}

/** Each disturbed filter, and the one whose numbers it gets where they change places. */
function sourcesOf({ layout: { count }, stream }: FilterBank, { share, way, seed }: Damage): ReadonlyMap<number, number> {
  const order = new Float32Array(count);
  fillNormal(order, seed, FIRST_STREAM + STREAMS_A_BANK * stream);
  // A single filter has none to change places with.
  const least = share === 0 ? 0 : way === 'shuffled' ? Math.min(2, count) : 1;
  const chosen = Array.from(order.keys()).sort((a, b) => order[a]! - order[b]! || a - b).slice(0, Math.max(least, Math.round(share * count)));
  // In a circle: none keeps its place.
  return new Map(chosen.map((filter, i) => [filter, chosen[(i + 1) % chosen.length]!]));
}

function damagedKernel(values: Float32Array, bank: FilterBank, sources: ReadonlyMap<number, number>, { way, seed }: Damage): Float32Array {
  const { count, inner } = bank.layout;
  const perFilter = values.length / count;
  const normals = new Float32Array(way === 'noised' || way === 'randomised' ? values.length : 0);
  fillNormal(normals, seed, FIRST_STREAM + STREAMS_A_BANK * bank.stream + 1);
  const filterAt = (i: number) => Math.floor(i / inner) % count;
  const rms = way === 'noised' ? rootMeanSquares(values, count, filterAt) : null;
  const initialStd = Math.sqrt(2 / perFilter);
  return values.map((value, i) => {
    const filter = filterAt(i);
    const source = sources.get(filter);
    if (source === undefined) return value;
    switch (way) {
      case 'zeroed': return 0;
      case 'shuffled': return values[i + (source - filter) * inner]!;
      case 'noised': return value + rms![filter]! * normals[i]!;
      case 'randomised': return initialStd * normals[i]!;
    }
  });
}

function rootMeanSquares(values: Float32Array, count: number, filterAt: (i: number) => number): Float64Array {
  const sums = new Float64Array(count);
  values.forEach((value, i) => (sums[filterAt(i)]! += value * value));
  return sums.map((sum) => Math.sqrt((sum * count) / values.length));
}

function damagedVector(values: Float32Array, role: ChannelRole, sources: ReadonlyMap<number, number>, { way }: Damage): Float32Array | null {
  if (way === 'noised') return null;
  const shifts = role === 'bias' || role === 'mean';
  return values.map((value, channel) => {
    const source = sources.get(channel);
    if (source === undefined) return value;
    if (way === 'shuffled') return values[source]!;
    // A channel that is nothing stays nothing however it is scaled.
    if (way === 'zeroed') return shifts ? 0 : value;
    return shifts ? 0 : 1;
  });
}
