import { describe, expect, it } from 'vitest';
import { framed, placedIn } from './fitToNetwork';

describe('placedIn', () => {
  it('fills the network for a crop and for a squeeze', () => {
    expect(placedIn({ width: 8, height: 6 }, { width: 80, height: 20 })).toEqual({ x: 0, y: 0, width: 8, height: 6 });
    expect(placedIn({ width: 8, height: 6, fit: 'stretch' }, { width: 80, height: 20 })).toEqual({ x: 0, y: 0, width: 8, height: 6 });
  });

  it.each([
    [{ width: 400, height: 200 }, { x: 0, y: 4, width: 16, height: 8 }],
    [{ width: 200, height: 400 }, { x: 4, y: 0, width: 8, height: 16 }],
    [{ width: 3, height: 3 }, { x: 0, y: 0, width: 16, height: 16 }],
    // Never nothing, however narrow.
    [{ width: 4000, height: 1 }, { x: 0, y: 7, width: 16, height: 1 }],
  ])('keeps the shape of %o in a letterbox', (part, placed) => {
    expect(placedIn({ width: 16, height: 16, fit: 'letterbox' }, part)).toEqual(placed);
  });
});

describe('framed', () => {
  it('pads with the mean colour, so that the frame feeds zeros', () => {
    const rgb = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
    const whole = framed(rgb, { x: 0, y: 1, width: 2, height: 1 }, { width: 2, height: 3, mean: [0.25, 0.5, 2] });
    const frame = [0.25, 0.5, 1, 0.25, 0.5, 1];
    [...frame, ...rgb, ...frame].forEach((value, i) => expect(whole[i]).toBeCloseTo(value, 6));
  });

  it('is the part itself where it fills the network', () => {
    const rgb = new Float32Array(12);
    expect(framed(rgb, { x: 0, y: 0, width: 2, height: 2 }, { width: 2, height: 2 })).toBe(rgb);
  });
});
