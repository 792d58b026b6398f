import { describe, expect, it } from 'vitest';
import { formatValue, valueTicks } from './valueTicks';

describe('formatValue', () => {
  it('writes nats and bits with a true minus', () => {
    expect(formatValue(-4.117, 'nats')).toBe('−4.12');
    expect(formatValue(Math.LN2, 'bits')).toBe('1.00');
    expect(formatValue(0.5, 'nats', true)).toBe('+0.50');
  });
});

describe('raw values', () => {
  it('have three digits whatever their magnitude', () => {
    expect(formatValue(12345, 'raw')).toBe('12,300');
    expect(formatValue(0.02018, 'raw', true)).toBe('+0.0202');
    expect(formatValue(-0.000123, 'raw', true)).toBe('−1.23e-4');
    expect(formatValue(1.25e7, 'raw')).toBe('1.25e+7');
    expect(formatValue(0, 'raw', true)).toBe('0');
  });
});

describe('valueTicks', () => {
  it('is round in the units that are shown', () => {
    const bits = valueTicks([-6 * Math.LN2, -2 * Math.LN2], 'bits', 5);
    expect(bits.map((tick) => tick.label)).toEqual(['−6', '−5', '−4', '−3', '−2']);
    expect(bits[0]!.value).toBeCloseTo(-6 * Math.LN2);
  });

  it('gives as many places as the step needs, and a plain zero', () => {
    expect(valueTicks([-0.4, 0.4], 'nats', 5, true).map((tick) => tick.label)).toEqual(['−0.4', '−0.2', '0', '+0.2', '+0.4']);
  });
});
