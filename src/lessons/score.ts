/** How near a prediction came to what was measured. */
import { spearman } from '../core/rankCorrelation';
import type { LayerMap } from '../engine/protocol';
import type { Finding, Prediction } from './lesson';

export interface PointScore {
  /** The map's value at the place. */
  readonly value: number;
  /**
   * Share of the map's cells on the wrong side of it, ties by half, 0..1: 1 for the very highest (or lowest) cell, and 0.5 on
   * average for whoever points blindly.
   */
  readonly percentile: number;
  /** In cells, where the map is highest (or lowest); of equal cells the first. */
  readonly best: { readonly column: number; readonly row: number };
  readonly bestValue: number;
}

/** @param pixel in pixels of a picture of this size */
export function scorePoint(
  map: LayerMap, pixel: { readonly x: number; readonly y: number }, size: { readonly width: number; readonly height: number }, end: 'high' | 'low',
): PointScore {
  const { values, width } = map;
  const cell = Math.floor((pixel.y * map.height) / size.height) * width + Math.floor((pixel.x * width) / size.width);
  const value = values[cell]!;
  const sign = end === 'high' ? 1 : -1;
  let worse = 0;
  let same = 0;
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = sign * (value - values[i]!);
    if (difference > 0) worse++;
    else if (difference === 0 && i !== cell) same++;
    if (sign * values[i]! > sign * values[best]!) best = i;
  }
  const others = Math.max(1, values.length - 1);
  return { value, percentile: (worse + same / 2) / others, best: { column: best % width, row: Math.floor(best / width) }, bestValue: values[best]! };
}

export interface CurveScore {
  /** Mean distance of the drawn points from the measured ones, without the first, which was given. */
  readonly meanErrorNats: number;
  /** Spearman's rho of the two curves: whether the layers are in the right order. null for fewer than three layers, or a flat curve. */
  readonly order: number | null;
}

/** @param drawn and `measured` by layer, in the order of the network; null where nothing was measured or drawn */
export function scoreCurve(drawn: readonly (number | null)[], measured: readonly (number | null)[]): CurveScore | null {
  const pairs = drawn.flatMap((value, i) => {
    const real = measured[i];
    return value === null || real == null ? [] : [{ i, value, real }];
  });
  const own = pairs.filter(({ i }) => i > 0);
  if (own.length === 0) return null;
  const meanErrorNats = own.reduce((sum, { value, real }) => sum + Math.abs(value - real), 0) / own.length;
  const rho = pairs.length < 3 ? NaN : spearman(pairs.map(({ value }) => value), pairs.map(({ real }) => real));
  return { meanErrorNats, order: Number.isNaN(rho) ? null : rho };
}

/** Index of the option that the measured numbers make right; null while one that it takes is missing. */
export function rightOption(prediction: Extract<Prediction, { kind: 'choice' }>, measured: ReadonlyMap<string, number>): number | null {
  const { options, rule } = prediction;
  if (rule.by === 'interval') {
    const value = measured.get(rule.measure);
    return value === undefined ? null : options.findIndex(({ below }) => value < below);
  }
  const values = options.map(({ measure }) => measured.get(measure!));
  if (values.some((value) => value === undefined)) return null;
  const sign = rule.by === 'largest' ? 1 : -1;
  return values.reduce<number>((best, value, i) => (sign * value! > sign * values[best]! ? i : best), 0);
}

/** null while it is not measured. */
export function agrees(finding: Finding, measured: ReadonlyMap<string, number>): boolean | null {
  const value = measured.get(finding.measure);
  return value === undefined ? null : value >= finding.from && value < finding.below;
}
