/** The shared scale: a bar of colour, ticks with units, and in words which end is which. Upright it is the curve's y axis. */
import { select } from 'd3';
import type { Domain, LookupTable } from './colourScale';
import type { ValueUnits } from './valueTicks';
import { valueTicks } from './valueTicks';

export interface LegendOptions {
  readonly orientation: 'upright' | 'flat';
  /** Length along the scale in pixels, ends included. */
  readonly length: number;
  /** Room before the low and after the high end. */
  readonly margin: number;
  readonly table: LookupTable;
  readonly domain: Domain | null;
  readonly units: ValueUnits;
  readonly signed: boolean;
  readonly lowWord: string;
  readonly highWord: string;
  /** A value to point at. */
  readonly marked: number | null;
}

export interface Legend {
  update(options: LegendOptions): void;
  destroy(): void;
}

const BAR = 10;
const PIXELS_PER_TICK = 84;

export function createLegend(host: HTMLElement): Legend {
  const root = select(host).append('div').attr('class', 'legend');
  const bar = root.append('div').attr('class', 'legend-bar');
  const ticks = root.append('div').attr('class', 'legend-ticks');
  const mark = root.append('div').attr('class', 'legend-mark').attr('hidden', '');
  const kept = root.append('div').attr('class', 'legend-word legend-kept');
  const forgotten = root.append('div').attr('class', 'legend-word legend-forgotten');
  let drawnTable: LookupTable | null = null;
  let drawnOrientation = '';

  function update(options: LegendOptions) {
    const { orientation, length, margin, table, domain } = options;
    const isUpright = orientation === 'upright';
    root.classed('legend-upright', isUpright).classed('legend-flat', !isUpright);
    root.style(isUpright ? 'height' : 'width', `${length}px`);
    if (table !== drawnTable || orientation !== drawnOrientation) {
      drawnTable = table;
      drawnOrientation = orientation;
      bar.style('background', gradient(table, isUpright ? 'to top' : 'to right'));
    }
    bar
      .style(isUpright ? 'top' : 'left', `${margin}px`)
      .style(isUpright ? 'height' : 'width', `${Math.max(0, length - 2 * margin)}px`)
      .style(isUpright ? 'width' : 'height', `${BAR}px`)
      .style('opacity', domain ? '1' : '0.25');
    kept.text(options.lowWord);
    forgotten.text(options.highWord);
    const place = (nats: number) => (domain ? legendPosition(nats, domain, length, margin, isUpright) : 0);
    const values = domain ? valueTicks(domain, options.units, Math.max(2, length / PIXELS_PER_TICK), options.signed) : [];
    ticks
      .selectAll<HTMLSpanElement, (typeof values)[number]>('span')
      .data(values)
      .join('span')
      .attr('class', 'legend-tick')
      .style(isUpright ? 'top' : 'left', (tick) => `${place(tick.value)}px`)
      .text((tick) => tick.label);
    mark.attr('hidden', options.marked === null || !domain ? '' : null);
    if (options.marked !== null) mark.style(isUpright ? 'top' : 'left', `${place(options.marked)}px`);
  }

  return { update, destroy: () => root.remove() };
}

/** Pixels from the top (upright) or the left (flat); values beyond the scale stay at its ends. */
export function legendPosition(nats: number, domain: Domain, length: number, margin: number, isUpright: boolean): number {
  const share = Math.min(1, Math.max(0, (nats - domain[0]) / (domain[1] - domain[0])));
  return margin + (isUpright ? 1 - share : share) * (length - 2 * margin);
}

function gradient(table: LookupTable, direction: string): string {
  const stops = Array.from({ length: 33 }, (_, i) => {
    const at = Math.round((i / 32) * 255) * 3;
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(${direction}, ${stops.join(', ')})`;
}
