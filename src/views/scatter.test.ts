import { describe, expect, it } from 'vitest';
import { placeNames } from './scatter';

const point = (key: string, x: number, y: number) => ({ key, title: 'name of it', x, y });

describe('names beside points', () => {
  it('stand above, else where there is room, and never on each other or on a point', () => {
    const [first, second] = placeNames([point('a', 100, 100), point('b', 104, 100)], 400, 300);
    expect(first).toEqual({ key: 'a', x: 100, y: 90, anchor: 'middle' });
    expect(second).toEqual({ key: 'b', x: 104, y: 119, anchor: 'middle' });
  });

  it('at the edge stand inside', () => {
    expect(placeNames([point('a', 4, 100)], 400, 300)).toEqual([{ key: 'a', x: 14, y: 104, anchor: 'start' }]);
    expect(placeNames([point('a', 396, 100)], 400, 300)).toEqual([{ key: 'a', x: 386, y: 104, anchor: 'end' }]);
  });

  it('are left out where everything is taken; the first come first', () => {
    const crowd = Array.from({ length: 30 }, (_, i) => point(String(i), 200 + (i % 6), 150 + Math.floor(i / 6)));
    const named = placeNames(crowd, 400, 300);
    expect(named.map(({ key }) => key)).toContain('0');
    expect(named.length).toBeLessThan(crowd.length);
  });
});
