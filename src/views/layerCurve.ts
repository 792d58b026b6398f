/** Mean entropy against depth, each point under its map; the band is the spread over the picture's pixels. */
import { area, line, scaleLinear, select } from 'd3';
import type { AxisLayout } from './axisLayout';
import type { Domain, LookupTable } from './colourScale';
import { cssColour } from './colourScale';
import type { CurveSvg, LayerCurveEvents, Placed } from './curveParts';
import { curveGroup, drawColumns, drawGrid, drawStages, placedOn } from './curveParts';
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
  /** Least distance of two of the lines' names, pixels; absent: what suits the page's type. */
  readonly nameSpacing?: number;
  /** What the lines are called, where they end. */
  readonly lineNames: { readonly mean: string; readonly uniform: string; readonly low: string; readonly high: string };
}

export interface LayerCurve {
  update(options: LayerCurveOptions): void;
  destroy(): void;
}

/** Above and below the scale, the same as the legend's, whose ticks these are. */
export const CURVE_MARGIN = 18;
const PIXELS_PER_TICK = 84;

type PlacedPoint = Placed<CurvePoint>;

export function createLayerCurve(host: HTMLElement, events: LayerCurveEvents): LayerCurve {
  const svg = select(host).append('svg').attr('class', 'curve').attr('aria-hidden', 'true');
  for (const name of ['grid', 'stages', 'columns', 'band', 'uniform', 'maximum', 'mean', 'points', 'labels', 'profile']) {
    svg.append('g').attr('class', `curve-${name}`);
  }

  function update(options: LayerCurveOptions) {
    const { layout, height, domain } = options;
    svg.attr('width', layout.width).attr('height', height).attr('viewBox', `0 0 ${layout.width} ${height}`);
    const y = scaleLinear(domain ?? [0, 1], [height - CURVE_MARGIN, CURVE_MARGIN]).clamp(true);
    const placed = placedOn(layout, options.points);
    drawFrame(svg, options, y);
    drawColumns(svg, placed, options, events);
    drawLines(svg, placed, options, y);
    drawPoints(svg, placed, options, y);
    drawProfile(svg, placed, options, y);
    drawLabels(svg, placed, options, y);
  }

  return { update, destroy: () => svg.remove() };
}

function drawFrame(svg: CurveSvg, options: LayerCurveOptions, y: (nats: number) => number) {
  const { layout, height, domain, units, signed } = options;
  const ticks = domain ? valueTicks(domain, units, Math.max(2, height / PIXELS_PER_TICK), signed) : [];
  drawGrid(svg, layout.width, ticks.map(({ value }) => ({ y: y(value), isZero: signed && value === 0 })));
  drawStages(curveGroup(svg, 'stages'), layout, height);
}

function drawLines(svg: CurveSvg, placed: readonly PlacedPoint[], options: LayerCurveOptions, y: (nats: number) => number) {
  const withMean = placed.filter((point) => point.mean !== null);
  const path = (name: string, d: string | null) => {
    curveGroup(svg, name).selectAll('path').data(d ? [d] : []).join('path').attr('d', (each) => each);
  };
  const band = area<PlacedPoint>((point) => point.x, (point) => y(point.low!), (point) => y(point.high!));
  path('band', band(withMean.filter((point) => point.low !== null && point.high !== null)));
  path('mean', line<PlacedPoint>((point) => point.x, (point) => y(point.mean!))(withMean));
  let maximum = -Infinity;
  const running = withMean.map((point): [number, number] => [point.x, y((maximum = Math.max(maximum, point.mean!)))]);
  path('maximum', options.runningMaximum ? line()(running) : null);
  const uniform = placed.filter((point) => point.uniform !== null);
  path('uniform', options.uniformReference ? line<PlacedPoint>((point) => point.x, (point) => y(point.uniform!))(uniform) : null);
}

function drawPoints(svg: CurveSvg, placed: readonly PlacedPoint[], options: LayerCurveOptions, y: (nats: number) => number) {
  const { table, domain, pointedLayerId } = options;
  curveGroup(svg, 'points')
    .selectAll<SVGCircleElement, PlacedPoint>('circle')
    .data(placed.filter((point) => point.mean !== null), (point) => point.id)
    .join('circle')
    .attr('class', (point) => `curve-point${point.isSettled ? ' is-settled' : ''}`)
    .attr('cx', (point) => point.x)
    .attr('cy', (point) => y(point.mean!))
    .attr('r', (point) => (point.id === pointedLayerId ? 7 : 5))
    .attr('fill', (point) => (domain ? cssColour(table, domain, point.mean!) : 'none'));
}

/** Names the lines where they end, while no profile needs the room. */
function drawLabels(svg: CurveSvg, placed: readonly PlacedPoint[], options: LayerCurveOptions, y: (nats: number) => number) {
  const last = placed.findLast((point) => point.mean !== null && point.low !== null && point.high !== null);
  const labels: { readonly text: string; y: number }[] = [];
  if (last && options.domain && placed.every((point) => point.atPixel === null)) {
    const { lineNames } = options;
    labels.push({ text: lineNames.high, y: y(last.high!) }, { text: lineNames.mean, y: y(last.mean!) }, { text: lineNames.low, y: y(last.low!) });
    if (options.uniformReference && last.uniform !== null) labels.push({ text: lineNames.uniform, y: y(last.uniform) });
    labels.sort((a, b) => a.y - b.y);
    // Pushed apart where lines end close together.
    for (let i = 1; i < labels.length; i++) labels[i]!.y = Math.max(labels[i]!.y, labels[i - 1]!.y + (options.nameSpacing ?? 14));
  }
  curveGroup(svg, 'labels')
    .selectAll('text')
    .data(labels)
    .join('text')
    .attr('x', (last?.x ?? 0) + 11)
    .attr('y', (label) => label.y + 4)
    .text((label) => label.text);
}

function drawProfile(svg: CurveSvg, placed: readonly PlacedPoint[], options: LayerCurveOptions, y: (nats: number) => number) {
  const at = options.domain ? placed.filter((point) => point.atPixel !== null) : [];
  const profile = curveGroup(svg, 'profile');
  profile
    .selectAll('path')
    .data(at.length > 1 ? [at] : [])
    .join('path')
    .attr('d', line<PlacedPoint>((point) => point.x, (point) => y(point.atPixel!)));
  profile
    .selectAll<SVGRectElement, PlacedPoint>('rect')
    .data(at, (point) => point.id)
    .join('rect')
    .attr('x', (point) => point.x - 4.5)
    .attr('y', (point) => y(point.atPixel!) - 4.5)
    .attr('width', 9)
    .attr('height', 9)
    .attr('fill', (point) => cssColour(options.table, options.domain!, point.atPixel!));
  profile
    .selectAll<SVGTextElement, PlacedPoint>('text')
    .data(at, (point) => point.id)
    .join('text')
    .attr('x', (point) => point.x + 10)
    .attr('y', (point) => Math.max(14, y(point.atPixel!) - 7))
    .text((point) => formatValue(point.atPixel!, options.units, options.signed));
}
