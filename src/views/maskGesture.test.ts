import { describe, expect, it } from 'vitest';
import { boxMask, strokeMask } from '../core/maskShapes';
import { withGesture } from './maskGesture';

const SIZE = { width: 9, height: 7 };
const base = boxMask(SIZE, { x0: 0, y0: 0, x1: 2, y1: 7 });

describe('withGesture', () => {
  it('draws a box between two pixels, both in it', () => {
    const gesture = { kind: 'box', combination: 'replace', from: { x: 6, y: 4 }, to: { x: 3, y: 1 } } as const;
    expect(withGesture(base, gesture, SIZE)).toEqual(boxMask(SIZE, { x0: 3, y0: 1, x1: 7, y1: 5 }));
  });

  it('takes a brush’s way from the mask', () => {
    const gesture = { kind: 'brush', combination: 'subtract', pixels: [{ x: 0, y: 3 }, { x: 8, y: 3 }], diameter: 1 } as const;
    const left = withGesture(base, gesture, SIZE)!;
    expect(Array.from({ length: 7 }, (_, y) => left.inside[y * 9])).toEqual([1, 1, 1, 0, 1, 1, 1]);
  });

  it('has the chosen pixels of a lasso in it, and the pointer’s lasso only what it goes round', () => {
    const corners = [{ x: 3, y: 1 }, { x: 6, y: 1 }, { x: 6, y: 4 }, { x: 3, y: 4 }];
    const byPixel = withGesture(null, { kind: 'pixel-lasso', combination: 'replace', pixels: corners }, SIZE);
    expect(byPixel).toEqual(boxMask(SIZE, { x0: 3, y0: 1, x1: 7, y1: 5 }));
    const byPointer = withGesture(null, { kind: 'lasso', combination: 'replace', vertices: corners }, SIZE);
    expect(byPointer).toEqual(boxMask(SIZE, { x0: 3, y0: 1, x1: 6, y1: 4 }));
    expect(withGesture(null, { kind: 'pixel-lasso', combination: 'replace', pixels: corners.slice(0, 1) }, SIZE)).toEqual(strokeMask(SIZE, corners.slice(0, 1), 1));
  });

  it('is nothing where it covers no pixel, so that a slip does not wipe the mask', () => {
    expect(withGesture(base, { kind: 'lasso', combination: 'replace', vertices: [{ x: 1.2, y: 1.2 }, { x: 1.3, y: 1.2 }] }, SIZE)).toBeNull();
  });

  it('begins anew on a picture of another size', () => {
    const gesture = { kind: 'box', combination: 'add', from: { x: 0, y: 0 }, to: { x: 0, y: 0 } } as const;
    expect(withGesture(base, gesture, { width: 3, height: 3 })).toEqual(boxMask({ width: 3, height: 3 }, { x0: 0, y0: 0, x1: 1, y1: 1 }));
  });
});
