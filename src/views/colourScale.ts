/**
 * The scale that all maps share: from nats to colour. Sequential schemes are perceptually uniform and run from lit
 * (kept) to dark (forgotten): what a layer still sees is where the light comes through. The diverging one is centred on 0.
 */
import { interpolateCividis, interpolateInferno, interpolatePuOr, interpolateViridis, lab, rgb } from 'd3';
import type { ColourScheme } from '../core/colourSchemes';

export type SequentialScheme = ColourScheme;
export type Domain = readonly [number, number];

/** A scheme can be turned round: where a high number means that a pixel matters, light is for high. */
export type TableDirection = 'lit-low' | 'lit-high';

/** 256 colours, from the low end of the domain to the high end. */
export type LookupTable = Uint8ClampedArray;

const LEVELS = 256;
const tables = new Map<string, LookupTable>();

/** The last few per cent of a scheme's dark end are left out: they would be one with a dark frame. */
const INTERPOLATORS: Record<SequentialScheme | 'diverging', (share: number) => string> = {
  inferno: (share) => interpolateInferno(0.985 - 0.925 * share),
  viridis: (share) => interpolateViridis(1 - share),
  cividis: (share) => interpolateCividis(1 - share),
  grey: (share) => String(lab(97 - 89 * share, 0, 0)),
  // Low, kept: orange, as in inferno; high, forgotten: purple.
  diverging: (share) => interpolatePuOr(0.96 - 0.92 * share),
};

export function lookupTable(scheme: SequentialScheme | 'diverging', direction: TableDirection = 'lit-low'): LookupTable {
  const key = `${scheme} ${direction}`;
  const known = tables.get(key);
  if (known) return known;
  const table = new Uint8ClampedArray(LEVELS * 3);
  for (let level = 0; level < LEVELS; level++) {
    const share = level / (LEVELS - 1);
    const colour = rgb(INTERPOLATORS[scheme](direction === 'lit-high' ? 1 - share : share));
    table.set([colour.r, colour.g, colour.b], level * 3);
  }
  tables.set(key, table);
  return table;
}

export function cssColour(table: LookupTable, domain: Domain, value: number): string {
  const share = (value - domain[0]) / (domain[1] - domain[0]);
  const level = Math.round(Math.min(1, Math.max(0, share)) * (LEVELS - 1)) * 3;
  return `rgb(${table[level]}, ${table[level + 1]}, ${table[level + 2]})`;
}

export interface PaintOptions {
  readonly table: LookupTable;
  readonly domain: Domain;
  /** Subtracted from every value: the uniform entropy, where the scale is relative. */
  readonly offset: number;
  /** Amplitude of the grain that says "still moving", as a share of the scale. */
  readonly grain: number;
  /** Changes the grain from frame to frame. */
  readonly frame: number;
}

/** Row-major values into RGBA; a flat loop, as it runs many times a second. */
export function paint(rgba: Uint8ClampedArray, values: Float32Array, options: PaintOptions): void {
  const { table, domain, offset, grain, frame } = options;
  const perNat = (LEVELS - 1) / (domain[1] - domain[0]);
  const start = (offset + domain[0]) * perNat - 0.5;
  const grainLevels = grain * LEVELS;
  let state = (frame * 0x9e3779b1 + 0x85ebca6b) | 0;
  for (let i = 0; i < values.length; i++) {
    let level = values[i]! * perNat - start;
    if (grainLevels > 0) {
      // xorshift32: cheap and good enough to look at.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      level += (state / 0x80000000) * grainLevels;
    }
    const from = (level <= 0 ? 0 : level >= LEVELS - 1 ? LEVELS - 1 : level | 0) * 3;
    const to = i * 4;
    rgba[to] = table[from]!;
    rgba[to + 1] = table[from + 1]!;
    rgba[to + 2] = table[from + 2]!;
    rgba[to + 3] = 255;
  }
}
