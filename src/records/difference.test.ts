import { describe, expect, it } from 'vitest';
import type { NetworkInput } from '../core/modelCard';
import type { RunSpec } from '../core/spec';
import type { LayerMap, MapQuantity } from '../engine/protocol';
import { loadedModel } from '../testing/boardParts';
import { freshResults } from '../state/runReducer';
import type { ComparedMap } from './difference';
import { difference } from './difference';
import type { RunRecord } from './runRecord';

interface Change {
  readonly spec?: Partial<RunSpec>;
  readonly input?: Partial<NetworkInput>;
  readonly picture?: Partial<RunRecord['picture']>;
  readonly model?: Partial<RunRecord['model']>;
  readonly quantity?: MapQuantity;
  readonly uniform?: number | null;
  readonly layerId?: string;
}

function side(width: number, height: number, values: readonly number[] | null, change: Change = {}): ComparedMap {
  const { card, layers } = loadedModel('one');
  const spec: RunSpec = {
    metric: 'discarding', layerIds: ['a'], grid: 'full', budget: 1.5, noise: 0.0025, solver: 'fast', seed: 1, target: 'features', variant: null, ...change.spec,
  };
  const map: LayerMap | null = values && { width, height, quantity: change.quantity ?? 'entropyNats', values: Float32Array.from(values) };
  const info = layers.find(({ id }) => id === (change.layerId ?? 'a'))!;
  const { progress } = freshResults(['a']).results.get('a')!;
  const layer = { info, map, reconstructions: null, progress: { ...progress, status: 'converged' as const, uniformValue: change.uniform === undefined ? -4 : change.uniform } };
  const record: RunRecord = {
    appVersion: '', createdAt: '', backend: { name: 'cpu', threads: 1, adapter: null, reason: '', warning: null },
    model: { link: 'one', choices: null, id: 'one', title: 'One', sha256: 'm', input: { ...card.input, width: 4, height: 4, ...change.input }, layers, ...change.model },
    picture: { link: null, name: 'p.png', sha256: 'p', width: 8, height: 8, crop: { x: 0, y: 0, width: 8, height: 8 }, seen: null, ...change.picture },
    spec, predictions: [], foreground: null, layers: [layer],
  };
  return { record, layer };
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const valuesOf = (result: ReturnType<typeof difference>) => ('difference' in result ? [...result.difference.map.values] : result);
const reasonOf = (result: ReturnType<typeof difference>) => ('incomparable' in result ? result.incomparable : null);

describe('the difference of two maps', () => {
  it('on one grid is cell by cell, with its mean, percentiles and correlation', () => {
    const a = side(4, 4, range(16).map((i) => 2 * i + 1));
    const result = difference(a, side(4, 4, range(16)), false);
    expect(valuesOf(result)).toEqual(range(16).map((i) => i + 1));
    expect(result).toMatchObject({ difference: { mean: 8.5, p10: 2.5, p90: 14.5, isOnGridOfA: true, isResampled: false, region: { width: 8 } } });
    expect('difference' in result && result.difference.correlation).toBeCloseTo(1, 12);
    expect(valuesOf(difference(a, a, false))).toEqual(range(16).map(() => 0));
    // Nothing to correlate with.
    expect(difference(a, side(4, 4, range(16).map(() => 1)), false)).toMatchObject({ difference: { correlation: null } });
  });

  it('is the negative the other way round, relative values each against their own uniform noise', () => {
    const a = side(2, 2, [1, 2, 3, 4], { uniform: -4 });
    const b = side(2, 2, [0, 5, 0, 5], { uniform: -3 });
    expect(valuesOf(difference(a, b, false))).toEqual([1, -3, 3, -1]);
    expect(valuesOf(difference(b, a, false))).toEqual([-1, 3, -3, 1]);
    expect(valuesOf(difference(a, b, true))).toEqual([2, -2, 4, 0]);
  });

  it('of a coarse and a fine map is on the fine grid', () => {
    const fine = side(4, 4, range(16));
    const result = difference(side(2, 2, [0, 100, 200, 300]), fine, false);
    expect(valuesOf(result)).toEqual([0, -1, 98, 97, -4, -5, 94, 93, 192, 191, 290, 289, 188, 187, 286, 285]);
    expect(result).toMatchObject({ difference: { isOnGridOfA: false, isResampled: true } });
  });

  it('of two parts of a picture is of what they have in common', () => {
    // Columns 0 to 3 against columns 2 to 5 of eight, a pixel a cell.
    const left = side(4, 4, range(16).map((i) => i % 4), { picture: { crop: { x: 0, y: 0, width: 4, height: 4 } } });
    const right = side(4, 4, range(16).map((i) => 10 + (i % 4)), { picture: { crop: { x: 2, y: 0, width: 4, height: 4 } } });
    const result = difference(left, right, false);
    expect(result).toMatchObject({ difference: { map: { width: 2, height: 4 }, region: { x: 2, y: 0, width: 2, height: 4 }, isResampled: true } });
    // Column 2 of the picture: 2 at the left, 10 at the right.
    expect(valuesOf(result)).toEqual([...Array<number>(8)].map(() => -8));
    const far = side(4, 4, range(16), { picture: { crop: { x: 4, y: 4, width: 4, height: 4 } } });
    expect(reasonOf(difference(left, far, false))).toEqual({ reason: 'region' });
  });

  it('finds the picture within a letterbox', () => {
    // 8 x 4 pixels framed into 4 x 4 cells: rows 1 and 2 hold the picture, 0 and 3 the frame.
    const picture = { width: 8, height: 4, crop: { x: 0, y: 0, width: 8, height: 4 } };
    const framed = side(4, 4, [99, 99, 99, 99, 0, 1, 2, 3, 4, 5, 6, 7, 99, 99, 99, 99], { picture, input: { fit: 'letterbox' } });
    const squeezed = side(4, 2, [0, 1, 2, 3, 4, 5, 6, 7], { picture, input: { fit: 'stretch', width: 4, height: 2 } });
    expect(valuesOf(difference(framed, squeezed, false))).toEqual(range(8).map(() => 0));
  });
});

describe('maps that cannot be compared', () => {
  const a = side(2, 2, [1, 2, 3, 4]);
  const against = (change: Change, isRelative = false) => reasonOf(difference(a, side(2, 2, [1, 2, 3, 4], change), isRelative));

  it('say why', () => {
    expect(against({ quantity: 'reconstructionUncertaintyNats' })).toEqual({ reason: 'quantity', a: 'entropyNats', b: 'reconstructionUncertaintyNats' });
    expect(against({ spec: { budget: 3 } })).toEqual({ reason: 'budget', a: 1.5, b: 3 });
    expect(against({ spec: { noise: 0.005 } })).toEqual({ reason: 'noise', a: 0.0025, b: 0.005 });
    expect(against({ picture: { sha256: 'q', name: 'q.png' } })).toEqual({ reason: 'picture', a: 'p.png', b: 'q.png' });
    expect(against({ uniform: null }, true)).toEqual({ reason: 'no-uniform', side: 'B' });
    expect(reasonOf(difference(side(2, 2, null), a, false))).toEqual({ reason: 'no-map', side: 'A' });
  });

  it('do not include what may well differ: network, layer, solver, seed, and the paper’s noise where it is the same', () => {
    expect(against({ model: { sha256: 'n' }, layerId: 'c', spec: { solver: 'reference', seed: 5 } })).toBeNull();
    expect(against({ uniform: null })).toBeNull();
    // 0.01 normalised at a standard deviation of 0.25.
    expect(against({ spec: { noise: 'paper' } })).toBeNull();
    expect(against({ spec: { noise: 'paper' }, input: { std: [0.5, 0.5, 0.5] } })).toEqual({ reason: 'noise', a: 0.0025, b: 0.005 });
  });

  it('are attributions of different targets, layers or networks', () => {
    const attribution = (change: Change = {}) => side(2, 2, [1, 2, 3, 4], { quantity: 'attribution', ...change, spec: { metric: 'attribution:gradient', ...change.spec } });
    const why = (b: ComparedMap, a = attribution()) => reasonOf(difference(a, b, false));
    expect(why(attribution({ spec: { seed: 2, budget: 3 } }))).toBeNull();
    expect(why(attribution({ layerId: 'b' }))).toEqual({ reason: 'attribution' });
    expect(why(attribution({ model: { sha256: 'n' } }))).toEqual({ reason: 'attribution' });
    expect(why(attribution({ spec: { metric: 'attribution:smoothgrad' } }))).toEqual({ reason: 'attribution' });
    const ofClass = (layerId: string) => attribution({ layerId, spec: { target: 3 } });
    expect(why(ofClass('b'), ofClass('a'))).toBeNull();
  });
});
