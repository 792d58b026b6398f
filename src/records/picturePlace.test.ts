import { describe, expect, it } from 'vitest';
import { RECORD } from '../testing/runRecords';
import { cellAt, placeInPicture, placeInSeen } from './picturePlace';

const small = { ...RECORD, model: { ...RECORD.model, input: { ...RECORD.model.input, width: 4, height: 4 } } };
const large = { ...small, model: { ...small.model, input: { ...small.model.input, width: 300, height: 300 } } };
const framed = {
  ...small, model: { ...small.model, input: { ...small.model.input, fit: 'letterbox' as const } },
  picture: { ...small.picture, crop: { x: 0, y: 0, width: 640, height: 320 }, height: 320 },
};

describe('a place in a picture', () => {
  it('is the same in small and large, and comes back', () => {
    const there = placeInPicture(small, { x: 0.5, y: 0.25 });
    // The crop is 480 pixels square, 80 from the left of 640 x 480.
    expect(there).toEqual({ x: (80 + 240) / 640, y: 0.25 });
    expect(placeInSeen(large, there)).toEqual({ x: 0.5, y: 0.25 });
    expect(cellAt(placeInSeen(large, there), { width: 300, height: 300 })).toEqual({ x: 150, y: 75 });
  });

  it('is not seen beyond the crop', () => {
    expect(cellAt(placeInSeen(small, { x: 0.05, y: 0.5 }), { width: 4, height: 4 })).toBeNull();
    expect(cellAt(placeInSeen(small, { x: 0.2, y: 0.5 }), { width: 4, height: 4 })).toEqual({ x: 0, y: 2 });
  });

  it('lies within a letterbox’s frame', () => {
    expect(placeInSeen(framed, { x: 0, y: 0 })).toEqual({ x: 0, y: 0.25 });
    expect(placeInSeen(framed, { x: 1, y: 1 })).toEqual({ x: 1, y: 0.75 });
    expect(placeInPicture(framed, { x: 0.5, y: 0.5 })).toEqual({ x: 0.5, y: 0.5 });
  });
});
