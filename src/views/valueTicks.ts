/** Numbers and ticks in the units that the viewer reads, from nats. */
import { format, ticks } from 'd3';
import { NATS_PER_BIT } from '../core/entropy';
import type { Domain } from './colourScale';

export type EntropyUnits = 'nats' | 'bits';

export interface ValueTick {
  readonly nats: number;
  readonly label: string;
}

export function natsPerUnit(units: EntropyUnits): number {
  return units === 'bits' ? NATS_PER_BIT : 1;
}

const twoPlaces = format('.2f');
const twoPlacesSigned = format('+.2f');

/** "−4.12": two places are what a map's sampling noise allows. */
export function formatEntropy(nats: number, units: EntropyUnits, signed = false): string {
  return (signed ? twoPlacesSigned : twoPlaces)(nats / natsPerUnit(units));
}

export function valueTicks(domain: Domain, units: EntropyUnits, count: number, signed = false): readonly ValueTick[] {
  const perUnit = natsPerUnit(units);
  const values = ticks(domain[0] / perUnit, domain[1] / perUnit, count);
  const step = values.length > 1 ? values[1]! - values[0]! : 1;
  const places = Math.max(0, Math.min(3, Math.ceil(-Math.log10(step) - 1e-9)));
  const label = format(`${signed ? '+' : ''}.${places}f`);
  return values.map((value) => ({ nats: value * perUnit, label: value === 0 ? '0' : label(value) }));
}
