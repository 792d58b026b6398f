import { expect, it } from 'vitest';
import { zoomTransform } from './twoUp';

/** Where a place of the map comes to lie in the stage, in fractions of it. */
function moved(place: number, view: Parameters<typeof zoomTransform>[0], axis: 0 | 1): number {
  const [, across, down, scale] = /^translate\((.+)%, (.+)%\) scale\((.+)\)$/.exec(zoomTransform(view))!.map(Number);
  return [across!, down!][axis]! / 100 + scale! * place;
}

it('brings what is looked at to the middle, and no edge of the map into sight', () => {
  const view = { scale: 4, x: 0.4, y: 0.05 };
  expect(moved(0.4, view, 0)).toBeCloseTo(0.5, 12);
  expect(moved(0, view, 1)).toBeCloseTo(0, 12);
  expect(moved(1, { ...view, y: 1 }, 1)).toBeCloseTo(1, 12);
  expect(zoomTransform({ scale: 1, x: 0.2, y: 0.2 })).toBe('');
});
