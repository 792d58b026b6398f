import { describe, expect, it } from 'vitest';
import type { PixelMask } from './mask';
import { boxOfMask, checkSplits, combineMasks, countInside, emptyMask, invertMask, MaskError, maskOutline, splits } from './mask';
import { boxMask, boxOfCorners, lassoMask, strokeMask } from './maskShapes';

/** One string a row, # inside. */
function drawn(...rows: readonly string[]): PixelMask {
  const width = rows[0]!.length;
  return { width, height: rows.length, inside: Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0)) };
}

function rowsOf({ width, height, inside }: PixelMask): string[] {
  return Array.from({ length: height }, (_, y) => Array.from(inside.subarray(y * width, (y + 1) * width), (value) => (value ? '#' : '.')).join(''));
}

function codeOf(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof MaskError ? error.code : 'another error';
  }
}

const SIZE = { width: 6, height: 4 };

describe('a mask', () => {
  it('is refused when it is empty or full, and says what to do', () => {
    const one = boxMask(SIZE, { x0: 2, y0: 1, x1: 3, y1: 2 });
    expect(codeOf(() => checkSplits(emptyMask(SIZE)))).toBe('mask-empty');
    expect(codeOf(() => checkSplits(invertMask(emptyMask(SIZE))))).toBe('mask-full');
    expect(codeOf(() => checkSplits(one))).toBeNull();
    expect(codeOf(() => checkSplits(invertMask(one)))).toBeNull();
    expect(() => checkSplits(invertMask(emptyMask(SIZE)))).toThrow(/6 × 4/);
    expect([emptyMask(SIZE), one, invertMask(emptyMask(SIZE))].map(splits)).toEqual([false, true, false]);
  });

  it('is replaced, joined and cut', () => {
    const left = boxMask(SIZE, { x0: 0, y0: 0, x1: 4, y1: 4 });
    const right = boxMask(SIZE, { x0: 3, y0: 0, x1: 6, y1: 4 });
    expect(combineMasks(left, right, 'replace')).toEqual(right);
    expect(countInside(combineMasks(left, right, 'add'))).toBe(24);
    expect(rowsOf(combineMasks(left, right, 'subtract'))[0]).toBe('###...');
    expect(combineMasks(null, right, 'add')).toEqual(right);
    expect(countInside(combineMasks(null, right, 'subtract'))).toBe(0);
    expect(codeOf(() => combineMasks(emptyMask({ width: 4, height: 6 }), right, 'add'))).toBe('mask-size');
  });

  it('knows whether it is a box', () => {
    const box = { x0: 1, y0: 1, x1: 5, y1: 3 };
    expect(boxOfMask(boxMask(SIZE, box))).toEqual(box);
    expect(boxOfMask(emptyMask(SIZE))).toBeNull();
    expect(boxOfMask(invertMask(boxMask(SIZE, box)))).toBeNull();
    // As many pixels as the box of its first and last one, but not that box.
    expect(boxOfMask(drawn('.##.', '#..#', '.##.'))).toBeNull();
    expect(boxOfMask(drawn('#..#', '##..', '...#'))).toBeNull();
    expect(boxOfMask(drawn('##.#', '##..'))).toBeNull();
  });

  it('has an outline as long as its edge, in whole lines', () => {
    expect(maskOutline(boxMask(SIZE, { x0: 1, y0: 1, x1: 5, y1: 3 }))).toEqual([1, 1, 5, 1, 1, 3, 5, 3, 1, 1, 1, 3, 5, 1, 5, 3]);
    // At the picture's edge too, and round a hole.
    const ring = invertMask(boxMask({ width: 3, height: 3 }, { x0: 1, y0: 1, x1: 2, y1: 2 }));
    const outline = maskOutline(ring);
    let length = 0;
    for (let i = 0; i < outline.length; i += 4) length += Math.abs(outline[i + 2]! - outline[i]!) + Math.abs(outline[i + 3]! - outline[i + 1]!);
    expect(length).toBe(12 + 4);
  });
});

