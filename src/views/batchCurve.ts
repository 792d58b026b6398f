/** A layer's value over several pictures, against depth: the mean, its spread, and a thin line for every picture. */
import { area, line, scaleLinear, scalePoint, select } from 'd3';
import { fixed } from '../core/writtenNumber';
import type { ValueUnits } from './valueTicks';
import { valueTicks } from './valueTicks';

export interface BatchCurvePoint {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  /** In the units that maps are computed in; null before the first picture. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface BatchCurvePicture {
  readonly key: string;
  /** By layer, in the order of the points; null where the layer has no result. */
  readonly values: readonly (number | null)[];
}

export interface BatchCurveOptions {
  readonly width: number;
  readonly height: number;
  readonly points: readonly BatchCurvePoint[];
  readonly pictures: readonly BatchCurvePicture[];
  readonly units: ValueUnits;
  readonly signed: boolean;
  readonly pointedKey: string | null;
  readonly valueName: string;
}

export interface BatchCurve {
  update(options: BatchCurveOptions): void;
  destroy(): void;
}

const MARGIN = { top: 12, right: 16, bottom: 44, left: 52 };
const PIXELS_PER_TICK = 56;
/** Of the value axis, beyond the least and greatest value. */
const AIR = 0.06;
/** Titles that stand closer than this are left out, but for the first and last. */
const LEAST_TITLE_PIXELS = 64;

interface Scales {
  readonly x: (id: string) => number;
  readonly y: (value: number) => number;
  readonly domain: readonly [number, number];
}

export function createBatchCurve(host: HTMLElement): BatchCurve {
  const svg = select(host).append('svg').attr('class', 'batch-curve').attr('aria-hidden', 'true');
  for (const name of ['grid', 'band', 'pictures', 'mean', 'points', 'titles']) svg.append('g').attr('class', `batch-${name}`);
  const group = (name: string) => svg.select<SVGGElement>(`.batch-${name}`);

  function update(options: BatchCurveOptions): void {
    const { width, height, points } = options;
    svg.attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
    const scales = scalesOf(options);
    drawGrid(options, scales);
    const path = (name: string, d: string | null) => group(name).selectAll('path').data(d ? [d] : []).join('path').attr('d', (each) => each);
    const known = points.filter((point) => point.mean !== null);
    const spread = area<BatchCurvePoint>((point) => scales.x(point.id), (point) => scales.y(point.low!), (point) => scales.y(point.high!));
    path('band', spread(known.filter((point) => point.low !== null && point.high !== null)));
    path('mean', line<BatchCurvePoint>((point) => scales.x(point.id), (point) => scales.y(point.mean!))(known));
    group('points')
      .selectAll('circle')
      .data(known)
      .join('circle')
      .attr('cx', (point) => scales.x(point.id))
      .attr('cy', (point) => scales.y(point.mean!))
      .attr('r', 4);
    drawPictures(options, scales);
    drawTitles(options, scales);
  }

  function drawGrid({ width, height, units, signed, valueName }: BatchCurveOptions, { y, domain }: Scales): void {
    const ticks = valueTicks(domain, units, Math.max(2, height / PIXELS_PER_TICK), signed);
    group('grid').selectAll('line').data(ticks).join('line')
      .attr('x1', MARGIN.left).attr('x2', width - MARGIN.right).attr('y1', (tick) => y(tick.value)).attr('y2', (tick) => y(tick.value));
    const labels = [...ticks.map(({ value, label }) => ({ label, y: y(value) + 4 })), { label: valueName, y: MARGIN.top - 2 }];
    group('grid').selectAll('text').data(labels).join('text').attr('x', MARGIN.left - 8).attr('y', (label) => label.y).text(({ label }) => label);
  }

  function drawPictures({ points, pictures, pointedKey }: BatchCurveOptions, { x, y }: Scales): void {
    const ids = points.map(({ id }) => id);
    const path = line<number | null>().defined((value) => value !== null).x((_, i) => x(ids[i]!)).y((value) => y(value!));
    group('pictures')
      .selectAll<SVGPathElement, BatchCurvePicture>('path')
      .data(pictures, ({ key }) => key)
      .join('path')
      .attr('class', ({ key }) => (key === pointedKey ? 'is-pointed' : null))
      .attr('d', ({ values }) => path(values))
      .filter(({ key }) => key === pointedKey)
      .raise();
  }

  function drawTitles({ points, width, height }: BatchCurveOptions, { x }: Scales): void {
    const step = (width - MARGIN.left - MARGIN.right) / Math.max(1, points.length - 1);
    const every = Math.max(1, Math.ceil(LEAST_TITLE_PIXELS / step));
    const shown = points.filter((_, i) => i % every === 0);
    group('titles').selectAll('text').data(shown).join('text')
      .attr('x', ({ id }) => x(id)).attr('y', height - MARGIN.bottom + 20)
      .attr('text-anchor', ({ id }) => (id === points[0]?.id ? 'start' : id === points.at(-1)?.id ? 'end' : 'middle'))
      .text(({ title }) => (title.length > step * every / 6.5 ? `${title.slice(0, Math.max(3, Math.floor((step * every) / 6.5) - 1))}…` : title));
  }

  return { update, destroy: () => svg.remove() };
}

function scalesOf({ width, height, points, pictures }: BatchCurveOptions): Scales {
  const values = [...points.flatMap(({ mean, low, high }) => [mean, low, high]), ...pictures.flatMap(({ values }) => values)].filter((value) => value !== null);
  const least = values.length > 0 ? Math.min(...values) : 0;
  const most = values.length > 0 ? Math.max(...values) : 1;
  const air = AIR * (most - least || 1);
  const domain = [least - air, most + air] as const;
  const place = scalePoint(points.map(({ id }) => id), [MARGIN.left + 8, width - MARGIN.right - 8]);
  return { x: (id) => place(id) ?? 0, y: scaleLinear(domain, [height - MARGIN.bottom, MARGIN.top]), domain };
}

/** "±0.012": a digit more than values have, since spreads are small. */
export function formatSpread(spread: number | null, perUnit: number): string {
  return spread === null ? '–' : `±${fixed(spread / perUnit, 3)}`;
}
