import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GREY_RECORD } from './studyRecords';
import { readStudy } from './readStudy';
import { picturesOf } from './studyPictures';
import { backendsOf, rowsOf, summaryOf, toCsv } from './table';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A folder with this study in it, and the path of its file. */
function written(study: object, others: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'pixelsieve-study-'));
  for (const [name, text] of Object.entries(others)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  writeFileSync(path.join(folder, 'mine.json'), JSON.stringify(study));
  return path.join(folder, 'mine.json');
}

const SOUND = { networks: ['resnet20'], pictures: { samples: ['bird-redstart'] } };

describe('a study', () => {
  it('has networks by id, address and path, with damage', () => {
    const file = written(
      { ...SOUND, networks: ['resnet20', 'nets/mine/model.json', 'https://example.org/a/model.json', { model: 'resnet20', id: 'hurt', damage: 'zeroed,0.5,1,stem', layers: ['stem', 'stage1_block1'] }], budget: 3, layers: ['stem', 'conv1'] },
      { 'nets/mine/model.json': '{}' },
    );
    const { networks, settings } = readStudy(file);
    expect(networks.map(({ id, isFile }) => [id, isFile])).toEqual([['resnet20', false], ['mine', true], ['a', false], ['hurt', false]]);
    expect(networks[3]!.damage).toEqual({ way: 'zeroed', share: 0.5, seed: 1, layerId: 'stem' });
    expect(networks.map(({ layers }) => layers)).toEqual([null, null, null, 'stem,stage1_block1']);
    expect(settings).toEqual({ budget: '3', layers: 'stem,conv1' });
  });

  it.each([
    [{ ...SOUND, metrics: 'discarding' }, /“metrics” is no key of a study/],
    [{ ...SOUND, metric: 'entropy' }, /metric=entropy was not understood: it must be discarding/],
    [{ ...SOUND, budget: -1 }, /budget=-1/],
    [{ ...SOUND, networks: [] }, /“networks” must be a list/],
    [{ ...SOUND, networks: ['nowhere/model.json'] }, /nowhere\/model\.json is not there/],
    [{ ...SOUND, networks: ['resnet20', { model: 'resnet20', damage: 'zeroed,0.5,1,stem' }] }, /two networks are called “resnet20”/],
    [{ ...SOUND, networks: [{ model: 'resnet20', damage: 'burnt,1,1,stem' }] }, /damage=burnt/],
    [{ ...SOUND, networks: [{ model: 'resnet20', layers: [] }] }, /layers= was not understood/],
    [{ ...SOUND, pictures: {} }, /“pictures” names none/],
    [{ ...SOUND, pictures: { cifar10: [3, 10_000] } }, /10000 is none/],
    [{ ...SOUND, pictures: { cifar10: 'boxes' } }, /the study has none: give “boxes”/],
    [{ ...SOUND, concentration: true }, /concentration needs a foreground/],
    [{ ...SOUND, concentration: true, boxes: 'b.json', metric: 'attribution:gradient' }, /maps in nats/],
  ])('is refused, naming what is wrong: %j', (study, message) => {
    expect(() => readStudy(written(study))).toThrow(message);
  });

  it('without its folder of pictures reads, and says how ours is had once pictures are wanted', () => {
    const study = readStudy(written({ ...SOUND, pictures: { folder: 'none' } }));
    expect(study.networks).toHaveLength(1);
    expect(() => picturesOf(study)).toThrow(/^mine: the folder of pictures .*none is not there; for ours, npm run fetch:study-photographs fetches it/);
  });

  it('names pictures without a box where concentration needs them, and boxes that are none', () => {
    const boxes = JSON.stringify({ pictures: [{ file: 'a.png', box: [0, 0, 4, 4] }] });
    const study = { ...SOUND, pictures: { folder: '.' }, boxes: 'b.json', concentration: true };
    const file = written(study, { 'b.json': boxes, 'a.png': '', 'b.png': '', 'c.jpg': '' });
    expect(() => picturesOf(readStudy(file))).toThrow(/has none for b\.png, c\.jpg\. Add them/);
    const bad = written({ ...study, concentration: false }, { 'b.json': JSON.stringify({ pictures: [{ file: 'a.png', box: [4, 0, 4, 4] }] }), 'a.png': '' });
    expect(() => picturesOf(readStudy(bad))).toThrow(/entry 1 is no/);
  });

  it.each(['compression', 'damage', 'depth', 'families', 'training', 'distillation', 'adversarial'])('%s reads, and has a box for each of its 100 pictures', (name) => {
    const study = readStudy(path.join(ROOT, 'studies', `${name}.json`));
    expect(study.pictures.cifar10).toHaveLength(100);
    expect(new Set(study.pictures.cifar10).size).toBe(100);
    expect(study.concentration).toBe(true);
    for (const { model, layers } of study.networks) {
      const card = path.join(ROOT, 'public', 'models', model, 'card.json');
      const offered = existsSync(card) ? (JSON.parse(readFileSync(card, 'utf8')) as { layers: { id: string }[] }).layers.map(({ id }) => id) : null;
      const asked = (layers ?? study.settings['layers'])!.split(',');
      expect(asked.length).toBeGreaterThanOrEqual(4);
      if (offered) expect(offered).toEqual(expect.arrayContaining(asked));
    }
  });
});

describe('the table', () => {
  it('says how many runs are from which backend, where they are from several', () => {
    const wasm = { name: 'wasm', threads: 1, adapter: null } as const;
    const webgpu = { name: 'webgpu', threads: 1, adapter: 'a GPU' } as const;
    expect(backendsOf([])).toEqual({ backend: null });
    expect(backendsOf([wasm, { ...wasm }])).toEqual({ backend: wasm });
    expect(backendsOf([wasm, webgpu, webgpu])).toEqual({ backend: webgpu, backends: [{ ...webgpu, runs: 2 }, { ...wasm, runs: 1 }] });
  });

  const picture = (box: readonly [number, number, number, number] | null) => ({ id: 'p, 1', link: 'url:p', label: 'cat', box, served: null });

  it('has the concentration of the box, seen through the part that the network was shown', () => {
    // The map is 1 in the right half and 0 in the left; the network saw the middle 8 of 16 columns.
    const [row] = rowsOf(GREY_RECORD, 'net', picture([4, 0, 8, 8]));
    expect(row).toMatchObject({ network: 'net', label: 'cat', predicted: 'cat', layer: 'b', depth: 2, relativeDepth: 1, concentrationNats: 1, mean: 0.5 });
    expect(rowsOf(GREY_RECORD, 'net', picture([8, 0, 12, 8]))[0]!.concentrationNats).toBe(-1);
    expect(rowsOf(GREY_RECORD, 'net', picture(null))[0]!.concentrationNats).toBeNull();
    expect(() => rowsOf(GREY_RECORD, 'net', picture([0, 0, 17, 4]))).toThrow(/of p, 1 goes beyond the picture of 16 × 8/);
  });

  it('is summed up layer by layer, and written with what CSV asks for', () => {
    const rows = [picture([4, 0, 8, 8]), picture([8, 0, 12, 8])].flatMap((one) => rowsOf(GREY_RECORD, 'net', one));
    const [summary, ...none] = summaryOf(rows);
    expect(none).toEqual([]);
    expect(summary).toMatchObject({ network: 'net', layer: 'b', mean: { count: 2, mean: 0.5, std: 0 }, concentrationNats: { mean: 0, std: Math.SQRT2 } });
    const lines = toCsv(rows).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^net,"p, 1",cat,cat,0\.9,b,2,1,converged,/);
  });
});