describe('a box', () => {
  it('is cut at the picture’s edge, inclusive at its start and exclusive at its end', () => {
    expect(rowsOf(boxMask(SIZE, { x0: 4, y0: -2, x1: 9, y1: 2 }))).toEqual(['....##', '....##', '......', '......']);
    expect(countInside(boxMask(SIZE, { x0: 6, y0: 0, x1: 9, y1: 2 }))).toBe(0);
  });

  it('has both its corners, whichever comes first', () => {
    const box = { x0: 1, y0: 0, x1: 4, y1: 3 };
    for (const [a, b] of [[{ x: 1, y: 0 }, { x: 3, y: 2 }], [{ x: 3, y: 0 }, { x: 1, y: 2 }]] as const) {
      expect(boxOfCorners(a, b)).toEqual(box);
      expect(boxOfCorners(b, a)).toEqual(box);
    }
  });
});

describe('a brush', () => {
  it('paints the pixels within half its diameter', () => {
    const size = { width: 7, height: 7 };
    for (const diameter of [1, 2, 3, 4.5, 6]) {
      const { inside } = strokeMask(size, [{ x: 3, y: 3 }], diameter);
      const expected = Array.from(inside, (_, i) => (Math.hypot((i % 7) - 3, Math.floor(i / 7) - 3) <= diameter / 2 ? 1 : 0));
      expect(Array.from(inside), String(diameter)).toEqual(expected);
    }
  });

  it('leaves no gap on its way, and stays on the picture', () => {
    expect(rowsOf(strokeMask(SIZE, [{ x: 0, y: 0 }, { x: 5, y: 3 }], 1))).toEqual(['#.....', '.##...', '...##.', '.....#']);
    expect(rowsOf(strokeMask(SIZE, [{ x: -3, y: 1 }, { x: 9, y: 1 }], 1))).toEqual(['......', '######', '......', '......']);
  });
});

describe('a lasso', () => {
  it('takes the pixels whose centres it goes round, whichever way', () => {
    const corners = [{ x: 1, y: 0 }, { x: 4.6, y: 0 }, { x: 4.6, y: 2.4 }, { x: 1, y: 2.4 }];
    expect(lassoMask(SIZE, corners)).toEqual(boxMask(SIZE, { x0: 1, y0: 0, x1: 5, y1: 2 }));
    expect(lassoMask(SIZE, [...corners].reverse())).toEqual(lassoMask(SIZE, corners));
  });

  it('agrees with the triangle’s own inequalities', () => {
    const size = { width: 23, height: 17 };
    const [a, b, c] = [{ x: 1.3, y: 2.1 }, { x: 21.7, y: 6.4 }, { x: 8.2, y: 16.3 }] as const;
    const side = (p: { x: number; y: number }, q: { x: number; y: number }, x: number, y: number) => (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x);
    const expected = Array.from({ length: size.width * size.height }, (_, i) => {
      const [x, y] = [(i % size.width) + 0.5, Math.floor(i / size.width) + 0.5];
      return side(a, b, x, y) > 0 && side(b, c, x, y) > 0 && side(c, a, x, y) > 0 ? 1 : 0;
    });
    expect(Array.from(lassoMask(size, [a, b, c]).inside)).toEqual(expected);
  });

  it('leaves no hole where it goes round twice, and takes nothing without going round', () => {
    const loop = [{ x: 1, y: 1 }, { x: 5, y: 1 }, { x: 5, y: 3 }, { x: 1, y: 3 }];
    expect(lassoMask(SIZE, [...loop, ...loop])).toEqual(lassoMask(SIZE, loop));
    expect(countInside(lassoMask(SIZE, []))).toBe(0);
    expect(countInside(lassoMask(SIZE, [{ x: 0, y: 0 }, { x: 6, y: 4 }]))).toBe(0);
  });
});
