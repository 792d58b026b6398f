/** From table.json to the page's file and the report; and that what is committed is what the commands make. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../src/studies/claims';
import { readStudyResult } from '../../src/studies/readStudyResult';
import { STUDY_IDS } from '../../src/studies/studyIds';
import { formatStudyResult, type StudyResult } from '../../src/studies/studyResult';
import { addedTo, publishStudy, resultOf, type StudyTable, withReconstruction } from './publish';
import { readStudy } from './readStudy';
import { committedResults, renderReport, reportOf } from './report';
import type { StudyRow } from './table';

const ROOT = path.resolve(import.meta.dirname, '../..');

const row = (network: string, picture: string, layer: string, mean: number, change: Partial<StudyRow> = {}): StudyRow => ({
  network, picture, label: 'cat', predicted: 'cat', probability: 1, layer, depth: layer === 'stem' ? 1 : 10, relativeDepth: layer === 'stem' ? 0 : 1, status: 'converged',
  passes: 1, seconds: 1, distortion: 1.5, distortionCi95: 0.01, mean, gainNats: mean / 10, concentrationNats: mean / 100, ...change,
});

const table = (rows: readonly StudyRow[], change: Partial<StudyTable> = {}): StudyTable => ({
  format: 'pixelsieve.study', title: 'Depth', command: 'npm run study -- depth', createdAt: '2025-01-01T00:00:00.000Z', appVersion: '0.1.0',
  backend: { name: 'wasm', threads: 2, adapter: null }, settings: { metric: 'discarding' },
  networks: ['resnet20', 'resnet44'].map((id) => ({ id, model: id, damage: null, sha256: id, rightShare: 1 })), rows, ...change,
});

const ROWS = ['resnet20', 'resnet44'].flatMap((network, n) => ['a', 'b', 'c'].flatMap((picture, p) => [row(network, picture, 'stage3_block3', 5 + n + p), row(network, picture, 'stem', 1 + p)]));

describe('what is published', () => {
  it('has the pictures in one order for all, layers by depth, and counts what settled', () => {
    const rows = ROWS.map((one) => (one.network === 'resnet44' && one.picture === 'b' ? { ...one, status: 'pass-limit' } : one)).filter((one) => one.network !== 'resnet44' || one.picture !== 'c');
    const { networks, pictures } = resultOf('depth', [table(rows.toReversed())], () => null);
    expect(pictures).toHaveLength(3);
    const [last] = networks[1]!.layers.slice(-1);
    expect(networks[1]!.layers.map(({ id }) => id)).toEqual(['stem', 'stage3_block3']);
    expect(last).toMatchObject({ finished: 2, converged: 1 });
    expect(pictures.map((picture, i) => [picture, last!.values.entropy![i]])).toEqual(expect.arrayContaining([['a', 6], ['b', 7], ['c', null]]));
  });

  it('leaves out layers that failed, and adds reconstruction uncertainty of the same networks', () => {
    const broken = ROWS.map((one) => (one.picture === 'a' && one.layer === 'stem' ? { ...one, status: 'failed', mean: null } : one));
    const again = table(ROWS.map((one) => ({ ...one, mean: -one.mean! })), { settings: { metric: 'reconstruction' }, command: 'npm run study -- depth-reconstruction' });
    const { networks, commands } = resultOf('depth', [table(broken), again], () => null);
    expect(networks[0]!.layers[0]!.values.entropy).toEqual([null, 2, 3]);
    expect(networks[0]!.layers[0]!.values.reconstruction).toEqual([-1, -2, -3]);
    expect(commands).toHaveLength(2);
    const other = { ...again, networks: again.networks.map((network) => ({ ...network, sha256: 'other' })) };
    expect(() => resultOf('depth', [table(ROWS), other], () => null)).toThrow(/resnet20 of the folder of metric reconstruction is not that of the first folder/);
  });

  it('is written by the command as the page reads it; what is not there is said', () => {
    const from = mkdtempSync(path.join(tmpdir(), 'pixelsieve-publish-'));
    const out = path.join(from, 'out');
    expect(() => publishStudy(ROOT, from, ['depth', '--from', from, '--out', out])).toThrow(/table\.json is not there\. Run the study first/);
    expect(() => publishStudy(ROOT, from, ['mine'])).toThrow(/Say which study/);
    writeFileSync(path.join(from, 'table.json'), JSON.stringify(table(ROWS)));
    expect(publishStudy(ROOT, from, ['depth', '--from', '.', '--out', out])).toBe(0);
    const read = readStudyResult(readFileSync(path.join(out, 'depth.json'), 'utf8'), 'depth.json', 'depth');
    expect(read.networks.map(({ title }) => title)).toEqual(['ResNet-20', expect.stringMatching(/ResNet-44|resnet44/)]);
    expect(read.networks[0]!.layers.map(({ title }) => title)).toEqual(['Stem', 'Stage 3 · block 3']);
  });
});

describe('what is added to a published result', () => {
  const first = resultOf('depth', [table(ROWS.filter((one) => one.network === 'resnet20'))], () => null);
  const later = resultOf('depth', [table(ROWS.filter((one) => one.network === 'resnet44').reverse(), { createdAt: '2025-02-02T00:00:00.000Z', appVersion: '0.2.0', command: 'npm run study -- depth --only resnet44' })], () => null);
  const ORDER = ['resnet20', 'resnet44'];
  const both = addedTo(first, later, ORDER);

  it('keeps the other networks, each number with its picture, and how they came about', () => {
    const numbers = ({ networks, pictures }: StudyResult, id: string) => {
      const layers = networks.find((network) => network.id === id)!.layers;
      return layers.map((layer) => pictures.map((picture, i) => `${layer.id} ${picture} ${layer.values.entropy![i]}`).sort());
    };
    expect(both.pictures).toEqual(['c', 'b', 'a']);
    expect(both.networks.map(({ id }) => id)).toEqual(ORDER);
    expect(numbers(both, 'resnet20')).toEqual(numbers(first, 'resnet20'));
    expect(numbers(both, 'resnet44')).toEqual(numbers(later, 'resnet44'));
    expect(both).toMatchObject({ createdAt: later.createdAt, commands: later.commands });
    expect(both.networks.map(({ earlier }) => earlier?.createdAt)).toEqual([first.createdAt, undefined]);
    expect(readStudyResult(formatStudyResult(both), 'depth.json', 'depth').networks[0]!.earlier).toEqual(both.networks[0]!.earlier);
    expect(renderReport(new Map([['depth', both]]), new Map())).toContain('resnet20: computed 2025-01-01 with version 0.1.0 on wasm. `npm run study -- depth`.');
  });

  it('replaces a network that is computed again', () => {
    const again = resultOf('depth', [table(ROWS.map((one) => ({ ...one, mean: 0 })).filter((one) => one.network === 'resnet20'), { createdAt: '2025-03-03T00:00:00.000Z' })], () => null);
    const { networks } = addedTo(both, again, ORDER);
    expect(networks.map(({ layers }) => layers[0]!.values.entropy)).toEqual([[0, 0, 0], [1, 2, 3]]);
    expect(networks.map(({ earlier }) => earlier?.createdAt)).toEqual([undefined, later.createdAt]);
  });

  it('is of the same settings, whatever the backend, and of the same pictures', () => {
    expect(() => addedTo(first, { ...later, settings: { metric: 'discarding', budget: '3' } }, ORDER)).toThrow(/is of other settings/);
    expect(addedTo({ ...first, settings: { metric: 'discarding', backend: 'webgpu' } }, later, ORDER).networks).toHaveLength(2);
    const fewer = resultOf('depth', [table(ROWS.filter((one) => one.network === 'resnet44' && one.picture !== 'b'))], () => null);
    expect(() => addedTo(first, fewer, ORDER)).toThrow(/has picture b/);
    expect(() => addedTo(fewer, first, ORDER)).toThrow(/has picture b/);
  });

  it('can be reconstruction uncertainty of what is published', () => {
    const reconstruction = table(ROWS.filter((one) => one.network === 'resnet20' && one.picture !== 'c').map((one) => ({ ...one, mean: -one.mean! })), {
      settings: { metric: 'reconstruction' }, command: 'npm run study -- depth-reconstruction --out /somewhere/else',
    });
    const { networks, commands, createdAt } = withReconstruction(both, reconstruction);
    expect(networks[0]!.layers[0]!.values.entropy).toEqual(both.networks[0]!.layers[0]!.values.entropy);
    // Pictures c, b, a.
    expect(networks[0]!.layers[0]!.values.reconstruction).toEqual([null, -2, -1]);
    expect(networks[1]).toEqual(both.networks[1]);
    expect(createdAt).toBe(both.createdAt);
    expect(commands).toEqual([...both.commands, 'npm run study -- depth-reconstruction']);
    expect(withReconstruction({ ...both, commands }, reconstruction).commands).toEqual(commands);
    expect(() => withReconstruction(both, table(ROWS))).toThrow(/only results of metric reconstruction/);
    const other = { ...reconstruction, networks: reconstruction.networks.map((network) => ({ ...network, sha256: 'other' })) };
    expect(() => withReconstruction(both, other)).toThrow(/resnet20 of the folder of metric reconstruction is not the published one/);
    const elsewhere = { ...reconstruction, rows: reconstruction.rows.map((one) => ({ ...one, picture: 'd' })) };
    expect(() => withReconstruction(both, elsewhere)).toThrow(/picture d is not among those/);
  });

  it('needs something that was published', () => {
    const from = mkdtempSync(path.join(tmpdir(), 'pixelsieve-publish-'));
    writeFileSync(path.join(from, 'table.json'), JSON.stringify(table(ROWS)));
    expect(() => publishStudy(ROOT, from, ['depth', '--from', '.', '--out', from, '--add'])).toThrow(/nothing has been published that could be added to/);
  });
});

describe('the report', () => {
  const result: StudyResult = resultOf('depth', [table(ROWS)], () => null);
  const text = renderReport(new Map([['depth', result]]), new Map());

  it('says what held and what did not by the numbers, and names what is not there', () => {
    // From stem to last block every picture rises by 4, or by 5.
    expect(text).toContain('| Depth | From its first layer to its last, a network discards more of the picture. | said | +4.000 to +5.000 over 2 | Held |');
    const against = renderReport(new Map([['depth', resultOf('depth', [table(ROWS.map((one) => ({ ...one, mean: -one.mean! })))], () => null)]]), new Map());
    expect(against).toContain('| said | −5.000 to −4.000 over 2 | Did not hold |');
    expect(text).toContain('## Damage');
    expect(text).toContain('No result has been published yet.');
    expect(text).toContain('3 pictures (few');
  });

  it('that is committed is what the command writes', () => {
    expect(readFileSync(path.join(ROOT, 'docs', 'studies.md'), 'utf8')).toBe(reportOf(ROOT));
  });
});

describe('the committed results', () => {
  const results = committedResults(ROOT);

  it.skipIf(results.size === 0)('are of a hundred pictures', () => {
    for (const [id, { pictures }] of results) expect(pictures.length, id).toBeGreaterThanOrEqual(100);
  });

  it.each(STUDY_IDS)('%s: the claims name networks of the study', (id) => {
    const networks = new Set(readStudy(path.join(ROOT, 'studies', `${id}.json`)).networks.map((network) => network.id));
    for (const { pairs } of CLAIMS[id]) for (const { of, against } of pairs) for (const name of [of, against]) if (name !== null) expect(networks).toContain(name);
  });
});
