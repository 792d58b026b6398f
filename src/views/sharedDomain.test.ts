import { describe, expect, it } from 'vitest';
import { sharedDomain } from './sharedDomain';

function ramp(from: number, to: number, count = 1001): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

describe('sharedDomain', () => {
  it('is null without maps', () => {
    expect(sharedDomain([], false)).toBeNull();
  });

  it('runs from the 1st to the 99th percentile of all maps together', () => {
    const [low, high] = sharedDomain([{ entropyNats: ramp(-6, -2), offset: 0, include: [] }], false)!;
    expect(low).toBeCloseTo(-5.96, 2);
    expect(high).toBeCloseTo(-2.04, 2);
  });

  it('is not moved by a few wild or missing pixels', () => {
    const values = ramp(-6, -2);
    values[3] = 40;
    values[5] = NaN;
    const [, high] = sharedDomain([{ entropyNats: values, offset: 0, include: [] }], false)!;
    expect(high).toBeLessThan(-2);
  });

  it('does not stretch a flat map over the whole scale', () => {
    const [low, high] = sharedDomain([{ entropyNats: ramp(-4.01, -3.99), offset: 0, include: [] }], false)!;
    expect(high - low).toBeCloseTo(0.6, 6);
    expect((high + low) / 2).toBeCloseTo(-4, 4);
  });

  it('is centred on zero where zero has a meaning', () => {
    const [low, high] = sharedDomain([{ entropyNats: ramp(-6, -3), offset: -4, include: [] }], true)!;
    expect(low).toBe(-high);
    expect(high).toBeGreaterThan(1.9);
  });

  it('reaches to what it is told to include', () => {
    expect(sharedDomain([{ entropyNats: ramp(-6, -2), offset: 0, include: [-7] }], false)![0]).toBe(-7);
  });
});
