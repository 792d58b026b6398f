/**
 * Foreground against background by depth, each layer under its map: their means on the maps' scale, and below, on an axis
 * of its own, either their difference (the concentration) or how many knowledge points lie in each.
 */
import { area, line, select } from 'd3';
import type { AxisLayout } from './axisLayout';
import type { Domain, LookupTable } from './colourScale';
import { cssColour } from './colourScale';
import type { CurveSvg, LayerCurveEvents, Placed } from './curveParts';
import { curveGroup, drawColumns, drawGrid, drawStages, placedOn } from './curveParts';
import type { RegionMode, RegionPoint } from './regionScale';
import { lowerDomain, lowerScale, lowerTicks, upperHeight, upperScale } from './regionScale';
import type { ValueUnits } from './valueTicks';
import { formatValue, valueTicks } from './valueTicks';

export interface RegionCurveOptions {
  readonly layout: AxisLayout;
  readonly height: number;
  readonly mode: RegionMode;
  readonly points: readonly RegionPoint[];
  readonly table: LookupTable;
  readonly domain: Domain | null;
  readonly units: ValueUnits;
  readonly signed: boolean;
  readonly pointedLayerId: string | null;
  readonly names: RegionCurveNames;
}

export interface RegionCurveNames {
  readonly foreground: string;
  readonly background: string;
  readonly limit: string;
  readonly concentration: string;
  readonly inside: string;
  readonly outside: string;
}

export interface RegionCurve {
  update(options: RegionCurveOptions): void;
  destroy(): void;
}

type PlacedPoint = Placed<RegionPoint>;
type Scale = (value: number) => number;

const PIXELS_PER_TICK = 84;
const MOST_BAR = 22;
const LABEL_WIDTH = 96;

let patterns = 0;

export function createRegionCurve(host: HTMLElement, events: LayerCurveEvents): RegionCurve {
  const svg = select(host).append('svg').attr('class', 'curve region-curve').attr('aria-hidden', 'true');
  const patternId = `region-hatch-${patterns++}`;
  addHatch(svg, patternId);
  for (const name of ['grid', 'stages', 'columns', 'between', 'limit', 'background', 'foreground', 'points', 'difference', 'bars', 'numbers', 'labels']) {
    svg.append('g').attr('class', `curve-${name}`);
  }

  function update(options: RegionCurveOptions) {
    const { layout, height, points, mode, units } = options;
    svg.attr('width', layout.width).attr('height', height).attr('viewBox', `0 0 ${layout.width} ${height}`);
    const placed = placedOn(layout, points);
    const lower = lowerDomain(points, mode, units);
    const upperY = upperScale(options.domain, height);
    const lowerY = lowerScale(lower, height);
    drawFrame(svg, options, lower, upperY, lowerY);
    drawColumns(svg, placed, options, events);
    const withMeans = options.domain ? placed.filter((point) => point.foreground !== null && point.background !== null) : [];
    drawMeans(svg, withMeans, options, upperY);
    drawDifference(svg, mode === 'concentration' ? placed.filter((point) => point.concentrationNats !== null) : [], lowerY);
    drawBars(svg, mode === 'knowledge' ? placed.filter((point) => point.inside !== null) : [], lowerY, patternId);
    drawNumbers(svg, placed, options, lowerY);
    drawLabels(svg, withMeans, options, upperY);
  }

  return { update, destroy: () => svg.remove() };
}

/** Bars of the background, and their key: told from the foreground's without colour. */
function addHatch(svg: CurveSvg, id: string) {
  const pattern = svg.append('defs').append('pattern').attr('id', id).attr('class', 'region-hatch');
  pattern.attr('width', 5).attr('height', 5).attr('patternUnits', 'userSpaceOnUse').attr('patternTransform', 'rotate(45)');
  pattern.append('line').attr('y2', 5).attr('stroke-width', 2.4);
}

