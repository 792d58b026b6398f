import { describe, expect, it } from 'vitest';
import { mapRegions } from './mapRegions';
import { fillNormal } from './random';

const make = (width: number, height: number, value: (x: number, y: number) => number) => ({
  width,
  height,
  values: Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});

const place = (region: { row: string; column: string } | undefined) => region && `${region.row} ${region.column}`;

describe('the regions of a map', () => {
  it('finds a bright corner and a dark centre, and by how much', () => {
    // Thirds of 30 are exact: corner 2, centre -1, else 0; their mean is (2 - 1) / 9.
    const third = (at: number) => Math.floor(at / 10);
    const map = make(30, 30, (x, y) => (third(x) === 0 && third(y) === 0 ? 2 : third(x) === 1 && third(y) === 1 ? -1 : 0));
    const { mean, extremes, regions } = mapRegions(map);
    expect(mean).toBeCloseTo(1 / 9, 6);
    expect(place(extremes?.highest)).toBe('upper left');
    expect(extremes?.highest.mean).toBeCloseTo(2, 6);
    expect(place(extremes?.lowest)).toBe('middle centre');
    expect(extremes?.lowest.mean).toBeCloseTo(-1, 6);
    expect(regions).toHaveLength(9);
  });

  it.each([
    ['to the right', (x: number) => x, 'right', 'left'],
    ['downwards', (_x: number, y: number) => y, 'lower', 'upper'],
  ] as const)('a ramp %s is high at its end and low at its beginning, on maps that are not square', (_name, value, high, low) => {
    const { extremes } = mapRegions(make(50, 20, value));
    expect(place(extremes?.highest)).toContain(high);
    expect(place(extremes?.lowest)).toContain(low);
  });

  it('moves with the map: turned by half a turn, so are its extremes', () => {
    const value = (x: number, y: number) => Math.exp(-((x - 25) ** 2 + (y - 4) ** 2) / 30);
    const map = make(32, 32, value);
    const turned = { ...map, values: Float32Array.from(map.values).reverse() };
    expect(place(mapRegions(map).extremes?.highest)).toBe('upper right');
    expect(place(mapRegions(turned).extremes?.highest)).toBe('lower left');
  });

  it('has nothing to tell of an even map, nor of noise, whatever its size', () => {
    expect(mapRegions(make(8, 8, () => 3)).extremes).toBeNull();
    for (const side of [12, 32, 128]) {
      for (let seed = 0; seed < 20; seed++) {
        const values = new Float32Array(side * side);
        fillNormal(values, seed, side);
        expect(mapRegions({ width: side, height: side, values }).extremes, `${side} ${seed}`).toBeNull();
      }
    }
  });

  it('leaves out what is no number, and takes maps of a few cells', () => {
    const { mean, extremes } = mapRegions({ width: 2, height: 2, values: [0, NaN, 0, 4] });
    expect(mean).toBeCloseTo(4 / 3, 6);
    expect(place(extremes?.highest)).toBe('lower right');
    expect(mapRegions({ width: 1, height: 1, values: [5] }).extremes).toBeNull();
  });
});
