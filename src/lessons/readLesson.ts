/** From a lesson file to a Lesson. What is wrong is said by file, page and field; nothing is guessed. */
import { parseLink } from '../link/link';
import type { Link } from '../link/link';
import type { JsonObject, Place } from './fields';
import { asBoolean, asInteger, asList, asNumber, asObject, asOneOf, asText, at, fail, onlyKeys, optional, shown } from './fields';
import type { Lesson, LessonPage, LessonView, Measure, TwoPixelsStart } from './lesson';
import { LESSON_FORMULAS, LessonError } from './lesson';
import { readParagraph } from './paragraph';
import { asLayer, asName, asSensitivities, readBeside, readMeasure } from './readMeasures';
import { readFinding, readPrediction } from './readPrediction';

export const LESSON_FORMAT = 'pixelsieve.lesson';
export const LESSON_FORMAT_VERSION = 1;
const MOST_PAGES = 60;

export const DEFAULT_LESSON_VIEW: LessonView = {
  quantity: 'absolute', curve: 'mean', attributionScale: 'shared', uniformReference: true, runningMaximum: false,
};

/**
 * @param file what messages call it
 * @throws LessonError
 */
export function readLesson(text: string, file: string): Lesson {
  const place: Place = { file, page: null, path: '' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new LessonError(`The lesson “${file}” is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const object = asObject(json, place);
  if (object['format'] !== LESSON_FORMAT) fail(at(place, 'format'), `it must be “${LESSON_FORMAT}”, but is ${shown(object['format'])}.`);
  if (object['formatVersion'] !== LESSON_FORMAT_VERSION) {
    fail(at(place, 'formatVersion'), `this page reads version ${LESSON_FORMAT_VERSION}, but it is ${shown(object['formatVersion'])}.`);
  }
  onlyKeys(object, place, ['format', 'formatVersion', 'id', 'title', 'summary', 'minutes', 'pages']);
  const list = asList(object['pages'], at(place, 'pages'));
  if (list.length === 0 || list.length > MOST_PAGES) fail(at(place, 'pages'), `a lesson has 1 to ${MOST_PAGES} pages, but there are ${list.length}.`);
  return {
    id: asName(object['id'], at(place, 'id')),
    title: asText(object['title'], at(place, 'title')),
    summary: asText(object['summary'], at(place, 'summary')),
    minutes: optional(object['minutes'], 5, (value) => asNumber(value, at(place, 'minutes'), 1, 240)),
    pages: readPages(list, file),
  };
}

function readPages(list: readonly unknown[], file: string): readonly LessonPage[] {
  const pages: LessonPage[] = [];
  const measured = new Set<string>();
  list.forEach((entry, i) => {
    const place: Place = { file, page: i + 1, path: '' };
    pages.push(readPage(asObject(entry, place), place, pages.at(-1) ?? null, measured));
  });
  return pages;
}

const PAGE_KEYS = ['title', 'text', 'table', 'view', 'large', 'veil', 'beside', 'measures', 'formulas', 'figure', 'prediction', 'reveal', 'finding'];

/** `measured` has the names of the pages before; this page's are added. */
function readPage(object: JsonObject, place: Place, before: LessonPage | null, measured: Set<string>): LessonPage {
  onlyKeys(object, place, PAGE_KEYS);
  const beside = readBeside(object['beside'], at(place, 'beside'));
  const runs = new Set(beside.map(({ name }) => name));
  const measures = new Map<string, Measure>();
  const ofPage = object['measures'] === undefined ? {} : asObject(object['measures'], at(place, 'measures'));
  for (const [name, value] of Object.entries(ofPage)) {
    const here = at(at(place, 'measures'), name);
    measures.set(asName(name, here), readMeasure(value, here, { runs, measures: measured }));
    measured.add(name);
  }
  const paragraphs = (key: 'text' | 'reveal') =>
    (typeof object[key] === 'string' ? [object[key]] : asList(object[key], at(place, key))).map((text, i) =>
      readParagraph(asText(text, at(at(place, key), i)), at(at(place, key), i), measured),
    );
  const page: LessonPage = {
    title: asText(object['title'], at(place, 'title')),
    text: paragraphs('text'),
    table: object['table'] === undefined ? (before?.table ?? null) : readTable(object['table'], at(place, 'table')),
    view: { ...(before?.view ?? DEFAULT_LESSON_VIEW), ...readView(object['view'], at(place, 'view')) },
    large: object['large'] === undefined || object['large'] === null ? null : asLayer(object['large'], at(place, 'large')),
    veil: readVeil(object['veil'], at(place, 'veil'), object['prediction'] !== undefined),
    beside,
    measures,
    formulas: asList(object['formulas'], at(place, 'formulas')).map((name, i) => asOneOf(name, at(at(place, 'formulas'), i), LESSON_FORMULAS)),
    figure: object['figure'] === undefined ? null : readFigure(object['figure'], at(place, 'figure')),
    prediction: object['prediction'] === undefined ? null : readPrediction(object['prediction'], at(place, 'prediction'), measured),
    reveal: paragraphs('reveal'),
    finding: object['finding'] === undefined ? null : readFinding(object['finding'], at(place, 'finding'), measured),
  };
  if (page.text.length === 0 && !page.prediction) fail(at(place, 'text'), 'a page says something: give it a text or a question.');
  const isMeasuredHere = page.prediction !== null || beside.length > 0 || measures.size > 0;
  if (isMeasuredHere && page.table === null && page.prediction?.kind !== 'choice') {
    fail(at(place, 'table'), 'something is measured here, but no page up to this one says what lies on the table.');
  }
  return page;
}

/** As in the address bar: a whole link as one text, or its keys and values one by one. */
function readTable(value: unknown, place: Place): Link {
  const text = typeof value === 'string' ? value.slice(value.indexOf('#') + 1) : pairsOf(asObject(value, place), place);
  const { link, problems } = parseLink(text);
  if (problems.length > 0) fail(place, problems.join(' '));
  return link;
}

function pairsOf(object: JsonObject, place: Place): string {
  return Object.entries(object)
    .map(([key, value]) => {
      const isList = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
      if (!isList && typeof value !== 'string' && typeof value !== 'number') fail(at(place, key), `it must be a text, a number or a list of texts, but is ${shown(value)}.`);
      return `${encodeURIComponent(key)}=${encodeURIComponent(isList ? (value as string[]).join(',') : String(value))}`;
    })
    .join('&');
}

const VIEW_WORDS: Readonly<Record<string, readonly string[]>> = {
  quantity: ['absolute', 'relative'], curve: ['mean', 'concentration', 'knowledge'], attributionScale: ['shared', 'own'],
};

function readView(value: unknown, place: Place): Partial<LessonView> {
  if (value === undefined) return {};
  const object = asObject(value, place);
  onlyKeys(object, place, Object.keys(DEFAULT_LESSON_VIEW));
  const read = ([key, entry]: readonly [string, unknown]) => {
    const words = VIEW_WORDS[key];
    return [key, words ? asOneOf(entry, at(place, key), words) : asBoolean(entry, at(place, key))];
  };
  return Object.fromEntries(Object.entries(object).map(read)) as Partial<LessonView>;
}

/** Whoever is asked does not see the answer, unless the lesson says that it is not to be seen there. */
function readVeil(value: unknown, place: Place, isAsked: boolean): LessonPage['veil'] {
  if (value === undefined) return isAsked ? 'all' : 'none';
  if (value === 'none' || value === 'all') return value;
  if (!isAsked) fail(place, 'without a prediction nothing would lift the veil.');
  return asList(value, place).map((layer, i) => asLayer(layer, at(place, i)));
}

function readFigure(value: unknown, place: Place): TwoPixelsStart {
  const object = asObject(value, place);
  onlyKeys(object, place, ['kind', 'sensitivities', 'budget']);
  asOneOf(object['kind'], at(place, 'kind'), ['two-pixels'] as const);
  const sensitivities = optional<readonly [number, number]>(object['sensitivities'], [4, 1], (value) => asSensitivities(value, at(place, 'sensitivities')));
  return { sensitivities, budget: optional(object['budget'], 1.5, (budget) => asNumber(budget, at(place, 'budget'), 0.1, 15)) };
}

/** One entry of `public/lessons/lessons.json`. */
export interface LessonEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly pages: number;
  /** Path relative to `public/lessons/`. */
  readonly file: string;
}

/** @throws LessonError */
export function readLessonList(text: string): readonly LessonEntry[] {
  const place: Place = { file: 'lessons.json', page: null, path: '' };
  const list: unknown = JSON.parse(text);
  return asList(list, place).map((value, i) => {
    const here = at(place, i);
    const object = asObject(value, here);
    const word = (key: 'id' | 'title' | 'summary' | 'file') => asText(object[key], at(here, key));
    return {
      id: word('id'), title: word('title'), summary: word('summary'), file: word('file'),
      minutes: asNumber(object['minutes'], at(here, 'minutes'), 1), pages: asInteger(object['pages'], at(here, 'pages'), 1, MOST_PAGES),
    };
  });
}
