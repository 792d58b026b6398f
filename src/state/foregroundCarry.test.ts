import { describe, expect, it } from 'vitest';
import type { Crop } from '../core/cropWindow';
import { emptyMask } from '../core/mask';
import { boxMask } from '../core/maskShapes';
import { carryForeground } from './foregroundCarry';
import type { ForegroundEntry } from './foregroundEntry';
import { entryOf } from './foregroundEntry';

const SIZE = { width: 16, height: 16 };
const at = (key: string, x: number, y: number, side: number) => {
  const crop: Crop = { x, y, width: side, height: side };
  return { key, frame: { size: SIZE, crop, placed: { x: 0, y: 0, ...SIZE } } };
};
const a = at('a', 0, 0, 64);
const b = at('b', 8, 16, 64);
const far = at('far', 40, 40, 64);
const inside = at('inside', 20, 28, 8);
const mask = boxMask(SIZE, { x0: 4, y0: 6, x1: 8, y1: 10 });
const drawn = (entry: ForegroundEntry) => new Map([['a', entry]]);

describe('carryForeground', () => {
  it('moves a foreground with the picture, and leaves the one that was drawn where it is', () => {
    const entry = entryOf(mask, [emptyMask(SIZE)]);
    const { foregrounds, told } = carryForeground(drawn(entry), a, b);
    expect(foregrounds.get('b')).toMatchObject({ mask: boxMask(SIZE, { x0: 2, y0: 2, x1: 6, y1: 6 }), isUsable: true });
    expect(foregrounds.get('a')).toBe(entry);
    expect(told).toBeNull();
  });

  it('comes back as it was drawn, with its history, after it was out of sight', () => {
    const entry = entryOf(mask, [emptyMask(SIZE)]);
    const out = carryForeground(drawn(entry), a, far);
    expect(out.told).toMatchObject({ kind: 'warning' });
    expect(out.foregrounds.get('far')?.isUsable).toBe(false);
    const on = carryForeground(out.foregrounds, far, b);
    expect(on.foregrounds.get('b')?.mask).toEqual(boxMask(SIZE, { x0: 2, y0: 2, x1: 6, y1: 6 }));
    expect(on.told).toBeNull();
    expect(carryForeground(on.foregrounds, b, a).foregrounds.get('a')).toBe(entry);
  });

  it('takes what was drawn last for the foreground, wherever the window goes', () => {
    const carried = carryForeground(drawn(entryOf(mask)), a, b).foregrounds;
    const redrawn = boxMask(SIZE, { x0: 0, y0: 0, x1: 2, y1: 2 });
    const { foregrounds } = carryForeground(new Map(carried).set('b', entryOf(redrawn)), b, a);
    expect(foregrounds.get('a')?.mask).toEqual(boxMask(SIZE, { x0: 2, y0: 4, x1: 4, y1: 6 }));
  });

  it('says how much is cut off, and when nothing is left to compare with', () => {
    expect(carryForeground(drawn(entryOf(mask)), a, at('half', 24, 0, 64)).told).toMatchObject({ kind: 'note', line: expect.stringContaining('50 %') as string });
    expect(carryForeground(drawn(entryOf(mask)), a, inside).told).toMatchObject({ kind: 'warning', line: expect.stringContaining('no background') as string });
  });

  it('carries an emptied one too, without a word', () => {
    const { foregrounds, told } = carryForeground(new Map(drawn(entryOf(emptyMask(SIZE)))).set('b', entryOf(mask)), a, b);
    expect(foregrounds.get('b')?.isUsable).toBe(false);
    expect(told).toBeNull();
    expect(carryForeground(new Map(), a, b).foregrounds.size).toBe(0);
  });
});
