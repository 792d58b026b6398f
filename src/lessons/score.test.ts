import { describe, expect, it } from 'vitest';
import type { LayerMap } from '../engine/protocol';
import type { Finding, Prediction } from './lesson';
import { agrees, rightOption, scoreCurve, scorePoint } from './score';

const SIZE = { width: 4, height: 4 };
const map = (values: readonly number[], width = 4): LayerMap => ({ width, height: values.length / width, quantity: 'entropyNats', values: Float32Array.from(values) });

describe('a place on the picture', () => {
  const values = Array.from({ length: 16 }, (_, i) => i);

  it('is worth the share of other cells that it beats', () => {
    expect(scorePoint(map(values), { x: 3, y: 3 }, SIZE, 'high')).toMatchObject({ value: 15, percentile: 1, best: { column: 3, row: 3 } });
    expect(scorePoint(map(values), { x: 0, y: 0 }, SIZE, 'high').percentile).toBe(0);
    expect(scorePoint(map(values), { x: 0, y: 0 }, SIZE, 'low')).toMatchObject({ percentile: 1, bestValue: 0 });
    expect(scorePoint(map(values), { x: 1, y: 2 }, SIZE, 'high').percentile).toBe(9 / 15);
  });

  it('gives one half on average, whatever the map, ties included', () => {
    const some = map([3, 1, 2, 2, 0, 3, 1, 1, 0, 0, 0, 2, 3, 1, 2, 0]);
    let sum = 0;
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += scorePoint(some, { x, y }, SIZE, 'high').percentile;
    expect(sum / 16).toBeCloseTo(0.5, 12);
  });

  it('is looked up in the cell that it lies in, where the map is coarser', () => {
    expect(scorePoint(map([1, 2, 3, 4], 2), { x: 1, y: 2 }, SIZE, 'high').value).toBe(3);
  });
});

describe('a drawn curve', () => {
  it('is as far off as its points are on average, without the given one', () => {
    expect(scoreCurve([-4, -3, -2], [-4, -3.5, -2])).toEqual({ meanErrorNats: 0.25, order: 1 });
    expect(scoreCurve([-4, -3, -2], [-4, -5, -6])).toEqual({ meanErrorNats: 3, order: -1 });
  });

  it('leaves out what was not measured, and says nothing of the order of a flat one', () => {
    expect(scoreCurve([-4, -4, -4, -4], [-4, null, -3, -2])).toEqual({ meanErrorNats: 1.5, order: null });
    expect(scoreCurve([-4, -4], [-4, null])).toBeNull();
  });
});

describe('a choice', () => {
  const interval: Extract<Prediction, { kind: 'choice' }> = {
    kind: 'choice', question: '', rule: { by: 'interval', measure: 'm' },
    options: [{ text: 'a', below: -1, measure: null }, { text: 'b', below: 1, measure: null }, { text: 'c', below: Infinity, measure: null }],
  };

  it('is right where the measured value falls, bounds belonging to the option above', () => {
    expect([-5, -1, 0, 1, 99].map((value) => rightOption(interval, new Map([['m', value]])))).toEqual([0, 1, 1, 2, 2]);
    expect(rightOption(interval, new Map())).toBeNull();
  });

  it('or is the largest, or the smallest', () => {
    const options = ['x', 'y'].map((measure) => ({ text: measure, below: Infinity, measure }));
    const measured = new Map([['x', 1], ['y', 2]]);
    expect(rightOption({ ...interval, options, rule: { by: 'largest' } }, measured)).toBe(1);
    expect(rightOption({ ...interval, options, rule: { by: 'smallest' } }, measured)).toBe(0);
    expect(rightOption({ ...interval, options, rule: { by: 'largest' } }, new Map([['x', 1]]))).toBeNull();
  });
});

describe('a finding', () => {
  const finding: Finding = { measure: 'm', from: 0.1, below: Infinity, holds: [], differs: [] };
  it('holds, is contradicted, or is not measured', () => {
    expect([0.1, 0.09].map((value) => agrees(finding, new Map([['m', value]])))).toEqual([true, false]);
    expect(agrees(finding, new Map())).toBeNull();
  });
});
