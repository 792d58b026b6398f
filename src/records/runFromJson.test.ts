import { describe, expect, it } from 'vitest';
import { mean, quantiles } from '../core/stats';
import type { LayerInfo } from '../engine/protocol';
import { runToJson } from '../export/runToJson';
import { layerRecord, RECORD } from '../testing/runRecords';
import { runFromJson } from './runFromJson';
import type { LayerRecord, RunRecord } from './runRecord';

type Plain = { [key: string]: unknown };

const info = (id: string, depth: number): LayerInfo => ({
  id, title: `Title of ${id}`, stage: '1', kind: 'block', depth, shape: [2, 3, 16],
  receptiveField: { height: 3, width: Infinity, strideHeight: 1, strideWidth: Infinity },
});
const ids = ['a', 'b', 'c', 'd'];
const LAYERS = ids.map((id, i) => info(id, i + 1));

function told(layer: LayerRecord, change: Partial<LayerRecord['progress']> = {}): LayerRecord {
  const { map, progress } = layer;
  const [p10Value, p90Value] = map ? quantiles(map.values, [0.1, 0.9]) : [null, null];
  return {
    ...layer,
    info: LAYERS[layer.info.depth - 1]!,
    progress: { ...progress, passLimit: progress.passes, meanValue: map && mean(map.values), p10Value: p10Value!, p90Value: p90Value!, ...change },
  };
}

/** With all that the format can say. */
const WHOLE: RunRecord = {
  ...RECORD,
  backend: { name: 'webgpu', threads: 1, adapter: 'a GPU', reason: '', warning: null },
  model: { ...RECORD.model, link: 'url:https://example.org/model.json', choices: { labels: { set: 'none' }, constants: { 'keep prob': 1 } }, layers: LAYERS },
  picture: { ...RECORD.picture, link: 'sample:ship' },
  spec: { ...RECORD.spec, layerIds: ['a', 'b', 'd'], noise: 0.0025, variant: { kind: 'randomised', segments: 2, seed: 5 } },
  foreground: { mask: { width: 3, height: 2, inside: Uint8Array.from([1, 0, 0, 1, 0, 0]) }, knowledgeThresholdNats: 0.35 },
  layers: [
    told(layerRecord('a', 1, 'converged', [-3.5, -3.25, -4, -1.1, -2.2, -3.3])),
    told(layerRecord('b', 2, 'unbounded', null), { gain: null, uniformValue: null }),
    told(layerRecord('d', 4, 'cancelled', [0.5, 1, 1.5, 2, 2.5, 3]), { recipeDistortion: 3.21, distortion: null, distortionCi95: null }),
  ],
};

const plain = (record: RunRecord = WHOLE) => JSON.parse(runToJson(record)) as Plain;
const read = (document: unknown) => runFromJson(JSON.stringify(document), 'run.json');
/** Parsed anew, with one value in another's place; undefined takes it out. */
function changed(path: string, value: unknown, document: Plain = plain()): Plain {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop()!;
  const holder = keys.reduce((at, key) => at[key] as Plain, document);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return document;
}

