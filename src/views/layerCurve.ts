/** Mean entropy against depth, each point under its map; the band is the spread over the picture's pixels. */
import { area, line, scaleLinear, select } from 'd3';
import type { Selection } from 'd3';
import type { AxisLayout } from './axisLayout';
import type { Domain, LookupTable } from './colourScale';
import { cssColour } from './colourScale';
import type { ValueUnits } from './valueTicks';
import { formatValue, valueTicks } from './valueTicks';

export interface CurvePoint {
  readonly id: string;
  /** All in nats, the offset of a relative scale already taken off; null before there is a map. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly uniform: number | null;
  readonly isSettled: boolean;
  /** The value at the pixel that is pointed at. */
  readonly atPixel: number | null;
}

export interface LayerCurveOptions {
  readonly layout: AxisLayout;
  readonly height: number;
  readonly points: readonly CurvePoint[];
  readonly table: LookupTable;
  readonly domain: Domain | null;
  readonly units: ValueUnits;
  readonly signed: boolean;
  readonly runningMaximum: boolean;
  readonly uniformReference: boolean;
  readonly pointedLayerId: string | null;
  /** What the lines are called, where they end. */
  readonly lineNames: { readonly mean: string; readonly uniform: string; readonly low: string; readonly high: string };
}

export interface LayerCurve {
  update(options: LayerCurveOptions): void;
  destroy(): void;
}

export interface LayerCurveEvents {
  readonly onPoint: (layerId: string | null) => void;
  readonly onOpen: (layerId: string) => void;
}

/** Above and below the scale, the same as the legend's, whose ticks these are. */
export const CURVE_MARGIN = 18;
const PIXELS_PER_TICK = 84;

type Placed = CurvePoint & { readonly x: number; readonly width: number };
type Svg = Selection<SVGSVGElement, unknown, null, undefined>;

export function createLayerCurve(host: HTMLElement, events: LayerCurveEvents): LayerCurve {
  const svg = select(host).append('svg').attr('class', 'curve').attr('aria-hidden', 'true');
  for (const name of ['grid', 'stages', 'columns', 'band', 'uniform', 'maximum', 'mean', 'points', 'labels', 'profile']) {
    svg.append('g').attr('class', `curve-${name}`);
  }

  function update(options: LayerCurveOptions) {
    const { layout, height, domain } = options;
    svg.attr('width', layout.width).attr('height', height).attr('viewBox', `0 0 ${layout.width} ${height}`);
    const y = scaleLinear(domain ?? [0, 1], [height - CURVE_MARGIN, CURVE_MARGIN]).clamp(true);
    const places = new Map(layout.places.map((place) => [place.id, place]));
    const placed = options.points.flatMap((point): Placed[] => {
      const place = places.get(point.id);
      return place ? [{ ...point, x: place.centre, width: place.width }] : [];
    });
    drawFrame(svg, options, y);
    drawColumns(svg, placed, options, events);
    drawLines(svg, placed, options, y);
    drawPoints(svg, placed, options, y);
    drawProfile(svg, placed, options, y);
    drawLabels(svg, placed, options, y);
  }

  return { update, destroy: () => svg.remove() };
}

function group(svg: Svg, name: string) {
  return svg.select<SVGGElement>(`.curve-${name}`);
}

function drawFrame(svg: Svg, options: LayerCurveOptions, y: (nats: number) => number) {
  const { layout, height, domain, units, signed } = options;
  const ticks = domain ? valueTicks(domain, units, Math.max(2, height / PIXELS_PER_TICK), signed) : [];
  group(svg, 'grid')
    .selectAll('line')
    .data(ticks)
    .join('line')
    .attr('class', (tick) => (signed && tick.value === 0 ? 'curve-zero' : null))
    .attr('x2', layout.width)
    .attr('y1', (tick) => y(tick.value))
    .attr('y2', (tick) => y(tick.value));
  group(svg, 'stages')
    .selectAll('line')
    .data(layout.stages.slice(1))
    .join('line')
    .attr('x1', (stage) => stage.from - 7)
    .attr('x2', (stage) => stage.from - 7)
    .attr('y2', height);
}

/** Invisible, as high as the curve: to point at a layer one need not hit its point. */
function drawColumns(svg: Svg, placed: readonly Placed[], options: LayerCurveOptions, events: LayerCurveEvents) {
  group(svg, 'columns')
    .selectAll<SVGRectElement, Placed>('rect')
    .data(placed, (point) => point.id)
    .join('rect')
    .attr('class', (point) => (point.id === options.pointedLayerId ? 'is-pointed' : null))
    .attr('x', (point) => point.x - point.width / 2)
    .attr('width', (point) => point.width)
    .attr('height', options.height)
    .on('pointerenter', (_, point) => events.onPoint(point.id))
    .on('pointerleave', () => events.onPoint(null))
    .on('click', (_, point) => events.onOpen(point.id));
}

