import { beforeEach, describe, expect, it } from 'vitest';
import type { LayerResult } from './live';
import { INITIAL_LIVE, readLive, writeLive } from './live';
import { freshResults } from './runReducer';
import { seenResult, setVeil } from './veil';

const result = (layerId: string): LayerResult => {
  const fresh = freshResults([layerId]).results.get(layerId)!;
  const progress = { ...fresh.progress, status: 'converged' as const, passes: 96, meanValue: -4, p10Value: -5, p90Value: -3, uniformValue: -4.2, gain: 0.2, distortion: 1.5 };
  return { ...fresh, progress, map: { width: 1, height: 1, quantity: 'entropyNats', values: Float32Array.from([-4]) } };
};

beforeEach(() => {
  writeLive({ ...INITIAL_LIVE, results: new Map([['a', result('a')], ['b', result('b')]]) });
  setVeil('none');
});

describe('the veil', () => {
  it('keeps map and numbers back, and says that there is something', () => {
    const whole = result('a');
    setVeil(['a']);
    expect(seenResult(whole)).toMatchObject({ map: null, progress: { status: 'converged', passes: 96, distortion: 1.5, meanValue: null, p10Value: null, p90Value: null, uniformValue: null, gain: null } });
    // Drawn again and again: it must not be another object each time.
    expect(seenResult(whole)).toBe(seenResult(whole));
    expect(seenResult(readLive().results.get('b'))).toBe(readLive().results.get('b'));
    setVeil('all');
    expect(seenResult(readLive().results.get('b'))?.map).toBeNull();
    setVeil('none');
    expect(seenResult(whole)).toBe(whole);
  });

  it('has whoever draws results draw them again when it falls or is lifted', () => {
    const before = readLive().results;
    setVeil('all');
    expect(readLive().results).not.toBe(before);
    expect([...readLive().results]).toEqual([...before]);
    const veiled = readLive().results;
    setVeil('all');
    expect(readLive().results).toBe(veiled);
  });
});
