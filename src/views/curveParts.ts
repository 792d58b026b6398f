/** What curves above the layers' axis share: the groups of their drawing, the frame, and columns to point at. */
import type { Selection } from 'd3';
import type { AxisLayout } from './axisLayout';

export type CurveSvg = Selection<SVGSVGElement, unknown, null, undefined>;

export interface LayerCurveEvents {
  readonly onPoint: (layerId: string | null) => void;
  readonly onOpen: (layerId: string) => void;
}

/** Where a layer's point stands on the axis. */
export type Placed<Point> = Point & { readonly x: number; readonly width: number };

export function curveGroup(svg: CurveSvg, name: string) {
  return svg.select<SVGGElement>(`.curve-${name}`);
}

/** Points of layers that are not on the axis are left out. */
export function placedOn<Point extends { readonly id: string }>(layout: AxisLayout, points: readonly Point[]): Placed<Point>[] {
  const places = new Map(layout.places.map((place) => [place.id, place]));
  return points.flatMap((point) => {
    const place = places.get(point.id);
    return place ? [{ ...point, x: place.centre, width: place.width }] : [];
  });
}

export function drawGrid(svg: CurveSvg, width: number, marks: readonly { readonly y: number; readonly isZero: boolean }[]): void {
  curveGroup(svg, 'grid')
    .selectAll('line')
    .data(marks)
    .join('line')
    .attr('class', (mark) => (mark.isZero ? 'curve-zero' : null))
    .attr('x2', width)
    .attr('y1', (mark) => mark.y)
    .attr('y2', (mark) => mark.y);
}

/** A rule before each stage but the first. */
export function drawStages(group: Selection<SVGGElement, unknown, null, undefined>, layout: AxisLayout, height: number): void {
  group
    .selectAll('line')
    .data(layout.stages.slice(1))
    .join('line')
    .attr('x1', (stage) => stage.from - 7)
    .attr('x2', (stage) => stage.from - 7)
    .attr('y2', height);
}

/** Invisible, as high as the curve: to point at a layer one need not hit its point. */
export function drawColumns(
  svg: CurveSvg, placed: readonly Placed<{ readonly id: string }>[],
  { height, pointedLayerId }: { readonly height: number; readonly pointedLayerId: string | null }, events: LayerCurveEvents,
): void {
  curveGroup(svg, 'columns')
    .selectAll<SVGRectElement, Placed<{ readonly id: string }>>('rect')
    .data(placed, (point) => point.id)
    .join('rect')
    .attr('class', (point) => (point.id === pointedLayerId ? 'is-pointed' : null))
    .attr('x', (point) => point.x - point.width / 2)
    .attr('width', (point) => point.width)
    .attr('height', height)
    .on('pointerenter', (_, point) => events.onPoint(point.id))
    .on('pointerleave', () => events.onPoint(null))
    .on('click', (_, point) => events.onOpen(point.id));
}
