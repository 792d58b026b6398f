import { describe, expect, it } from 'vitest';
import { formatEntropy, valueTicks } from './valueTicks';

describe('formatEntropy', () => {
  it('writes nats and bits with a true minus', () => {
    expect(formatEntropy(-4.117, 'nats')).toBe('−4.12');
    expect(formatEntropy(Math.LN2, 'bits')).toBe('1.00');
    expect(formatEntropy(0.5, 'nats', true)).toBe('+0.50');
  });
});

describe('valueTicks', () => {
  it('is round in the units that are shown', () => {
    const bits = valueTicks([-6 * Math.LN2, -2 * Math.LN2], 'bits', 5);
    expect(bits.map((tick) => tick.label)).toEqual(['−6', '−5', '−4', '−3', '−2']);
    expect(bits[0]!.nats).toBeCloseTo(-6 * Math.LN2);
  });

  it('gives as many places as the step needs, and a plain zero', () => {
    expect(valueTicks([-0.4, 0.4], 'nats', 5, true).map((tick) => tick.label)).toEqual(['−0.4', '−0.2', '0', '+0.2', '+0.4']);
  });
});
