/** The `measures` and `beside` of a lesson's page. */
import { DAMAGE_WAYS, type NetworkVariant } from '../core/spec';
import { readMetric } from '../link/readValue';
import type { JsonObject, Place } from './fields';
import { asInteger, asList, asNumber, asObject, asOneOf, asText, at, fail, onlyKeys, shown } from './fields';
import type { BesideRun, LayerRef, Measure, Reading } from './lesson';
import { LAYER_PLACES, LAYER_QUANTITIES, TABLE_QUANTITIES } from './lesson';

const NAME = /^[a-zA-Z][a-zA-Z0-9-]*$/;

export function asName(value: unknown, place: Place): string {
  const name = asText(value, place);
  if (!NAME.test(name)) fail(place, `“${name}” must begin with a letter and have only letters, digits and dashes, so that texts can use it.`);
  return name;
}

export function asLayer(value: unknown, place: Place): LayerRef {
  if (typeof value !== 'string' || value === '' || value.includes(',')) {
    fail(place, `it must be a layer's id, or one of ${LAYER_PLACES.join(', ')}, but is ${shown(value)}.`);
  }
  return value as string;
}

interface Names {
  /** Runs beside the table on this page. */
  readonly runs: ReadonlySet<string>;
  /** Measured on this page or an earlier one. */
  readonly measures: ReadonlySet<string>;
}

const READING_KEYS = ['of', 'layer', 'run', 'with', 'measure', 'sensitivities'];

export function readMeasure(value: unknown, place: Place, names: Names): Measure {
  const object = asObject(value, place);
  onlyKeys(object, place, [...READING_KEYS, 'minus', 'over']);
  const other = (key: 'minus' | 'over') => (object[key] === undefined ? null : readReading(otherObject(object, key, place), at(place, key), names));
  return { reading: readReading(object, place, names), minus: other('minus'), over: other('over') };
}

/** A second reading says only where it differs from the first; a text alone is another layer. */
function otherObject(first: JsonObject, key: 'minus' | 'over', place: Place): JsonObject {
  const { [key]: other, minus: _minus, over: _over, ...base } = first;
  if (typeof other === 'string') return { ...base, layer: other };
  const object = asObject(other, at(place, key));
  onlyKeys(object, at(place, key), READING_KEYS);
  return { ...base, ...object };
}

function readReading(object: JsonObject, place: Place, names: Names): Reading {
  const of = asOneOf(object['of'], at(place, 'of'), [...LAYER_QUANTITIES, ...TABLE_QUANTITIES, 'twoPixelGain', 'measured'] as const);
  if (of === 'measured') {
    const measure = asText(object['measure'], at(place, 'measure'));
    if (!names.measures.has(measure)) fail(at(place, 'measure'), `nothing is measured under “${measure}” above it or on an earlier page.`);
    return { of, measure };
  }
  if (of === 'depthOrder' || of === 'probability') return { of };
  if (of === 'twoPixelGain') return { of, sensitivities: asSensitivities(object['sensitivities'], at(place, 'sensitivities')) };
  const layer = asLayer(object['layer'], at(place, 'layer'));
  const run = asRun(object['run'], at(place, 'run'), names);
  if (of !== 'rankCorrelation') return { of, layer, run };
  const place2 = at(place, 'with');
  const second = asObject(object['with'], place2);
  onlyKeys(second, place2, ['layer', 'run']);
  return {
    of, layer, run,
    withLayer: second['layer'] === undefined ? layer : asLayer(second['layer'], at(place2, 'layer')),
    withRun: asRun(second['run'], at(place2, 'run'), names),
  };
}

/** Of the two pixels of a closed form. */
export function asSensitivities(value: unknown, place: Place): readonly [number, number] {
  const list = asList(value, place);
  if (list.length !== 2) fail(place, `there are two pixels, but ${list.length} sensitivities.`);
  const sensitivity = (i: number) => asNumber(list[i], at(place, i), 0.1, 10);
  return [sensitivity(0), sensitivity(1)];
}

/** null, or "table": the run of the table. */
function asRun(value: unknown, place: Place, { runs }: Names): string | null {
  if (value === undefined || value === 'table') return null;
  const name = asText(value, place);
  if (!runs.has(name)) fail(place, `there is no run “${name}” beside the table on this page${runs.size > 0 ? `; there is ${[...runs].join(', ')}` : ''}.`);
  return name;
}

export function readBeside(value: unknown, place: Place): readonly BesideRun[] {
  const runs = asList(value, place).map((entry, i) => readBesideRun(entry, at(place, i)));
  const twice = runs.find((run, i) => runs.findIndex(({ name }) => name === run.name) !== i);
  if (twice) fail(place, `two runs are called “${twice.name}”.`);
  return runs;
}

function readBesideRun(value: unknown, place: Place): BesideRun {
  const object = asObject(value, place);
  onlyKeys(object, place, ['name', 'title', 'layers', 'metric', 'budget', 'seed', 'variant']);
  const layers = asList(object['layers'], at(place, 'layers')).map((layer, i) => asLayer(layer, at(at(place, 'layers'), i)));
  if (layers.length === 0) fail(at(place, 'layers'), 'it must name at least one layer.');
  const field = <Value>(key: string, read: (value: unknown, place: Place) => Value): Value | null => (object[key] === undefined ? null : read(object[key], at(place, key)));
  return {
    name: asName(object['name'], at(place, 'name')),
    title: asText(object['title'], at(place, 'title')),
    layers,
    metric: field('metric', asMetric),
    budget: field('budget', (budget, where) => asNumber(budget, where, 0.01, 10_000)),
    seed: field('seed', (seed, where) => asInteger(seed, where, 0, 2 ** 32 - 1)),
    variant: field('variant', readVariant),
  };
}

function asMetric(value: unknown, place: Place) {
  const reading = readMetric(asText(value, place));
  return 'value' in reading ? reading.value : fail(place, reading.problem);
}

function readVariant(value: unknown, place: Place): NetworkVariant {
  const object = asObject(value, place);
  const kind = asOneOf(object['kind'], at(place, 'kind'), ['layer-scaled', 'rescaled', 'randomised', 'damaged'] as const);
  const seedOf = () => (object['seed'] === undefined ? 1 : asInteger(object['seed'], at(place, 'seed'), 0, 2 ** 32 - 1));
  if (kind === 'damaged') {
    onlyKeys(object, place, ['kind', 'layerId', 'way', 'share', 'seed']);
    return {
      kind,
      layerId: asText(object['layerId'], at(place, 'layerId')),
      way: asOneOf(object['way'], at(place, 'way'), DAMAGE_WAYS),
      share: asNumber(object['share'], at(place, 'share'), 0, 1),
      seed: seedOf(),
    };
  }
  if (kind === 'randomised') {
    onlyKeys(object, place, ['kind', 'segments', 'seed']);
    return { kind, segments: asInteger(object['segments'], at(place, 'segments'), 1, 1000), seed: seedOf() };
  }
  onlyKeys(object, place, ['kind', 'factor']);
  return { kind, factor: asNumber(object['factor'], at(place, 'factor'), 0.01, 100) };
}