describe('runFromJson', () => {
  it('gives back what runToJson wrote, to the bit', () => {
    expect(runFromJson(runToJson(WHOLE), 'run.json')).toEqual(WHOLE);
  });

  it.each(['reconstruction', 'attribution:grad-cam', 'attribution:gradient'] as const)('of %s too', (metric) => {
    const quantity = metric === 'reconstruction' ? ('reconstructionUncertaintyNats' as const) : ('attribution' as const);
    const layers = WHOLE.layers.map((layer) => ({ ...layer, map: layer.map && { ...layer.map, quantity } }));
    const target = metric === 'reconstruction' ? ('features' as const) : 3;
    const record: RunRecord = { ...WHOLE, foreground: null, spec: { ...WHOLE.spec, metric, target }, layers };
    expect(runFromJson(runToJson(record), 'run.json')).toEqual(record);
  });

  it('turns the paper’s noise into the number that the file has', () => {
    const paper: RunRecord = { ...WHOLE, spec: { ...WHOLE.spec, noise: 'paper' } };
    // 0.01 normalised, deviations 0.2, 0.25, 0.3.
    expect(runFromJson(runToJson(paper), 'run.json').spec.noise).toBeCloseTo(0.0025, 12);
  });

  it('reads what this page wrote before it said links and layers', () => {
    const old = ['model.link', 'model.layers', 'model.choices', 'image.link'].reduce((document, path) => changed(path, undefined, document), plain());
    const record = read(old);
    expect(record.model).toMatchObject({ link: null, choices: null });
    expect(record.model.layers.map(({ id, title, depth, shape }) => [id, title, depth, shape])).toEqual(
      ['a', 'b', 'd'].map((id) => [id, `Title of ${id}`, ids.indexOf(id) + 1, [2, 3, 16]]),
    );
    expect(record.layers.map(({ map }) => map)).toEqual(WHOLE.layers.map(({ map }) => map));
  });

  it('reads what formats.md says and no more', () => {
    const record = read({
      format: 'pixelsieve.run', formatVersion: 1, createdAt: '2026-11-23T10:00:00Z', somethingNew: [1],
      model: { id: 'theirs', input: { width: 4, height: 4, mean: [0, 0, 0], std: [1, 1, 1] } },
      image: { name: 'cat.png', width: 8, height: 4 },
      spec: { metric: 'discarding', grid: 2, budget: 1.5, noise: 0.01, solver: 'reference', seed: 3 },
      layers: [{ id: 'relu5', status: 'converged', map: { width: 2, height: 2, quantity: 'entropyNats', data: [-1, -2, -3, -4] } }],
    });
    expect(record.spec).toEqual({ metric: 'discarding', layerIds: ['relu5'], grid: 2, budget: 1.5, noise: 0.01, solver: 'reference', seed: 3, target: 'features', variant: null });
    expect(record.model).toMatchObject({ title: 'theirs', sha256: '', layers: [{ id: 'relu5', depth: 1, shape: [] }] });
    // The middle square of the picture.
    expect(record.picture.crop).toEqual({ x: 2, y: 0, width: 4, height: 4 });
    expect(record.layers[0]!.progress).toMatchObject({ meanValue: -2.5, gain: null, passes: 0 });
  });

  it.each<[string, unknown, RegExp]>([
    ['text', 'not JSON at all', /“run\.json” is not JSON \(.*cut off/],
    ['NaN of Python', '{"a": NaN}', /NaN or Infinity.*allow_nan/],
    ['another format', { format: 'other', formatVersion: 1 }, /its format is "other", not "pixelsieve\.run"/],
    ['no format', {}, /it has no format/],
    ['a list', [1], /the whole is a list of 1, but must be an object/],
    ['a newer version', changed('formatVersion', 2), /formatVersion 2; this page reads up to 1/],
    ['no date', changed('createdAt', 'yesterday'), /createdAt is "yesterday".*ISO 8601/],
    ['a metric', changed('spec.metric', 'beauty'), /spec\.metric is "beauty", but must be one of discarding/],
    ['a budget', changed('spec.budget', 0), /spec\.budget is 0, but must be a number above 0/],
    ['a missing field', changed('spec.seed', undefined), /has no spec\.seed/],
    ['a grid', changed('spec.grid', 4), /spec\.grid is 4, but must be a whole number from 1 to 3/],
    ['deviations', changed('model.input.std', [1, 1]), /model\.input\.std is a list of 2, but must be a list of three/],
    ['a deviation', changed('model.input.std', [1, 0, 1]), /model\.input cannot be used.*above 0; one is 0/],
    ['a picture', changed('image.width', '640'), /image\.width is "640", but must be a whole number/],
    ['a status', changed('layers[0].status', 'fine'), /layers\[0\]\.status is "fine"/],
    ['length of data', changed('layers[2].map.data', [1, 2, 3, 4, 5]), /layers\[2\]\.map\.data is a list of 5, but must be a list of 3 × 2 = 6 numbers/],
    ['null in data', changed('layers[0].map.data[4]', null), /layers\[0\]\.map\.data\[4\] is null, but must be a finite number/],
    ['a mean', changed('layers[0].meanEntropyNats', -9), /layers\[0\]\.meanEntropyNats is -9, but must be -2\.89/],
    ['sizes', changed('layers[2].map.width', 2, changed('layers[2].map.height', 3)), /layers\[2\]\.map is 2 × 3 of entropyNats, another layer’s 3 × 2/],
    ['an id twice', changed('layers[1].id', 'a'), /layers\[1\]\.id is "a", but must be an id that no layer before it has/],
    ['an unknown layer', changed('layers[1].id', 'z'), /layers\[1\]\.id is "z", but must be one of model\.layers/],
    ['no layers', changed('layers', []), /layers is a list of 0/],
    ['a foreground', changed('foreground.data[2]', 3), /foreground\.data\[2\] is 3, but must be 0 or 1/],
    ['an empty foreground', changed('foreground.data', [0, 0, 0, 0, 0, 0]), /foreground\.data is a list of 6, but must be a mask with pixels both/],
  ])('refuses %s by name', (_, document, message) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    expect(() => runFromJson(text, 'run.json')).toThrow(message);
  });
});
