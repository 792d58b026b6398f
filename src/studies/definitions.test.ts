/** What the page runs is what `npm run study` runs. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStudy } from '../../scripts/study/readStudy';
import { definitionOf } from './definitions';
import { STUDY_IDS } from './studyIds';

describe('a study of the page', () => {
  it.each(STUDY_IDS)('%s has the networks, damage and layers of its file', (id) => {
    const { networks, settings } = readStudy(path.resolve(import.meta.dirname, '../../studies', `${id}.json`));
    const defined = definitionOf(id);
    expect(defined.networks).toEqual(networks.map(({ id: own, model, damage, layers }) => ({ id: own, model, damage, layers: (layers ?? settings['layers'])!.split(',') })));
    expect(String(defined.seed)).toBe(settings['seed']);
    expect(defined.mapDepths.length).toBeGreaterThanOrEqual(3);
  });
});
