/** Ticks of the region curve's lower part, beside it: they stay where they are while the curve scrolls. */
import { select } from 'd3';
import type { RegionMode, RegionPoint } from './regionScale';
import { lowerDomain, lowerScale, lowerTicks } from './regionScale';
import type { ValueUnits } from './valueTicks';

export interface LowerAxisOptions {
  /** Of the whole curve, upper part included: the axis begins at its top. */
  readonly height: number;
  readonly mode: RegionMode;
  readonly points: readonly RegionPoint[];
  readonly units: ValueUnits;
}

export interface LowerAxis {
  update(options: LowerAxisOptions): void;
  destroy(): void;
}

export function createLowerAxis(host: HTMLElement): LowerAxis {
  const root = select(host).append('div').attr('class', 'lower-axis');
  return {
    update({ height, mode, points, units }) {
      const domain = lowerDomain(points, mode, units);
      const y = lowerScale(domain, height);
      root
        .selectAll<HTMLSpanElement, ReturnType<typeof lowerTicks>[number]>('span')
        .data(lowerTicks(domain, mode, units, height))
        .join('span')
        .attr('class', 'legend-tick')
        .style('top', (tick) => `${y(tick.value)}px`)
        .text((tick) => tick.label);
    },
    destroy: () => root.remove(),
  };
}
