/** Numbers and ticks in the units that the viewer reads, from the units that maps are computed in. */
import { ticks } from 'd3';
import { NATS_PER_BIT } from '../core/entropy';
import { fixed } from '../core/writtenNumber';
import type { Domain } from './colourScale';
import { format } from './numberFormat';

/** Nats or bits for entropies; `raw` for attributions, whose numbers have no unit of their own and any magnitude. */
export type ValueUnits = 'nats' | 'bits' | 'raw';

export interface ValueTick {
  /** In the units that maps are computed in: nats, or raw. */
  readonly value: number;
  readonly label: string;
}

export function natsPerUnit(units: ValueUnits): number {
  return units === 'bits' ? NATS_PER_BIT : 1;
}

const twoPlaces = format('.2f');
const twoPlacesSigned = format('+.2f');
/** Plain digits while those stay short, powers of ten beyond. */
const LEAST_PLAIN = 1e-3;
const MOST_PLAIN = 1e5;

function threeDigits(value: number, signed: boolean): string {
  if (value === 0) return '0';
  const isPlain = Math.abs(value) >= LEAST_PLAIN && Math.abs(value) < MOST_PLAIN;
  return format(`${signed ? '+' : ''}${isPlain ? ',.3~r' : '.2~e'}`)(value);
}

/** "−4.12": two places are what a map's sampling noise allows. Raw values get three digits: "0.0202", "1.25e+7". */
export function formatValue(value: number, units: ValueUnits, signed = false): string {
  if (units === 'raw') return threeDigits(value, signed);
  return (signed ? twoPlacesSigned : twoPlaces)(value / natsPerUnit(units));
}

/** With its unit, where it has one. */
export function writeValue(value: number, units: ValueUnits, signed = false): string {
  return units === 'raw' ? formatValue(value, units, signed) : `${formatValue(value, units, signed)} ${units}`;
}

/** "1.497 ± 0.012" */
export function formatDistortion(distortion: number, ci95: number | null): string {
  return ci95 === null ? fixed(distortion, 3) : `${fixed(distortion, 3)} ± ${fixed(ci95, 3)}`;
}

export function valueTicks(domain: Domain, units: ValueUnits, count: number, signed = false): readonly ValueTick[] {
  const perUnit = natsPerUnit(units);
  const values = ticks(domain[0] / perUnit, domain[1] / perUnit, count);
  const step = values.length > 1 ? values[1]! - values[0]! : 1;
  const places = Math.max(0, Math.min(3, Math.ceil(-Math.log10(step) - 1e-9)));
  const rounded = format(`${signed ? '+' : ''}.${places}f`);
  const label = units === 'raw' ? (tick: number) => threeDigits(tick, signed) : rounded;
  return values.map((value) => ({ value: value * perUnit, label: value === 0 ? '0' : label(value) }));
}
