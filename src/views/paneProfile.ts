/** The value at one place of the picture in every map, each with the map's own mean: a column a map, all on their shared scale. */
import { scaleLinear, select } from 'd3';
import type { Domain, LookupTable } from './colourScale';
import { cssColour } from './colourScale';
import type { DrawingSize } from './drawingSize';
import { fitDrawing } from './drawingSize';
import type { ValueUnits } from './valueTicks';
import { formatValue, valueTicks } from './valueTicks';

export interface ProfileColumn {
  readonly id: string;
  /** The map's number on the board. */
  readonly number: number;
  /** null where the map does not see the place, or there is none yet. */
  readonly value: number | null;
  readonly mean: number | null;
  readonly isPointed: boolean;
}

export interface PaneProfileOptions extends DrawingSize {
  readonly columns: readonly ProfileColumn[];
  readonly table: LookupTable;
  readonly domain: Domain | null;
  readonly units: ValueUnits;
  readonly signed: boolean;
}

export interface PaneProfile {
  update(options: PaneProfileOptions): void;
  destroy(): void;
}

const MARGIN = { top: 16, bottom: 18, left: 40 };
const MOST_COLUMN = 96;

export function createPaneProfile(host: HTMLElement): PaneProfile {
  const svg = select(host).append('svg').attr('class', 'profile').attr('aria-hidden', 'true');
  for (const name of ['grid', 'ticks', 'numbers', 'stems', 'means', 'dots', 'values']) svg.append('g').attr('class', `profile-${name}`);

  function update({ columns, table, domain, units, signed, ...size }: PaneProfileOptions) {
    const { width, height } = fitDrawing(svg, size);
    const y = scaleLinear(domain ?? [0, 1], [height - MARGIN.bottom, MARGIN.top]).clamp(true);
    const step = Math.min(MOST_COLUMN, (width - MARGIN.left) / Math.max(1, columns.length));
    const places = columns.map((column, i) => ({ ...column, x: MARGIN.left + (i + 0.5) * step }));
    const ticks = domain ? valueTicks(domain, units, 3, signed) : [];
    const group = (name: string) => svg.select<SVGGElement>(`.profile-${name}`);
    group('grid').selectAll('line').data(ticks).join('line').attr('x1', MARGIN.left).attr('x2', MARGIN.left + step * columns.length).attr('y1', (tick) => y(tick.value)).attr('y2', (tick) => y(tick.value));
    group('ticks').selectAll('text').data(ticks).join('text').attr('x', MARGIN.left - 6).attr('y', (tick) => y(tick.value) + 4).text((tick) => tick.label);
    group('numbers').selectAll('text').data(places).join('text').attr('class', (place) => (place.isPointed ? 'is-pointed' : null)).attr('x', (place) => place.x).attr('y', height - 4).text((place) => place.number);
    const withMean = places.filter((place) => place.mean !== null);
    const withValue = places.filter((place) => place.value !== null && domain !== null);
    const withBoth = withValue.filter((place) => place.mean !== null);
    group('stems').selectAll('line').data(withBoth).join('line').attr('x1', (place) => place.x).attr('x2', (place) => place.x).attr('y1', (place) => y(place.mean!)).attr('y2', (place) => y(place.value!));
    group('means').selectAll('line').data(domain ? withMean : []).join('line').attr('x1', (place) => place.x - 9).attr('x2', (place) => place.x + 9).attr('y1', (place) => y(place.mean!)).attr('y2', (place) => y(place.mean!));
    group('dots').selectAll('rect').data(withValue).join('rect').attr('x', (place) => place.x - 5).attr('y', (place) => y(place.value!) - 5).attr('width', 10).attr('height', 10).attr('fill', (place) => cssColour(table, domain!, place.value!));
    // Numbers beside each other need some room.
    group('values').selectAll('text').data(step >= 44 ? withValue : []).join('text').attr('x', (place) => place.x).attr('y', (place) => y(place.value!) - 8).text((place) => formatValue(place.value!, units, signed));
  }

  return { update, destroy: () => svg.remove() };
}
