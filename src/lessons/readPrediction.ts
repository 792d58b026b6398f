/** The `prediction` and `finding` of a lesson's page. */
import type { Place } from './fields';
import { asList, asNumber, asObject, asOneOf, asText, at, fail, onlyKeys } from './fields';
import type { ChoiceOption, Finding, Prediction } from './lesson';
import { readParagraph } from './paragraph';
import { asLayer } from './readMeasures';

const DEFAULT_SPAN_NATS = 3;

export function readPrediction(value: unknown, place: Place, measures: ReadonlySet<string>): Prediction {
  const object = asObject(value, place);
  const kind = asOneOf(object['kind'], at(place, 'kind'), ['choice', 'point', 'curve'] as const);
  const question = asText(object['question'], at(place, 'question'));
  if (kind === 'point') {
    onlyKeys(object, place, ['kind', 'question', 'layer', 'end']);
    return { kind, question, layer: asLayer(object['layer'], at(place, 'layer')), end: asOneOf(object['end'], at(place, 'end'), ['high', 'low'] as const) };
  }
  if (kind === 'curve') {
    onlyKeys(object, place, ['kind', 'question', 'of', 'spanNats']);
    return {
      kind,
      question,
      quantity: object['of'] === undefined ? 'mean' : asOneOf(object['of'], at(place, 'of'), ['mean', 'gain', 'concentration'] as const),
      spanNats: object['spanNats'] === undefined ? DEFAULT_SPAN_NATS : asNumber(object['spanNats'], at(place, 'spanNats'), 0.1, 20),
    };
  }
  onlyKeys(object, place, ['kind', 'question', 'options', 'measure', 'right']);
  return { kind, question, ...readOptions(object['options'], object['measure'], object['right'], place, measures) };
}

type Options = Pick<Extract<Prediction, { kind: 'choice' }>, 'options' | 'rule'>;

function readOptions(list: unknown, measure: unknown, right: unknown, place: Place, measures: ReadonlySet<string>): Options {
  const where = at(place, 'options');
  const entries = asList(list, where).map((entry, i) => asObject(entry, at(where, i)));
  if (entries.length < 2) fail(where, 'a choice needs at least two options.');
  if (right !== undefined) {
    const by = asOneOf(right, at(place, 'right'), ['largest', 'smallest'] as const);
    if (measure !== undefined) fail(at(place, 'measure'), '“right” compares the measures of the options; one for all of them has no place beside it.');
    const options = entries.map((entry, i): ChoiceOption => {
      onlyKeys(entry, at(where, i), ['text', 'measure']);
      return { text: asText(entry['text'], at(at(where, i), 'text')), below: Infinity, measure: asMeasured(entry['measure'], at(at(where, i), 'measure'), measures) };
    });
    return { options, rule: { by } };
  }
  let before = -Infinity;
  const options = entries.map((entry, i): ChoiceOption => {
    const here = at(where, i);
    onlyKeys(entry, here, ['text', 'below']);
    const isLast = i === entries.length - 1;
    if (isLast && entry['below'] !== undefined) fail(at(here, 'below'), 'the last option takes every value from the one before it upwards; leave “below” out.');
    const below = isLast ? Infinity : asNumber(entry['below'], at(here, 'below'));
    if (below <= before) fail(at(here, 'below'), `options go from small to large, but ${below} is not above ${before}.`);
    before = below;
    return { text: asText(entry['text'], at(here, 'text')), below, measure: null };
  });
  return { options, rule: { by: 'interval', measure: asMeasured(measure, at(place, 'measure'), measures) } };
}

function asMeasured(value: unknown, place: Place, measures: ReadonlySet<string>): string {
  const name = asText(value, place);
  if (!measures.has(name)) fail(place, `nothing is measured under “${name}” on this page or an earlier one${measures.size > 0 ? `; there is ${[...measures].join(', ')}` : ''}.`);
  return name;
}

export function readFinding(value: unknown, place: Place, measures: ReadonlySet<string>): Finding {
  const object = asObject(value, place);
  onlyKeys(object, place, ['measure', 'from', 'below', 'holds', 'differs']);
  const bound = (key: 'from' | 'below', open: number) => (object[key] === undefined ? open : asNumber(object[key], at(place, key)));
  const [from, below] = [bound('from', -Infinity), bound('below', Infinity)];
  if (!(from < below)) fail(place, `it holds from ${from} up to below ${below}: no number is there.`);
  if (from === -Infinity && below === Infinity) fail(place, 'give “from”, “below”, or both: else every number agrees with it.');
  const text = (key: 'holds' | 'differs') => readParagraph(asText(object[key], at(place, key)), at(place, key), measures);
  return { measure: asMeasured(object['measure'], at(place, 'measure'), measures), from, below, holds: text('holds'), differs: text('differs') };
}
