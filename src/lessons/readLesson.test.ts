import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../core/modelCard';
import { LAYER_PLACES, LessonError } from './lesson';
import { looksLikeLesson } from './looksLikeLesson';
import { readLesson, readLessonList } from './readLesson';

const folder = resolve(import.meta.dirname, '../../public');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const list = readLessonList(read('lessons/lessons.json'));

function lesson(change: object = {}, page: object = {}) {
  return JSON.stringify({
    format: 'pixelsieve.lesson', formatVersion: 1, id: 'mine', title: 'Mine', summary: 'A lesson.',
    pages: [{
      title: 'One', text: ['The mean is {mean}.'], table: { model: 'resnet20', layers: ['stem'] }, measures: { mean: { of: 'mean', layer: 'last' } }, ...page,
    }],
    ...change,
  });
}

describe('a lesson that comes with the page', () => {
  it('is in the list, with its own title and number of pages', () => {
    const files = readdirSync(join(folder, 'lessons')).filter((name) => name !== 'lessons.json').sort();
    expect(list.map(({ file }) => file).sort()).toEqual(files);
    expect(list.length).toBeGreaterThanOrEqual(6);
  });

  it.each(list)('$file is sound', ({ file, id, title, summary, minutes, pages }) => {
    const text = read(`lessons/${file}`);
    expect(looksLikeLesson(text)).toBe(true);
    const sound = readLesson(text, file);
    expect(sound).toMatchObject({ id, title, summary, minutes });
    expect(sound.pages).toHaveLength(pages);
    expect(sound.pages.some(({ prediction }) => prediction)).toBe(true);
  });

  it.each(list)('$file names samples, networks and layers that there are', ({ file }) => {
    const samples = (JSON.parse(read('samples/samples.json')) as { id: string }[]).map(({ id }) => `sample:${id}`);
    for (const { table, beside, measures } of readLesson(read(`lessons/${file}`), file).pages) {
      if (!table) continue;
      expect(samples).toContain(table.image);
      const card = JSON.parse(read(`models/${table.model}/card.json`)) as ModelCard;
      const ids = card.layers.map(({ id }) => id);
      if (typeof table.layers !== 'string') expect(ids).toEqual(expect.arrayContaining([...table.layers]));
      const named = [...beside.flatMap(({ layers }) => layers), ...[...measures.values()].flatMap(({ reading }) => ('layer' in reading ? [reading.layer] : []))];
      const shown = typeof table.layers === 'string' ? ids : table.layers;
      for (const layer of named) expect([...LAYER_PLACES, ...shown]).toContain(layer);
    }
  });
});

describe('reading', () => {
  it('takes a link as it stands in the address bar for a table', () => {
    const { pages } = readLesson(lesson({}, { table: 'https://example.org/?x=1#v=1&image=sample:cat-face&budget=5' }), 'a.json');
    expect(pages[0]!.table).toMatchObject({ image: 'sample:cat-face', budget: 5, metric: 'discarding' });
  });

  it('hands table and view on to the next page, large map and veil not', () => {
    const pages = [
      { title: 'One', text: 'A', table: { model: 'resnet20' }, view: { quantity: 'relative' }, large: 'stem' },
      { title: 'Two', text: 'B', prediction: { kind: 'point', question: 'Where?', layer: 'last', end: 'high' } },
    ];
    const [, second] = readLesson(lesson({ pages }), 'a.json').pages;
    expect(second).toMatchObject({ table: { model: 'resnet20' }, view: { quantity: 'relative' }, large: null, veil: 'all' });
  });

  it('parts a text into words, numbers, quantities and stress', () => {
    const { pages } = readLesson(lesson({}, { text: ['It *is* {mean}, a [[gain|much]] of [[budget]].'] }), 'a.json');
    expect(pages[0]!.text[0]).toEqual([
      { kind: 'words', text: 'It ' }, { kind: 'emphasis', text: 'is' }, { kind: 'words', text: ' ' }, { kind: 'value', measure: 'mean' },
      { kind: 'words', text: ', a ' }, { kind: 'quantity', name: 'gain', text: 'much' }, { kind: 'words', text: ' of ' },
      { kind: 'quantity', name: 'budget', text: 'budget' }, { kind: 'words', text: '.' },
    ]);
  });

  it('fills a second reading with what the first says', () => {
    const { pages } = readLesson(lesson({}, {
      text: 'x', beside: [{ name: 'other', title: 'Other', layers: ['last'], budget: 15 }],
      measures: { rise: { of: 'mean', layer: 'last', minus: 'first' }, grows: { of: 'gain', layer: 'stem', run: 'other', over: { run: 'table' } } },
    }), 'a.json');
    expect(pages[0]!.measures.get('rise')).toEqual({ reading: { of: 'mean', layer: 'last', run: null }, minus: { of: 'mean', layer: 'first', run: null }, over: null });
    expect(pages[0]!.measures.get('grows')!.over).toEqual({ of: 'gain', layer: 'stem', run: null });
  });
});

