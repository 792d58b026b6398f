/**
 * A map taken apart by scale: what Gaussian blurs of growing width take away, one band a width, and what is left at the end
 * less its mean. Of the fine ones, in which noise is worst, what follows a few known patterns is a band of its own: few numbers, so that
 * hardly any noise is in it. All add up to the map but for a constant.
 */

import { mean } from '../core/stats';
import { gaussianBlur } from '../kernels/gaussianBlur';

/** Standard deviations of the blurs, cells. */
const WIDTHS = [0.6, 1.2, 2.4, 5];
/** In so many bands, from the finest, patterns are looked for; coarser ones have hardly more freedom than the patterns. */
const BANDS_WITH_PATTERNS = 3;
const LEAST_GROUPS = 3;
const SMALL_MAP = 32 * 32;
/** Of a pattern's length, what its band must add to the patterns before it. */
const LEAST_NEW = 1e-3;

/** What maps may follow. */
export interface Patterns {
  /** Maps whose band at each scale may be part of a map's. */
  readonly maps: readonly Float64Array[];
  /** Cells whose row and column agree modulo this may differ from others, the same everywhere; 1: they do not. */
  readonly lattice: number;
}

export const NO_PATTERNS: Patterns = { maps: [], lattice: 1 };

export class Bands {
  /** About how many independent values each band has. */
  readonly freedoms: readonly number[];
  private readonly rows: number;
  private readonly columns: number;
  private readonly lattice: number;
  /** Of each cell, by its row and column modulo the lattice. */
  private readonly kinds: Uint8Array;
  /** Cells of each kind. */
  private readonly counts: Float64Array;
  /** For each of the fine bands, the patterns' own, orthonormal. */
  private readonly bases: readonly (readonly Float64Array[])[];

  constructor(rows: number, columns: number, { maps, lattice }: Patterns = NO_PATTERNS) {
    this.rows = rows;
    this.columns = columns;
    this.lattice = lattice;
    this.kinds = Uint8Array.from({ length: rows * columns }, (_, i) => (Math.floor(i / columns) % lattice) * lattice + ((i % columns) % lattice));
    this.counts = new Float64Array(lattice ** 2);
    for (const kind of this.kinds) this.counts[kind]!++;
    const byScale = maps.map((map) => this.byScale(map));
    const lengths = maps.map((map) => Math.sqrt(product(map, map)));
    this.bases = maps.length === 0 ? [] : Array.from({ length: BANDS_WITH_PATTERNS }, (_, scale) => orthonormal(byScale.map((bands) => bands[scale]!), lengths));
    const inLattice = lattice > 1 ? [lattice ** 2 - 1] : [];
    this.freedoms = [...inLattice, ...freedomsByScale(rows * columns).flatMap((own, scale) => {
      const taken = this.bases[scale]?.length ?? 0;
      const rest = Math.max(1, own - taken - (scale === 0 ? (inLattice[0] ?? 0) : 0));
      return taken > 0 ? [taken, rest] : [rest];
    })];
  }

  split(values: Float64Array): Float64Array[] {
    const { onLattice, scales } = this.latticeAndScales(values);
    return [...onLattice, ...scales.flatMap((band, scale) => {
      const basis = this.bases[scale] ?? [];
      if (basis.length === 0) return [band];
      const followed = projection(band, basis);
      return [followed, minus(band, followed)];
    })];
  }

  /** Mean square of each band of `split`, without making those that follow patterns. */
  meanSquares(values: Float64Array): number[] {
    const { onLattice, scales } = this.latticeAndScales(values);
    return [...onLattice.map(meanSquare), ...scales.flatMap((band, scale) => {
      const basis = this.bases[scale] ?? [];
      const whole = meanSquare(band);
      if (basis.length === 0) return [whole];
      const followed = basis.reduce((sum, direction) => sum + product(band, direction) ** 2, 0) / band.length;
      return [followed, Math.max(0, whole - followed)];
    })];
  }

