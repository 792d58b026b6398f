/** The ends of the scale that all shown maps share. */
import { quantiles } from '../core/stats';
import type { Domain } from './colourScale';

export interface ShownMap {
  readonly entropyNats: Float32Array;
  /** Subtracted from the map before it is shown; 0 for absolute entropy. */
  readonly offset: number;
  /** Also to be on the scale, whatever the percentiles say: the ends of the curve's band. */
  readonly include: readonly number[];
}

/** A network-wide flat map must look flat: its sampling noise is not stretched over the whole scale. */
const LEAST_SPAN_NATS = 0.6;
const SAMPLES_PER_MAP = 1024;
const TAIL = 0.01;

/** From the 1st to the 99th percentile of all pixels of all maps; null when there is no map. */
export function sharedDomain(maps: readonly ShownMap[], symmetric: boolean): Domain | null {
  const pool: number[] = [];
  let least = Infinity;
  let most = -Infinity;
  for (const { entropyNats, offset, include } of maps) {
    const stride = Math.max(1, Math.floor(entropyNats.length / SAMPLES_PER_MAP));
    for (let i = 0; i < entropyNats.length; i += stride) {
      const value = entropyNats[i]! - offset;
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
  if (symmetric) {
    const reach = Math.max(Math.abs(least), Math.abs(most), LEAST_SPAN_NATS / 2);
    return [-reach, reach];
  }
  const missing = Math.max(0, LEAST_SPAN_NATS - (most - least)) / 2;
  return [least - missing, most + missing];
}
