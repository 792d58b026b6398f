/** The curve of foreground and background in two parts: entropies on the maps' scale, and below them what comes of the two. */
import type { ScaleLinear } from 'd3';
import { scaleLinear } from 'd3';
import type { Domain } from './colourScale';
import { CURVE_MARGIN } from './layerCurve';
import type { ValueTick, ValueUnits } from './valueTicks';
import { natsPerUnit, valueTicks } from './valueTicks';

export type RegionMode = 'concentration' | 'knowledge';

/** One layer; numbers are null before there is a map. */
export interface RegionPoint {
  readonly id: string;
  /** Means on the maps' scale, nats, the offset of a relative scale already taken off. */
  readonly foreground: number | null;
  readonly background: number | null;
  /** Below it a pixel is a knowledge point. */
  readonly limit: number | null;
  readonly concentrationNats: number | null;
  /** Knowledge points, pixels. */
  readonly inside: number | null;
  readonly outside: number | null;
  readonly isSettled: boolean;
}

const UPPER_SHARE = 0.54;
/** Room for the lower part's title and for numbers above its highest value, and below its lowest. */
const LOWER_ABOVE = 34;
const LOWER_BELOW = 20;
/** A concentration of sampling noise alone must look like none. */
const LEAST_SPAN_NATS = 0.2;
const LEAST_PIXELS = 4;
const PIXELS_PER_TICK = 44;

/** Height of the upper part, which shares its scale with the legend beside it. */
export function upperHeight(height: number): number {
  return Math.round(UPPER_SHARE * height);
}

export function upperScale(domain: Domain | null, height: number): ScaleLinear<number, number> {
  return scaleLinear(domain ?? [0, 1], [upperHeight(height) - CURVE_MARGIN, CURVE_MARGIN]).clamp(true);
}

/** Ends of the lower part, 0 among them: nats, or pixels; round, so that they rarely move while results stream in. */
export function lowerDomain(points: readonly RegionPoint[], mode: RegionMode, units: ValueUnits): Domain {
  if (mode === 'knowledge') {
    const most = Math.max(LEAST_PIXELS, ...points.flatMap(({ inside, outside }) => [inside ?? 0, outside ?? 0]));
    return scaleLinear([0, most], [0, 1]).nice(3).domain() as unknown as Domain;
  }
  const perUnit = natsPerUnit(units);
  const values = points.flatMap(({ concentrationNats }) => (concentrationNats === null ? [] : [concentrationNats / perUnit]));
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const missing = Math.max(0, LEAST_SPAN_NATS / perUnit - (most - least));
  const [low, high] = scaleLinear([least, most + missing], [0, 1]).nice(3).domain() as [number, number];
  return [low * perUnit, high * perUnit];
}

export function lowerScale(domain: Domain, height: number): ScaleLinear<number, number> {
  return scaleLinear(domain, [height - LOWER_BELOW, upperHeight(height) + LOWER_ABOVE]);
}

export function lowerTicks(domain: Domain, mode: RegionMode, units: ValueUnits, height: number): readonly ValueTick[] {
  const count = Math.max(2, (height - upperHeight(height) - LOWER_ABOVE - LOWER_BELOW) / PIXELS_PER_TICK);
  if (mode === 'concentration') return valueTicks(domain, units, count, true);
  return scaleLinear(domain, [0, 1]).ticks(count).filter(Number.isInteger).map((value) => ({ value, label: String(value) }));
}