  private latticeAndScales(values: Float64Array): { readonly onLattice: readonly Float64Array[]; readonly scales: readonly Float64Array[] } {
    const scales = this.byScale(values);
    if (this.lattice === 1) return { onLattice: [], scales };
    const onLattice = scales.slice(0, BANDS_WITH_PATTERNS).map((band) => this.latticeOf(band));
    return { onLattice: [onLattice.reduce(plus)], scales: scales.map((band, scale) => (onLattice[scale] ? minus(band, onLattice[scale]) : band)) };
  }

  private byScale(values: Float64Array): Float64Array[] {
    const bands: Float64Array[] = [];
    const centre = mean(values);
    const centred = new Float64Array(values.length);
    for (let i = 0; i < centred.length; i++) centred[i] = values[i]! - centre;
    let before: Float64Array = centred;
    for (const width of WIDTHS) {
      const after = gaussianBlur(centred, this.rows, this.columns, width);
      bands.push(minus(before, after));
      before = after;
    }
    const rest = mean(before);
    bands.push(before.map((value) => value - rest));
    return bands;
  }

  /** The mean of each kind of place, less that of all. */
  private latticeOf(values: Float64Array): Float64Array {
    const { kinds, counts } = this;
    const sums = new Float64Array(counts.length);
    for (let i = 0; i < kinds.length; i++) sums[kinds[i]!]! += values[i]!;
    const centre = sums.reduce((sum, value) => sum + value, 0) / values.length;
    const means = sums.map((sum, kind) => sum / counts[kind]! - centre);
    const onLattice = new Float64Array(kinds.length);
    for (let i = 0; i < kinds.length; i++) onLattice[i] = means[kinds[i]!]!;
    return onLattice;
  }
}

// Loops, here and below: a map is split some twenty times for every eight passes, and typed arrays' own `map` and `reduce` take several times as long.

export const meanProduct = (a: Float64Array, b: Float64Array): number => product(a, b) / a.length;
export const meanSquare = (values: Float64Array): number => meanProduct(values, values);

function plus(values: Float64Array, other: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  for (let i = 0; i < sums.length; i++) sums[i] = values[i]! + other[i]!;
  return sums;
}

function minus(values: Float64Array, other: Float64Array): Float64Array {
  const differences = new Float64Array(values.length);
  for (let i = 0; i < differences.length; i++) differences[i] = values[i]! - other[i]!;
  return differences;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function projection(values: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const followed = new Float64Array(values.length);
  for (const direction of basis) {
    const share = product(values, direction);
    for (let i = 0; i < followed.length; i++) followed[i]! += share * direction[i]!;
  }
  return followed;
}

/**
 * By Gram and Schmidt, each direction twice; what the others all but hold is left out.
 * @param bands of maps of these lengths, one of each
 */
function orthonormal(bands: readonly Float64Array[], lengths: readonly number[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const [index, map] of bands.entries()) {
    const once = minus(map, projection(map, basis));
    const left = minus(once, projection(once, basis));
    const own = Math.sqrt(product(left, left));
    if (own > LEAST_NEW * lengths[index]!) basis.push(left.map((value) => value / own));
  }
  return basis;
}

/** A blur of width w keeps cells / (4 pi w^2) of `cells` independent values. */
function freedomsByScale(cells: number): number[] {
  const kept = [cells, ...WIDTHS.map((width) => Math.min(cells, cells / (4 * Math.PI * width ** 2)))];
  return kept.map((before, index) => Math.max(1, before - (kept[index + 1] ?? 1)));
}

/**
 * Into how many groups a map's samples are divided to judge each band's noise by how they differ: `most` at 32 x 32 cells or fewer; as
 * many cells more tell as much with fewer.
 */
export function noiseGroups(cells: number, most: number): number {
  return Math.max(LEAST_GROUPS, Math.min(most, 1 + Math.ceil(((most - 1) * SMALL_MAP) / cells)));
}
