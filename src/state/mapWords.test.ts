import { describe, expect, it } from 'vitest';
import type { LayerMap } from '../engine/protocol';
import { describeCurve, describeMap } from './mapWords';
import { mapReading } from './mapReading';
import { DEFAULT_VIEW } from './viewSettings';

const SIDE = 30;
const third = (at: number) => Math.floor(at / 10);

/** Entropy by thirds: [row][column], nats. */
const mapOf = (nats: readonly (readonly number[])[]): LayerMap => ({
  width: SIDE,
  height: SIDE,
  quantity: 'entropyNats',
  values: Float32Array.from({ length: SIDE * SIDE }, (_, i) => nats[third(Math.floor(i / SIDE))]![third(i % SIDE)]!),
});

const cornerAndCentre = mapOf([[-3, -4, -4], [-4, -5, -4], [-4, -4, -4]]);

describe('a map in words', () => {
  it('says where it is high and low, and by how much, in the units and words of its metric', () => {
    // The mean of all nine is -4.
    expect(describeMap(cornerAndCentre, mapReading('discarding', DEFAULT_VIEW))).toBe(
      'Highest (forgotten) in the upper left, 1.00 nats above the mean; lowest (kept) in the centre, 1.00 nats below it.',
    );
    const inBits = describeMap(cornerAndCentre, mapReading('discarding', { ...DEFAULT_VIEW, units: 'bits' }));
    expect(inBits).toContain(`${(1 / Math.LN2).toFixed(2)} bits above the mean`);
    expect(describeMap(cornerAndCentre, mapReading('reconstruction', DEFAULT_VIEW))).toMatch(/^Highest \(lost\).*lowest \(restored\)/);
  });

  it('says the same of a relative map: the offset is the mean’s as well', () => {
    const [absolute, relative] = (['absolute', 'relative'] as const).map((quantity) =>
      describeMap(cornerAndCentre, { ...mapReading('discarding', { ...DEFAULT_VIEW, quantity }), highWord: 'a', lowWord: 'b' }),
    );
    expect(relative).toBe(absolute);
  });

  it('says when there is nothing to tell', () => {
    expect(describeMap(mapOf([[1, 1, 1], [1, 1, 1], [1, 1, 1]]), mapReading('discarding', DEFAULT_VIEW))).toBe('About even: no part of it stands out.');
  });
});

describe('a curve in words', () => {
  it('has its ends and its extremes', () => {
    const values = [['Stem', -4.4], ['Block 1', -4.6], ['Block 2', -3.9], ['Block 3', -4.1]] as const;
    const words = describeCurve(values.map(([title, value]) => ({ title, value })), { units: 'nats', signed: false });
    expect(words).toMatch(/^From −4\.40 nats at Stem to −4\.10 nats at Block 3\. Highest: −3\.90 nats, Block 2\. Lowest: −4\.60 nats, Block 1\./);
  });

  it('is nothing while there are no two points', () => {
    expect(describeCurve([{ title: 'Stem', value: 1 }], { units: 'nats', signed: false })).toBe('');
  });
});
