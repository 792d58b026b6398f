import { describe, expect, it } from 'vitest';
import type { Crop } from './cropWindow';
import { countInside } from './mask';
import { boxMask } from './maskShapes';
import type { MaskFrame } from './maskProjection';
import { projectMask } from './maskProjection';

const SIZE = { width: 16, height: 16 };
const whole: Crop = { x: 0, y: 0, ...SIZE };
const frame = (crop: Crop, placed: Crop = whole): MaskFrame => ({ size: SIZE, crop, placed });
const at = (x: number, y: number, side: number): Crop => ({ x, y, width: side, height: side });

describe('projectMask', () => {
  const mask = boxMask(SIZE, { x0: 4, y0: 6, x1: 8, y1: 10 });

  it('is the identity through the same window', () => {
    expect(projectMask(mask, frame(at(10, 10, 64)), frame(at(10, 10, 64)))).toEqual({ mask, lostShare: 0 });
  });

  it('follows the picture where the window moves: a box in picture pixels is the same box', () => {
    // Four picture pixels to a pixel: the box lies at 16..32 across and 24..40 down.
    const moved = projectMask(mask, frame(at(0, 0, 64)), frame(at(8, 16, 64)));
    expect(moved).toEqual({ mask: boxMask(SIZE, { x0: 2, y0: 2, x1: 6, y1: 6 }), lostShare: 0 });
  });

  it('grows with a smaller window and shrinks with a larger', () => {
    const closer = projectMask(mask, frame(at(0, 0, 64)), frame(at(16, 24, 32)));
    expect(closer.mask).toEqual(boxMask(SIZE, { x0: 0, y0: 0, x1: 8, y1: 8 }));
    const further = projectMask(mask, frame(at(0, 0, 64)), frame(at(0, 0, 128)));
    expect(further.mask).toEqual(boxMask(SIZE, { x0: 2, y0: 3, x1: 4, y1: 5 }));
  });

  it('says how much the new window no longer sees', () => {
    const half = projectMask(mask, frame(at(0, 0, 64)), frame(at(24, 0, 64)));
    expect(half.lostShare).toBe(0.5);
    expect(half.mask).toEqual(boxMask(SIZE, { x0: 0, y0: 6, x1: 2, y1: 10 }));
    const none = projectMask(mask, frame(at(0, 0, 64)), frame(at(40, 40, 64)));
    expect(none.lostShare).toBe(1);
    expect(countInside(none.mask)).toBe(0);
  });

  it('leaves the frame of a letterbox out, on either side', () => {
    const letterboxed = frame({ x: 0, y: 0, width: 64, height: 32 }, { x: 0, y: 4, width: 16, height: 8 });
    const everything = boxMask(SIZE, { x0: 0, y0: 0, x1: 16, y1: 16 });
    // The same 64 x 32 pixels of picture fill the upper half of a square window.
    const { mask: seen, lostShare } = projectMask(everything, letterboxed, frame(at(0, 0, 64)));
    expect(seen).toEqual(boxMask(SIZE, { x0: 0, y0: 0, x1: 16, y1: 8 }));
    expect(lostShare).toBe(0);
    const back = projectMask(everything, frame(at(0, 0, 64)), letterboxed);
    expect(back.mask).toEqual(boxMask(SIZE, { x0: 0, y0: 4, x1: 16, y1: 12 }));
    expect(back.lostShare).toBe(0.5);
  });
});