function drawFrame(svg: CurveSvg, options: RegionCurveOptions, lower: Domain, upperY: Scale, lowerY: Scale) {
  const { layout, height, domain, units, signed, mode } = options;
  const upperTicks = domain ? valueTicks(domain, units, Math.max(2, upperHeight(height) / PIXELS_PER_TICK), signed) : [];
  const marks = [
    ...upperTicks.map(({ value }) => ({ y: upperY(value), isZero: signed && value === 0 })),
    ...lowerTicks(lower, mode, units, height).map(({ value }) => ({ y: lowerY(value), isZero: false })),
    { y: lowerY(0), isZero: true },
  ];
  drawGrid(svg, layout.width, marks);
  drawStages(curveGroup(svg, 'stages'), layout, height);
}

function drawMeans(svg: CurveSvg, placed: readonly PlacedPoint[], options: RegionCurveOptions, y: Scale) {
  const path = (name: string, d: string | null) => {
    curveGroup(svg, name).selectAll('path').data(d ? [d] : []).join('path').attr('d', (each) => each);
  };
  path('between', area<PlacedPoint>((point) => point.x, (point) => y(point.foreground!), (point) => y(point.background!))([...placed]));
  path('background', line<PlacedPoint>((point) => point.x, (point) => y(point.background!))([...placed]));
  path('foreground', line<PlacedPoint>((point) => point.x, (point) => y(point.foreground!))([...placed]));
  path('limit', options.mode === 'knowledge' ? line<PlacedPoint>((point) => point.x, (point) => y(point.limit!))([...placed]) : null);
  const { table, domain, pointedLayerId } = options;
  const marks = placed.flatMap((point) => [
    { point, side: 'background', value: point.background! },
    { point, side: 'foreground', value: point.foreground! },
  ]);
  curveGroup(svg, 'points')
    .selectAll<SVGPathElement, (typeof marks)[number]>('path')
    .data(marks, (mark) => `${mark.side} ${mark.point.id}`)
    .join('path')
    .attr('class', ({ point, side }) => `curve-point is-${side}${point.isSettled ? ' is-settled' : ''}`)
    .attr('d', ({ point, side }) => markPath(side === 'foreground', point.id === pointedLayerId ? 6.5 : 5))
    .attr('transform', ({ point, value }) => `translate(${point.x},${y(value)})`)
    .attr('fill', ({ value }) => cssColour(table, domain!, value));
}

/** A disc for the foreground, a square for the background. */
function markPath(isForeground: boolean, r: number): string {
  return isForeground ? `M${-r},0A${r},${r} 0 1 1 ${r},0A${r},${r} 0 1 1 ${-r},0Z` : `M${-r * 0.9},${-r * 0.9}h${1.8 * r}v${1.8 * r}h${-1.8 * r}Z`;
}

function drawDifference(svg: CurveSvg, placed: readonly PlacedPoint[], y: Scale) {
  const difference = curveGroup(svg, 'difference');
  difference
    .selectAll('path')
    .data(placed.length > 0 ? [line<PlacedPoint>((point) => point.x, (point) => y(point.concentrationNats!))([...placed])] : [])
    .join('path')
    .attr('d', (d) => d);
  difference
    .selectAll<SVGLineElement, PlacedPoint>('line')
    .data(placed, (point) => point.id)
    .join('line')
    .attr('x1', (point) => point.x)
    .attr('x2', (point) => point.x)
    .attr('y1', y(0))
    .attr('y2', (point) => y(point.concentrationNats!));
  difference
    .selectAll<SVGCircleElement, PlacedPoint>('circle')
    .data(placed, (point) => point.id)
    .join('circle')
    .attr('class', (point) => (point.isSettled ? 'is-settled' : null))
    .attr('cx', (point) => point.x)
    .attr('cy', (point) => y(point.concentrationNats!))
    .attr('r', 4);
}

/** Half the gap between a layer's two bars, and how wide each is. */
function barWidth(point: PlacedPoint): number {
  return Math.max(3, Math.min(MOST_BAR, point.width / 2 - 6));
}

