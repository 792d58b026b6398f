import { describe, expect, it } from 'vitest';
import { LEAST_SPAN_NATS, sharedDomain } from './sharedDomain';

const NATS = { symmetric: false, withZero: false, leastSpan: LEAST_SPAN_NATS };

function ramp(from: number, to: number, count = 1001): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

describe('sharedDomain', () => {
  it('is null without maps', () => {
    expect(sharedDomain([], NATS)).toBeNull();
  });

  it('runs from the 1st to the 99th percentile of all maps together', () => {
    const [low, high] = sharedDomain([{ values: ramp(-6, -2), offset: 0, include: [] }], NATS)!;
    expect(low).toBeCloseTo(-5.96, 2);
    expect(high).toBeCloseTo(-2.04, 2);
  });

  it('is not moved by a few wild or missing pixels', () => {
    const values = ramp(-6, -2);
    values[3] = 40;
    values[5] = NaN;
    const [, high] = sharedDomain([{ values, offset: 0, include: [] }], NATS)!;
    expect(high).toBeLessThan(-2);
  });

  it('does not stretch a flat map over the whole scale', () => {
    const [low, high] = sharedDomain([{ values: ramp(-4.01, -3.99), offset: 0, include: [] }], NATS)!;
    expect(high - low).toBeCloseTo(0.6, 6);
    expect((high + low) / 2).toBeCloseTo(-4, 4);
  });

  it('is centred on zero where zero has a meaning', () => {
    const [low, high] = sharedDomain([{ values: ramp(-6, -3), offset: -4, include: [] }], { ...NATS, symmetric: true })!;
    expect(low).toBe(-high);
    expect(high).toBeGreaterThan(1.9);
  });

  it('fits numbers of any magnitude where no least span is given, from zero', () => {
    expect(sharedDomain([{ values: ramp(2e4, 5e4), offset: 0, include: [] }], { symmetric: false, withZero: true, leastSpan: 0 })![0]).toBe(0);
    const [low, high] = sharedDomain([{ values: new Float32Array(9), offset: 0, include: [] }], { symmetric: true, withZero: true, leastSpan: 0 })!;
    expect(high).toBeGreaterThan(low);
  });

  it('reaches to what it is told to include', () => {
    expect(sharedDomain([{ values: ramp(-6, -2), offset: 0, include: [-7] }], NATS)![0]).toBe(-7);
  });
});
