import { describe, expect, it } from 'vitest';
import { axisLayout } from '../../views/axisLayout';
import { RULER_HEIGHT } from '../../views/ruler';
import { tableSizes } from './tableSizes';

const ASPECT = 1;

function layoutFor(width: number, height: number, screenWidth: number, layers: number) {
  const sizes = tableSizes({ width, height, screenWidth, aspect: ASPECT });
  const axis = Array.from({ length: layers }, (_, i) => ({ id: `layer${i}`, stage: `stage${Math.floor((3 * i) / layers)}`, shown: true }));
  const layout = axisLayout(axis, { width: sizes.axisWidth, leastColumn: sizes.leastColumn, mostColumn: sizes.mostColumn });
  const map = Math.min(layout.columnWidth - sizes.columnGap, sizes.mostMap);
  return { sizes, layout, map, total: sizes.above + map + sizes.below + RULER_HEIGHT * sizes.rulerScale + sizes.curveHeight(map) };
}

describe('tableSizes', () => {
  it('fills the height with maps and curve, and no more', () => {
    const { total } = layoutFor(1090, 720, 1440, 6);
    expect(total).toBeLessThanOrEqual(721);
    expect(total).toBeGreaterThan(700);
  });

  it('leaves the curve its room however few the maps are', () => {
    const { sizes, map } = layoutFor(1090, 720, 1440, 1);
    expect(sizes.curveHeight(map)).toBeGreaterThanOrEqual(190);
  });

  it('shows a dozen layers on a projector without scrolling', () => {
    const { sizes, layout } = layoutFor(1490, 860, 1920, 11);
    expect(layout.width).toBeLessThanOrEqual(sizes.axisWidth);
  });

  it('fills a screen of 3840 x 2160 with type, ruler and maps of its own size', () => {
    const { sizes, map, total } = layoutFor(3000, 1800, 3840, 6);
    expect(total).toBeLessThanOrEqual(1801);
    expect(total).toBeGreaterThan(1750);
    expect(map).toBeGreaterThan(400);
    expect(sizes.rulerScale).toBeGreaterThan(1.4);
  });

  it('keeps maps readable on a phone, and lets them scroll', () => {
    const { sizes, layout, map } = layoutFor(386, 640, 390, 6);
    expect(map).toBeGreaterThanOrEqual(116);
    expect(layout.width).toBeGreaterThan(sizes.axisWidth);
  });
});
