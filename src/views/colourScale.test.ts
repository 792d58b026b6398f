import { lab, rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { cssColour, lookupTable, paint } from './colourScale';
import type { SequentialScheme } from './colourScale';

const schemes: SequentialScheme[] = ['inferno', 'viridis', 'cividis', 'grey'];

describe('lookupTable', () => {
  it.each(schemes)('%s darkens steadily from kept to forgotten', (scheme) => {
    const table = lookupTable(scheme);
    const lightness = Array.from({ length: 32 }, (_, i) => lab(cssColour(table, [0, 31], i)).l);
    for (let i = 1; i < lightness.length; i++) expect(lightness[i]!).toBeLessThan(lightness[i - 1]!);
  });

  it('diverges about a light middle', () => {
    const table = lookupTable('diverging');
    const [low, middle, high] = [-1, 0, 1].map((value) => lab(cssColour(table, [-1, 1], value)).l);
    expect(middle).toBeGreaterThan(90);
    expect(low).toBeLessThan(60);
    expect(high).toBeLessThan(40);
  });

  it('is orange where a pixel is kept and purple where it is forgotten, as the page says', () => {
    const table = lookupTable('diverging');
    const [kept, forgotten] = [-0.7, 0.7].map((value) => rgb(cssColour(table, [-1, 1], value)));
    expect(kept!.r).toBeGreaterThan(kept!.b);
    expect(forgotten!.b).toBeGreaterThan(forgotten!.g);
  });
});

describe('paint', () => {
  const table = lookupTable('viridis');
  const rgbaOf = (value: number, offset = 0, grain = 0, frame = 0) => {
    const rgba = new Uint8ClampedArray(4);
    paint(rgba, new Float32Array([value]), { table, domain: [-6, -2], offset, grain, frame });
    return `rgb(${rgba[0]}, ${rgba[1]}, ${rgba[2]})`;
  };

  it('agrees with cssColour and clamps beyond the ends', () => {
    for (const value of [-6, -4.5, -3, -2]) expect(rgbaOf(value)).toBe(cssColour(table, [-6, -2], value));
    expect(rgbaOf(-9)).toBe(rgbaOf(-6));
    expect(rgbaOf(0)).toBe(rgbaOf(-2));
  });

  it('subtracts the offset', () => {
    expect(rgbaOf(-3, 1)).toBe(rgbaOf(-4));
  });

  it('shows not-a-number as the low end instead of failing', () => {
    expect(rgbaOf(NaN)).toBe(rgbaOf(-6));
  });

  it('moves a settled map not at all', () => {
    expect(rgbaOf(-4, 0, 0, 1)).toBe(rgbaOf(-4, 0, 0, 2));
  });
});
