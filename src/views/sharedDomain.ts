/** The ends of the scale that all shown maps share. */
import { quantiles } from '../core/stats';
import type { Domain } from './colourScale';

export interface ShownMap {
  readonly values: Float32Array;
  /** Subtracted from the map before it is shown; 0 unless the scale is relative. */
  readonly offset: number;
  /** Also to be on the scale, whatever the percentiles say: the ends of the curve's band. */
  readonly include: readonly number[];
}

export interface DomainShape {
  /** The same reach on both sides of zero. */
  readonly symmetric: boolean;
  /** Zero is one of the ends, or between them. */
  readonly withZero: boolean;
  /** A flat map must look flat: its sampling noise is not stretched over the whole scale. */
  readonly leastSpan: number;
}

/** Of maps in nats. */
export const LEAST_SPAN_NATS = 0.6;
const SAMPLES_PER_MAP = 1024;
const TAIL = 0.01;

/** From the 1st to the 99th percentile of all pixels of all maps; null when there is no map. */
export function sharedDomain(maps: readonly ShownMap[], { symmetric, withZero, leastSpan }: DomainShape): Domain | null {
  const pool: number[] = [];
  let least = withZero ? 0 : Infinity;
  let most = withZero ? 0 : -Infinity;
  for (const { values, offset, include } of maps) {
    const stride = Math.max(1, Math.floor(values.length / SAMPLES_PER_MAP));
    for (let i = 0; i < values.length; i += stride) {
      const value = values[i]! - offset;
      if (Number.isFinite(value)) pool.push(value);
    }
    for (const value of include) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  if (pool.length === 0) return null;
  const [low, high] = quantiles(pool, [TAIL, 1 - TAIL]) as [number, number];
  least = Math.min(least, low);
  most = Math.max(most, high);
  // Where every map is one number, the scale still needs an extent.
  const span = leastSpan || (least === most ? Math.abs(least) || 1 : 0);
  if (symmetric) {
    const reach = Math.max(Math.abs(least), Math.abs(most), span / 2);
    return [-reach, reach];
  }
  const missing = Math.max(0, span - (most - least)) / 2;
  return [least - missing, most + missing];
}