const choice = { kind: 'choice', question: 'How?', measure: 'mean', options: [{ text: 'low', below: 0 }, { text: 'high' }] };

describe('a lesson that is not sound', () => {
  it.each<[what: string, text: string, said: RegExp]>([
    ['no JSON', '{', /“mine.json” is no JSON/],
    ['another format', lesson({ format: 'pixelsieve.run' }), /Format: it must be “pixelsieve.lesson”, but is "pixelsieve.run"/],
    ['a later version', lesson({ formatVersion: 2 }), /FormatVersion: this page reads version 1, but it is 2/],
    ['no pages', lesson({ pages: [] }), /Pages: a lesson has 1 to 60 pages, but there are 0/],
    ['a field that nobody reads', lesson({}, { txt: 'x' }), /Page 1, txt: there is no such field\. Here may stand title, text,/],
    ['a page that says nothing', lesson({}, { text: [] }), /Page 1, text: a page says something/],
    ['a bad link', lesson({}, { table: { model: 'resnet20', budget: -1 } }), /Page 1, table: The link's budget=-1/],
    ['a number that is not measured', lesson({}, { text: ['{men}'] }), /Page 1, text\[0\]: \{men\} is measured neither .* There are mean, network/],
    ['an unknown quantity', lesson({}, { text: ['[[gian]]'] }), /Page 1, text\[0\]: \[\[gian\]\] is no quantity/],
    ['an unknown measure', lesson({}, { measures: { mean: { of: 'men', layer: 'last' } } }), /Page 1, measures\.mean\.of: it must be one of mean, /],
    ['a measure without a layer', lesson({}, { measures: { mean: { of: 'mean' } } }), /measures\.mean\.layer: it must be a layer's id, or one of first, last/],
    ['a run that there is not', lesson({}, { measures: { mean: { of: 'mean', layer: 'last', run: 'x' } } }), /measures\.mean\.run: there is no run “x” beside the table/],
    ['one option', lesson({}, { prediction: { ...choice, options: [{ text: 'only' }] } }), /prediction\.options: a choice needs at least two/],
    ['options in disorder', lesson({}, { prediction: { ...choice, options: [{ text: 'a', below: 1 }, { text: 'b', below: 0 }, { text: 'c' }] } }), /prediction\.options\[1\]\.below: options go from small to large, but 0 is not above 1/],
    ['a bound on the last option', lesson({}, { prediction: { ...choice, options: [{ text: 'a', below: 1 }, { text: 'b', below: 2 }] } }), /options\[1\]\.below: the last option takes every value/],
    ['a choice of nothing measured', lesson({}, { prediction: { ...choice, measure: 'x' } }), /prediction\.measure: nothing is measured under “x”.*there is mean/],
    ['a finding that cannot fail', lesson({}, { finding: { measure: 'mean', holds: 'a', differs: 'b' } }), /finding: give “from”, “below”, or both/],
    ['an unknown variant', lesson({}, { beside: [{ name: 'r', title: 'R', layers: ['last'], variant: { kind: 'broken' } }] }), /beside\[0\]\.variant\.kind: it must be one of layer-scaled/],
    ['a veil that nothing lifts', lesson({}, { veil: ['stem'] }), /Page 1, veil: without a prediction nothing would lift the veil/],
    ['a prediction without a table', lesson({}, { table: undefined, prediction: { kind: 'point', question: 'Where?', layer: 'last', end: 'high' } }), /Page 1, table: something is measured here/],
  ])('says so: %s', (_, text, said) => {
    expect(() => readLesson(text, 'mine.json')).toThrow(said);
    expect(() => readLesson(text, 'mine.json')).toThrow(LessonError);
  });

  it('is told from other files of ours', () => {
    expect(looksLikeLesson(lesson())).toBe(true);
    expect(looksLikeLesson('{"format":"pixelsieve.run"}')).toBe(false);
  });
});
