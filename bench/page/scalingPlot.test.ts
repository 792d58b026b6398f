import { expect, it } from 'vitest';
import { scalingSvg, slopeOfLogs } from './scalingPlot';

it('slopeOfLogs is the power', () => {
  const power = (exponent: number) => [1, 2, 4, 8, 32].map((x) => ({ x, y: 3 * x ** exponent }));
  expect(slopeOfLogs(power(1))).toBeCloseTo(1, 9);
  expect(slopeOfLogs(power(1.5))).toBeCloseTo(1.5, 9);
});

it('the plot has a panel and a point for each measurement, and no number that is not finite', () => {
  const svg = scalingSvg([
    { title: 'a', unit: 'pixels', points: [{ x: 1024, y: 0.1 }, { x: 4096, y: 0.5 }] },
    { title: 'b', unit: 'layers', points: [{ x: 1, y: 1 }, { x: 10, y: 9 }, { x: 20, y: 21 }] },
  ]);
  expect(svg.match(/<circle/g)).toHaveLength(5);
  expect(svg).toContain('32²');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});
