/** How the maps of a metric are to be read: their symbol, units, colours, and what the two ends of the scale mean. */
import type { AttributionMethod, MetricName } from '../core/spec';
import { attributionMethod } from '../core/spec';
import { readApp } from './store';
import { selectShownMetric } from './selectors';
import type { ViewSettings } from './viewSettings';
import { texts } from '../ui/texts';
import type { LookupTable } from '../views/colourScale';
import { lookupTable } from '../views/colourScale';
import type { DomainShape } from '../views/sharedDomain';
import { LEAST_SPAN_NATS } from '../views/sharedDomain';
import type { ValueUnits } from '../views/valueTicks';

export interface MapReading {
  readonly symbol: string;
  readonly name: string;
  readonly units: ValueUnits;
  /** Zero means something, and values stand on both sides of it. */
  readonly signed: boolean;
  /** What uniform noise gives is taken off every map. */
  readonly isRelative: boolean;
  readonly table: LookupTable;
  readonly domainShape: DomainShape;
  readonly lowWord: string;
  readonly highWord: string;
}

/** Methods whose numbers say for or against; the others say how much. */
const SIGNED_METHODS: readonly AttributionMethod[] = ['gradient-input', 'integrated-gradients', 'occlusion'];

export function isSignedMethod(method: AttributionMethod): boolean {
  return SIGNED_METHODS.includes(method);
}

export function mapReading(metric: MetricName, view: ViewSettings): MapReading {
  const method = attributionMethod(metric);
  if (method) return attributionReading(method, view);
  const isRelative = view.quantity === 'relative';
  const symbol = metric === 'reconstruction' ? 'RU' : 'H';
  return {
    symbol: isRelative ? `Δ${symbol}` : symbol,
    name: isRelative ? texts.relative : metric === 'reconstruction' ? texts.uncertainty : texts.absolute,
    units: view.units,
    signed: isRelative,
    isRelative,
    table: lookupTable(isRelative ? 'diverging' : view.scheme),
    domainShape: { symmetric: isRelative, withZero: false, leastSpan: LEAST_SPAN_NATS },
    lowWord: metric === 'reconstruction' ? texts.restored : texts.kept,
    highWord: metric === 'reconstruction' ? texts.lost : texts.forgotten,
  };
}

function attributionReading(method: AttributionMethod, view: ViewSettings): MapReading {
  const signed = isSignedMethod(method);
  return {
    symbol: 'A',
    name: texts.methods[method],
    units: 'raw',
    signed,
    isRelative: false,
    table: signed ? lookupTable('diverging', 'lit-high') : lookupTable(view.scheme, 'lit-high'),
    domainShape: { symmetric: signed, withZero: true, leastSpan: 0 },
    lowWord: signed ? texts.against : texts.unimportant,
    highWord: signed ? texts.inFavour : texts.important,
  };
}

/** Of what is on the table now. */
export function readingNow(): MapReading {
  const state = readApp();
  return mapReading(selectShownMetric(state), state.view);
}
