import { describe, expect, it } from 'vitest';
import { runToJson } from '../export/runToJson';
import { RECORD } from '../testing/runRecords';
import { runFromJson } from './runFromJson';
import { runKeyOf } from './runKey';
import type { RunRecord } from './runRecord';

const key = runKeyOf(RECORD);
const { model, picture, spec } = RECORD;

describe('runKeyOf', () => {
  it('is the same for a run and for its export read again', () => {
    expect(runKeyOf(runFromJson(runToJson(RECORD), 'run.json'))).toBe(key);
  });

  it.each<[string, RunRecord]>([
    ['other layers', { ...RECORD, spec: { ...spec, layerIds: ['c'] }, layers: [] }],
    ['another backend', { ...RECORD, backend: { ...RECORD.backend, name: 'webgpu' } }],
    ['other names', { ...RECORD, model: { ...model, title: 'x', link: null }, picture: { ...picture, name: 'y' } }],
    ['the grid as a number', { ...RECORD, spec: { ...spec, grid: 3 } }],
    ['the noise as a number', { ...RECORD, spec: { ...spec, noise: 0.0025 } }],
    ['a target that the metric does not read', { ...RECORD, spec: { ...spec, target: 'predicted' } }],
    ['what is said by leaving it out', { ...RECORD, model: { ...model, input: { ...model.input, fit: 'crop' }, choices: { labels: { set: 'none' } } } }],
  ])('does not change with %s', (_, record) => {
    expect(runKeyOf(record)).toBe(key);
  });

  it.each<[string, RunRecord]>([
    ['the network', { ...RECORD, model: { ...model, sha256: 'ff' } }],
    ['how it is fed', { ...RECORD, model: { ...model, input: { ...model.input, mean: [0.5, 0.5, 0.4] } } }],
    ['the picture', { ...RECORD, picture: { ...picture, sha256: 'ff' } }],
    ['the crop', { ...RECORD, picture: { ...picture, crop: { ...picture.crop, x: 81 } } }],
    ['the metric', { ...RECORD, spec: { ...spec, metric: 'reconstruction' } }],
    ['the grid', { ...RECORD, spec: { ...spec, grid: 2 } }],
    ['the budget', { ...RECORD, spec: { ...spec, budget: 2 } }],
    ['the noise', { ...RECORD, spec: { ...spec, noise: 0.003 } }],
    ['the solver', { ...RECORD, spec: { ...spec, solver: 'reference' } }],
    ['the seed', { ...RECORD, spec: { ...spec, seed: 2 } }],
    ['the variant', { ...RECORD, spec: { ...spec, variant: { kind: 'rescaled', factor: 2 } } }],
  ])('changes with %s', (_, record) => {
    expect(runKeyOf(record)).not.toBe(key);
  });
});
