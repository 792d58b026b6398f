import { describe, expect, it } from 'vitest';
import type { AxisLayer } from './axisLayout';
import { axisLayout } from './axisLayout';

const options = { width: 1000, leastColumn: 90, mostColumn: 260 };

function network(shown: boolean[], stageOf = (_: number) => 'a'): AxisLayer[] {
  return shown.map((isShown, i) => ({ id: `layer${i}`, stage: stageOf(i), shown: isShown }));
}

describe('axisLayout', () => {
  it('shares the room among shown layers and fills it', () => {
    const layout = axisLayout(network([true, true, true, true, true]), options);
    expect(layout.columnWidth).toBe(200);
    expect(layout.width).toBe(1000);
    expect(layout.places.map((place) => place.centre)).toEqual([100, 300, 500, 700, 900]);
  });

  it('keeps the order and leaves a narrow place for layers that are not shown', () => {
    const layout = axisLayout(network([true, false, true]), options);
    expect(layout.places[1]!.width).toBe(14);
    expect(layout.places[2]!.x).toBe(layout.places[0]!.width + 14);
  });

  it('grows beyond the room instead of squeezing columns', () => {
    const layout = axisLayout(network(Array.from({ length: 40 }, () => true)), options);
    expect(layout.columnWidth).toBe(90);
    expect(layout.width).toBe(3600);
  });

  it('never lets hundreds of hidden layers take the room of the shown ones', () => {
    const shown = Array.from({ length: 300 }, (_, i) => i % 60 === 0);
    const layout = axisLayout(network(shown), options);
    expect(layout.width).toBeLessThanOrEqual(1000);
    expect(layout.columnWidth).toBeGreaterThan(140);
  });

  it('parts stages and says where each one lies', () => {
    const layout = axisLayout(network([true, true, true], (i) => (i < 2 ? 'early' : 'late')), options);
    expect(layout.stages.map(({ name, firstIndex }) => [name, firstIndex])).toEqual([['early', 0], ['late', 2]]);
    expect(layout.stages[1]!.from - layout.stages[0]!.to).toBe(14);
    expect(layout.stages[0]!.to).toBe(layout.places[1]!.x + layout.places[1]!.width);
  });
});
