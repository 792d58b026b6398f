import { describe, expect, it } from 'vitest';
import { axisLayout } from './axisLayout';
import { stageLabels, trunkThickness } from './ruler';

const layer = (id: string, shape: number[]) => ({ id, title: id, kind: 'block', shape });

describe('trunkThickness', () => {
  it('halves with the resolution and never vanishes', () => {
    expect(trunkThickness([32, 32, 16], 32)).toBe(2 * trunkThickness([16, 16, 32], 32));
    expect(trunkThickness([10], 32)).toBeGreaterThan(1);
    expect(trunkThickness([], 1)).toBeGreaterThan(1);
  });
});

describe('stageLabels', () => {
  const layers = [layer('a', [32, 32, 16]), layer('b', [16, 16, 32]), layer('c', [10])];
  const layout = (shown: boolean[]) =>
    axisLayout(
      layers.map(({ id }, i) => ({ id, stage: `Stage ${id}`, shown: shown[i]! })),
      { width: 600, leastColumn: 90, mostColumn: 300 },
    );

  it('stand where the stages begin', () => {
    const labels = stageLabels(layout([true, true, true]), layers, 7);
    expect(labels.map((label) => label.shape)).toEqual(['32×32×16', '16×16×32', '10']);
    expect(labels.every((label) => label.anchor === 'start')).toBe(true);
  });

  it('are pulled in at the right end', () => {
    expect(stageLabels(layout([true, true, false]), layers, 7).at(-1)!.anchor).toBe('end');
  });

  it('give way to those of stages that have a map', () => {
    expect(stageLabels(layout([true, false, true]), layers, 7).map((label) => label.name)).toEqual(['Stage a', 'Stage c']);
    expect(stageLabels(layout([true, false, false]), layers, 7).map((label) => label.name)).toEqual(['Stage a', 'Stage b']);
  });
});