function drawLines(svg: Svg, placed: readonly Placed[], options: LayerCurveOptions, y: (nats: number) => number) {
  const withMean = placed.filter((point) => point.mean !== null);
  const path = (name: string, d: string | null) => {
    group(svg, name).selectAll('path').data(d ? [d] : []).join('path').attr('d', (each) => each);
  };
  const band = area<Placed>((point) => point.x, (point) => y(point.low!), (point) => y(point.high!));
  path('band', band(withMean.filter((point) => point.low !== null && point.high !== null)));
  path('mean', line<Placed>((point) => point.x, (point) => y(point.mean!))(withMean));
  let maximum = -Infinity;
  const running = withMean.map((point): [number, number] => [point.x, y((maximum = Math.max(maximum, point.mean!)))]);
  path('maximum', options.runningMaximum ? line()(running) : null);
  const uniform = placed.filter((point) => point.uniform !== null);
  path('uniform', options.uniformReference ? line<Placed>((point) => point.x, (point) => y(point.uniform!))(uniform) : null);
}

function drawPoints(svg: Svg, placed: readonly Placed[], options: LayerCurveOptions, y: (nats: number) => number) {
  const { table, domain, pointedLayerId } = options;
  group(svg, 'points')
    .selectAll<SVGCircleElement, Placed>('circle')
    .data(placed.filter((point) => point.mean !== null), (point) => point.id)
    .join('circle')
    .attr('class', (point) => `curve-point${point.isSettled ? ' is-settled' : ''}`)
    .attr('cx', (point) => point.x)
    .attr('cy', (point) => y(point.mean!))
    .attr('r', (point) => (point.id === pointedLayerId ? 7 : 5))
    .attr('fill', (point) => (domain ? cssColour(table, domain, point.mean!) : 'none'));
}

/** Names the lines where they end, while no profile needs the room. */
function drawLabels(svg: Svg, placed: readonly Placed[], options: LayerCurveOptions, y: (nats: number) => number) {
  const last = placed.findLast((point) => point.mean !== null && point.low !== null && point.high !== null);
  const labels: { readonly text: string; y: number }[] = [];
  if (last && options.domain && placed.every((point) => point.atPixel === null)) {
    const { lineNames } = options;
    labels.push({ text: lineNames.high, y: y(last.high!) }, { text: lineNames.mean, y: y(last.mean!) }, { text: lineNames.low, y: y(last.low!) });
    if (options.uniformReference && last.uniform !== null) labels.push({ text: lineNames.uniform, y: y(last.uniform) });
    labels.sort((a, b) => a.y - b.y);
    // Pushed apart where lines end close together.
    for (let i = 1; i < labels.length; i++) labels[i]!.y = Math.max(labels[i]!.y, labels[i - 1]!.y + 14);
  }
  group(svg, 'labels')
    .selectAll('text')
    .data(labels)
    .join('text')
    .attr('x', (last?.x ?? 0) + 11)
    .attr('y', (label) => label.y + 4)
    .text((label) => label.text);
}

function drawProfile(svg: Svg, placed: readonly Placed[], options: LayerCurveOptions, y: (nats: number) => number) {
  const at = options.domain ? placed.filter((point) => point.atPixel !== null) : [];
  const profile = group(svg, 'profile');
  profile
    .selectAll('path')
    .data(at.length > 1 ? [at] : [])
    .join('path')
    .attr('d', line<Placed>((point) => point.x, (point) => y(point.atPixel!)));
  profile
    .selectAll<SVGRectElement, Placed>('rect')
    .data(at, (point) => point.id)
    .join('rect')
    .attr('x', (point) => point.x - 4.5)
    .attr('y', (point) => y(point.atPixel!) - 4.5)
    .attr('width', 9)
    .attr('height', 9)
    .attr('fill', (point) => cssColour(options.table, options.domain!, point.atPixel!));
  profile
    .selectAll<SVGTextElement, Placed>('text')
    .data(at, (point) => point.id)
    .join('text')
    .attr('x', (point) => point.x + 10)
    .attr('y', (point) => Math.max(14, y(point.atPixel!) - 7))
    .text((point) => formatValue(point.atPixel!, options.units, options.signed));
}
