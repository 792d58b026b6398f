import { describe, expect, it } from 'vitest';
import { entropyOfStd } from '../core/entropy';
import type { LayerProgress } from '../engine/protocol';
import type { Evidence, MeasuredLayer } from './evaluate';
import { evaluate, evaluateAll, resolveLayer, unitOf } from './evaluate';
import type { LessonPage, Measure, Reading } from './lesson';

function layer(meanValue: number, values: readonly number[], change: Partial<LayerProgress> = {}): MeasuredLayer {
  const progress = { meanValue, p10Value: meanValue - 1, p90Value: meanValue + 1, uniformValue: meanValue - 0.25, gain: 0.25, distortion: 1.5, passes: 96, ...change } as LayerProgress;
  return { progress, map: { width: 2, height: 2, quantity: 'entropyNats', values: Float32Array.from(values) } };
}

const evidence: Evidence = {
  table: new Map([['a', layer(-4, [-4, -4, -4, -4])], ['b', layer(-2, [-1, -2, -2, -3])], ['c', layer(-3, [-3, -2, -4, -3])]]),
  beside: new Map([['scaled', new Map([['c', layer(-3, [3, 2, 4, 3])]])]]),
  foreground: { width: 2, height: 2, inside: Uint8Array.from([1, 0, 0, 0]) },
  knowledgeThresholdNats: 0.2,
  probability: 0.9,
  measured: new Map([['before', 2]]),
};

const of = (reading: Reading, other: Partial<Measure> = {}): Measure => ({ reading, minus: null, over: null, ...other });
const mean = (layer: string, run: string | null = null): Reading => ({ of: 'mean', layer, run });

describe('a measure', () => {
  it('is read off the layer that is meant', () => {
    expect(['first', 'last', 'highest', 'lowest', 'b'].map((ref) => evaluate(of(mean(ref)), evidence))).toEqual([-4, -3, -2, -4, -2]);
    expect(evaluate(of(mean('nowhere')), evidence)).toBeNull();
    expect(evaluate(of(mean('last', 'no such run')), evidence)).toBeNull();
  });

  it('may be a difference, a quotient, or both', () => {
    expect(evaluate(of(mean('last'), { minus: mean('first') }), evidence)).toBe(1);
    expect(evaluate(of(mean('last'), { over: mean('first') }), evidence)).toBe(0.75);
    expect(evaluate(of(mean('last'), { minus: mean('first'), over: { of: 'measured', measure: 'before' } }), evidence)).toBe(0.5);
  });

  it('reads maps, foregrounds and what was measured before', () => {
    expect(evaluate(of({ of: 'concentration', layer: 'b', run: null }), evidence)).toBeCloseTo(-7 / 3 + 1, 6);
    expect(evaluate(of({ of: 'rankCorrelation', layer: 'c', run: 'scaled', withLayer: 'c', withRun: null }), evidence)).toBeCloseTo(-1, 12);
    expect(evaluate(of({ of: 'magnitude', layer: 'last', run: 'scaled' }), evidence)).toBe(3);
    expect(evaluate(of({ of: 'depthOrder' }), evidence)).toBe(0.5);
    expect(evaluate(of({ of: 'twoPixelGain', sensitivities: [4, 1] }), evidence)).toBeCloseTo(0.5 * Math.log(1.25), 12);
    const grey = layer(entropyOfStd(0.1), [0, 0, 0, 0]);
    expect(evaluate(of({ of: 'noise', layer: 'first', run: null }), { ...evidence, table: new Map([['a', grey]]) })).toBeCloseTo(25.5, 9);
  });

  it('is missing without a foreground, a map or a run, never zero', () => {
    expect(evaluate(of({ of: 'concentration', layer: 'b', run: null }), { ...evidence, foreground: null })).toBeNull();
    expect(evaluate(of(mean('last')), { ...evidence, table: new Map() })).toBeNull();
    expect(evaluate(of(mean('last'), { minus: mean('last', 'gone') }), evidence)).toBeNull();
    const page = { measures: new Map([['before', of(mean('nowhere'))]]) } as unknown as LessonPage;
    expect(evaluateAll(page, evidence).has('before')).toBe(false);
  });

  it('can use those above it', () => {
    const page = {
      measures: new Map([['rise', of(mean('last'), { minus: mean('first') })], ['half', of({ of: 'measured', measure: 'rise' }, { over: { of: 'measured', measure: 'before' } })]]),
    } as unknown as LessonPage;
    expect(Object.fromEntries(evaluateAll(page, evidence))).toEqual({ before: 2, rise: 1, half: 0.5 });
  });

  it('has the unit that its readings give it', () => {
    expect(unitOf(of(mean('last')), false)).toBe('nats');
    expect(unitOf(of(mean('last')), true)).toBe('raw');
    expect(unitOf(of(mean('last'), { minus: mean('first') }), false)).toBe('difference');
    expect(unitOf(of(mean('last'), { over: mean('first') }), false)).toBe('times');
  });
});

describe('a layer by place', () => {
  it('is null while no mean is known', () => {
    expect(resolveLayer('highest', ['a', 'b'], () => null)).toBeNull();
    expect(resolveLayer('last', ['a', 'b'], () => null)).toBe('b');
  });
});