function drawBars(svg: CurveSvg, placed: readonly PlacedPoint[], y: Scale, patternId: string) {
  const bars = placed.flatMap((point) => [
    { point, side: 'inside', count: point.inside! },
    { point, side: 'outside', count: point.outside! },
  ]);
  curveGroup(svg, 'bars')
    .selectAll<SVGRectElement, (typeof bars)[number]>('rect')
    .data(bars, (bar) => `${bar.side} ${bar.point.id}`)
    .join('rect')
    .attr('class', (bar) => `is-${bar.side}`)
    .attr('fill', (bar) => (bar.side === 'outside' ? `url(#${patternId})` : null))
    .attr('x', ({ point, side }) => (side === 'inside' ? point.x - barWidth(point) - 1.5 : point.x + 1.5))
    .attr('width', ({ point }) => barWidth(point))
    .attr('y', (bar) => y(bar.count))
    .attr('height', (bar) => y(0) - y(bar.count));
}

/** What the lower part comes to, in figures: a layer's concentration, or the share of its knowledge points inside. */
function drawNumbers(svg: CurveSvg, placed: readonly PlacedPoint[], { mode, units }: RegionCurveOptions, y: Scale) {
  const numbers = placed.flatMap((point) => {
    if (mode === 'concentration') {
      if (point.concentrationNats === null) return [];
      const above = point.concentrationNats >= 0;
      return [{ point, text: formatValue(point.concentrationNats, units, true), y: y(point.concentrationNats) + (above ? -9 : 17) }];
    }
    if (point.inside === null || point.outside === null) return [];
    const all = point.inside + point.outside;
    return [{ point, text: all === 0 ? '–' : `${Math.round((100 * point.inside) / all)} %`, y: y(Math.max(point.inside, point.outside)) - 6 }];
  });
  curveGroup(svg, 'numbers')
    .selectAll<SVGTextElement, (typeof numbers)[number]>('text')
    .data(numbers, (number) => number.point.id)
    .join('text')
    .attr('x', (number) => number.point.x)
    .attr('y', (number) => number.y)
    .attr('text-anchor', 'middle')
    .text((number) => number.text);
}

/** Names the upper lines where they end, and the lower part at its top. */
function drawLabels(svg: CurveSvg, withMeans: readonly PlacedPoint[], options: RegionCurveOptions, y: Scale) {
  const { names, mode, height, layout } = options;
  const last = withMeans.at(-1);
  const ends = last
    ? [
        { text: names.foreground, y: y(last.foreground!) },
        { text: names.background, y: y(last.background!) },
        ...(mode === 'knowledge' ? [{ text: names.limit, y: y(last.limit!) }] : []),
      ].sort((a, b) => a.y - b.y)
    : [];
  // Within the axis: over and under the last points where there is no room to their right.
  const isTight = last !== undefined && layout.width - last.x < LABEL_WIDTH;
  ends.forEach((end, i) => {
    if (isTight) end.y = i === 0 ? end.y - 12 : Math.max(end.y, ends.at(-1)!.y) + 4 + 14 * i;
    else end.y = Math.max(end.y, (ends[i - 1]?.y ?? -Infinity) + 14);
  });
  const title = mode === 'concentration' ? names.concentration : `${names.inside} ■  ${names.outside} ▨`;
  const labels = [
    ...ends.map((end) => ({ text: end.text, x: isTight ? layout.width - 2 : last!.x + 11, y: end.y + 4, anchor: isTight ? 'end' : 'start' })),
    { text: title, x: 2, y: upperHeight(height) + 14, anchor: 'start' },
  ];
  curveGroup(svg, 'labels')
    .selectAll('text')
    .data(labels)
    .join('text')
    .attr('x', (label) => label.x)
    .attr('y', (label) => label.y)
    .attr('text-anchor', (label) => label.anchor)
    .text((label) => label.text);
}
