import { describe, expect, it } from 'vitest';
import { concentration } from './concentration';
import { knowledgePointCells, knowledgePoints, POINT_INSIDE, POINT_OUTSIDE } from './knowledgePoints';
import type { PixelMask } from './mask';
import { emptyMask, invertMask, MaskError } from './mask';
import { boxMask } from './maskShapes';
import { fillNormal } from './random';
import { createSigmaGrid, upsampleToPixels } from './sigmaGrid';
import { mean } from './stats';

const SIZE = { width: 8, height: 6 };
const BOX = { x0: 2, y0: 1, x1: 6, y1: 4 };

/** `inside` on the mask, `outside` elsewhere. */
function twoValued(mask: PixelMask, inside: number, outside: number) {
  return { width: mask.width, height: mask.height, values: Float32Array.from(mask.inside, (value) => (value ? inside : outside)) };
}

function normals(count: number, seed: number): Float64Array {
  const values = new Float32Array(count);
  fillNormal(values, seed, 0);
  return Float64Array.from(values);
}

describe('concentration', () => {
  it('is the step of a map that knows the mask, with the right sign', () => {
    const mask = boxMask(SIZE, BOX);
    expect(concentration(twoValued(mask, -5, -3), mask)).toEqual({ foregroundMeanNats: -5, backgroundMeanNats: -3, concentrationNats: 2 });
    expect(concentration(twoValued(mask, -3, -5), mask).concentrationNats).toBe(-2);
    expect(concentration(twoValued(mask, -5, -3), invertMask(mask)).concentrationNats).toBe(-2);
  });

  it('is 0 for a flat map, whatever the mask', () => {
    const mask = boxMask(SIZE, BOX);
    expect(concentration(twoValued(mask, -4.25, -4.25), mask).concentrationNats).toBe(0);
  });

  it('is half the slope times the height for a ramp and its lower half', () => {
    const values = Float64Array.from({ length: 48 }, (_, i) => Math.floor(i / 8));
    const { concentrationNats } = concentration({ ...SIZE, values }, boxMask(SIZE, { x0: 0, y0: 3, x1: 8, y1: 6 }));
    expect(concentrationNats).toBe(-3);
  });

  it('does not move when a constant is added, and scales with the map', () => {
    const mask = boxMask(SIZE, BOX);
    const values = normals(48, 3);
    const plain = concentration({ ...SIZE, values }, mask).concentrationNats;
    expect(concentration({ ...SIZE, values: values.map((value) => value + 7) }, mask).concentrationNats).toBeCloseTo(plain, 12);
    expect(concentration({ ...SIZE, values: values.map((value) => 3 * value) }, mask).concentrationNats).toBeCloseTo(3 * plain, 12);
  });

  it('reads a coarse map as the sigma grid upsamples it, where cells straddle the mask’s edge too', () => {
    for (const [width, height, cells] of [[8, 6, 3], [7, 7, 5], [32, 32, 9], [10, 10, 10]] as const) {
      const grid = createSigmaGrid(height, width, cells);
      const cellValues = normals(cells * cells, 5);
      const mask: PixelMask = { width, height, inside: Uint8Array.from(normals(width * height, 6), (value) => (value < -0.5 ? 1 : 0)) };
      const pixels = upsampleToPixels(cellValues, grid);
      const fore = [...pixels].filter((_, i) => mask.inside[i] === 1);
      const back = [...pixels].filter((_, i) => mask.inside[i] === 0);
      const map = { width: cells, height: cells, values: cellValues };
      const found = concentration(map, mask);
      expect(found.foregroundMeanNats).toBeCloseTo(mean(fore), 12);
      expect(found.backgroundMeanNats).toBeCloseTo(mean(back), 12);
      for (const threshold of [0, 0.2, 0.45]) {
        const isPoint = (value: number) => value < mean(back) - threshold;
        const points = knowledgePoints(map, mask, threshold);
        expect([points.inside, points.outside]).toEqual([fore.filter(isPoint).length, back.filter(isPoint).length]);
      }
    }
  });

  it('refuses masks that are empty, full, or smaller than the map', () => {
    const map = { ...SIZE, values: new Float32Array(48) };
    const refused: [PixelMask, string][] = [
      [emptyMask(SIZE), 'mask-empty'],
      [invertMask(emptyMask(SIZE)), 'mask-full'],
      [boxMask({ width: 4, height: 6 }, { x0: 0, y0: 0, x1: 1, y1: 1 }), 'mask-size'],
    ];
    for (const [mask, code] of refused) {
      for (const ask of [() => concentration(map, mask), () => knowledgePoints(map, mask, 0.2), () => knowledgePointCells(map, mask, 0.2)]) {
        expect(ask).toThrow(MaskError);
        expect(ask).toThrow(expect.objectContaining({ code }));
      }
    }
  });
});

describe('knowledge points', () => {
  // The background's mean is -3: its pixels but two are -3, one is 1 below and one 1 above.
  const mask = boxMask(SIZE, BOX);
  const map = twoValued(mask, -3.1, -3);
  map.values[0] = -4;
  map.values[1] = -2;
  map.values[1 * 8 + 2] = -3.5;
  map.values[1 * 8 + 3] = -3.25;
  map.values[2 * 8 + 4] = -5;

  it('counts what lies below the background’s mean by more than the threshold', () => {
    expect(knowledgePoints(map, mask, 0.2)).toEqual({ thresholdNats: 0.2, inside: 3, outside: 1, insideShare: 0.75 });
    expect(knowledgePoints(map, mask, 0.25)).toMatchObject({ inside: 2, outside: 1 });
    expect(knowledgePoints(map, mask, 0)).toMatchObject({ inside: 12, outside: 1 });
    expect(knowledgePoints(map, mask, 1)).toMatchObject({ inside: 1, outside: 0, insideShare: 1 });
    expect(knowledgePoints(map, mask, 2)).toEqual({ thresholdNats: 2, inside: 0, outside: 0, insideShare: null });
  });

  it('marks those that it counts', () => {
    const cells = knowledgePointCells(map, mask, 0.2);
    const marked = (kind: number) => [...cells.keys()].filter((cell) => cells[cell] === kind);
    expect(marked(POINT_INSIDE)).toEqual([10, 11, 20]);
    expect(marked(POINT_OUTSIDE)).toEqual([0]);
  });

  it('marks a cell on the foreground’s edge on the side that has more of it', () => {
    const coarse = { width: 2, height: 1, values: [-9, 0] };
    const sides = [1, 2, 3].map((x1) => knowledgePointCells(coarse, boxMask({ width: 8, height: 1 }, { x0: 0, y0: 0, x1, y1: 1 }), 0.2)[0]);
    expect(sides).toEqual([POINT_OUTSIDE, POINT_INSIDE, POINT_INSIDE]);
  });
});
