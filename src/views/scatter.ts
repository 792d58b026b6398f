/** Points with names: one number against another, each with its interval along x. */
import { extent, pointer, scaleLinear, select } from 'd3';
import type { DrawingSize } from './drawingSize';
import { fitDrawing } from './drawingSize';
import { CURVE_STYLES, curveMark } from './overlaidCurves';

export interface ScatterPoint {
  readonly key: string;
  readonly title: string;
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly y: number;
  /** Of overlaidCurves.ts: colour and mark. */
  readonly style: number;
}

export interface ScatterOptions extends DrawingSize {
  readonly points: readonly ScatterPoint[];
  readonly pointed: string | null;
  readonly xName: string;
  readonly yName: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

export interface ScatterEvents {
  /** The nearest point to the pointer; null when it leaves. */
  readonly onPoint: (key: string | null) => void;
}

export interface Scatter {
  update(options: ScatterOptions): void;
  destroy(): void;
}

const MARGIN = { top: 18, right: 20, bottom: 44, left: 64 };
const NEAR_PIXELS = 40;
/** Width of a letter and height of a line, near enough to keep names apart. */
const LETTER = 6.2;
const LINE = 14;

interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface PlacedName {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end' | 'middle';
}

const overlaps = (a: Rect, b: Rect) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/**
 * A place for each name beside its point where nothing else stands: above, below, right, left; names that find none are left out.
 * @param points in pixels
 */
export function placeNames(points: readonly { readonly key: string; readonly title: string; readonly x: number; readonly y: number }[], width: number, height: number): readonly PlacedName[] {
  const taken: Rect[] = points.map(({ x, y }) => ({ x0: x - 6, y0: y - 6, x1: x + 6, y1: y + 6 }));
  return points.flatMap(({ key, title, x, y }) => {
    const length = title.length * LETTER;
    const places = [
      { x, y: y - 10, anchor: 'middle' as const, x0: x - length / 2 },
      { x, y: y + 19, anchor: 'middle' as const, x0: x - length / 2 },
      { x: x + 10, y: y + 4, anchor: 'start' as const, x0: x + 9 },
      { x: x - 10, y: y + 4, anchor: 'end' as const, x0: x - 11 - length },
    ];
    const free = places.find((place) => {
      const box = { x0: place.x0, x1: place.x0 + length, y0: place.y - LINE + 3, y1: place.y + 3 };
      const isInside = box.x0 >= 0 && box.x1 <= width && box.y0 >= 0 && box.y1 <= height;
      if (!isInside || taken.some((other) => overlaps(box, other))) return false;
      taken.push(box);
      return true;
    });
    return free ? [{ key, x: free.x, y: free.y, anchor: free.anchor }] : [];
  });
}

export function createScatter(host: HTMLElement, events: ScatterEvents): Scatter {
  const svg = select(host).append('svg').attr('class', 'scatter').attr('aria-hidden', 'true');
  for (const name of ['grid', 'ticks', 'intervals', 'marks', 'names']) svg.append('g').attr('class', `scatter-${name}`);
  const group = (name: string) => svg.select<SVGGElement>(`.scatter-${name}`);
  let drawn: readonly { readonly key: string; readonly x: number; readonly y: number }[] = [];
  svg
    .on('pointermove', (event: PointerEvent) => {
      const [px, py] = pointer(event);
      const near = drawn.map(({ key, x, y }) => ({ key, distance: Math.hypot(x - px, y - py) })).sort((a, b) => a.distance - b.distance)[0];
      events.onPoint(near && near.distance < NEAR_PIXELS ? near.key : null);
    })
    .on('pointerleave', () => events.onPoint(null));

  function update({ points, pointed, xName, yName, formatX, formatY, ...size }: ScatterOptions): void {
    const { width, height } = fitDrawing(svg, size);
    const x = scaleLinear(withAir(points.flatMap(({ low, high }) => [low, high])), [MARGIN.left, width - MARGIN.right]).nice();
    const y = scaleLinear(withAir(points.map((point) => point.y)), [height - MARGIN.bottom, MARGIN.top]);
    const placed = points.map((point) => ({ ...point, x: x(point.x), y: y(point.y), from: x(point.low), to: x(point.high) }));
    drawn = placed;
    const yTicks = y.ticks(Math.max(2, height / 70));
    const xTicks = x.ticks(Math.max(2, width / 110));
    group('grid').selectAll('line').data(yTicks).join('line').attr('x1', MARGIN.left).attr('x2', width - MARGIN.right).attr('y1', y).attr('y2', y);
    const labels = [
      ...yTicks.map((tick) => ({ x: MARGIN.left - 8, y: y(tick) + 4, anchor: 'end', text: formatY(tick) })),
      ...xTicks.map((tick) => ({ x: x(tick), y: height - MARGIN.bottom + 18, anchor: 'middle', text: formatX(tick) })),
      { x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 6, anchor: 'middle', text: xName },
      { x: MARGIN.left, y: MARGIN.top - 6, anchor: 'start', text: yName },
    ];
    group('ticks').selectAll('text').data(labels).join('text').attr('x', (label) => label.x).attr('y', (label) => label.y).attr('text-anchor', (label) => label.anchor).text((label) => label.text);
    const classOf = ({ key, style }: { key: string; style: number }) => `series-${style % CURVE_STYLES}${pointed === key ? ' is-pointed' : ''}`;
    group('intervals').selectAll<SVGLineElement, (typeof placed)[number]>('line').data(placed, ({ key }) => key).join('line').attr('class', classOf).attr('x1', ({ from }) => from).attr('x2', ({ to }) => to).attr('y1', (point) => point.y).attr('y2', (point) => point.y);
    group('marks').selectAll<SVGPathElement, (typeof placed)[number]>('path').data(placed, ({ key }) => key).join('path').attr('class', classOf).attr('d', ({ style }) => curveMark(style)).attr('transform', (point) => `translate(${point.x},${point.y})${pointed === point.key ? ' scale(1.7)' : ''}`);
    // Whoever is pointed at is named first, whatever has to make room.
    const order = placed.toSorted((a, b) => Number(b.key === pointed) - Number(a.key === pointed));
    const titles = new Map(points.map(({ key, title }) => [key, title]));
    group('names').selectAll<SVGTextElement, PlacedName>('text').data(placeNames(order, width, height - MARGIN.bottom), ({ key }) => key).join('text')
      .attr('class', ({ key }) => (key === pointed ? 'is-pointed' : null)).attr('x', (name) => name.x).attr('y', (name) => name.y).attr('text-anchor', (name) => name.anchor)
      .text(({ key }) => titles.get(key)!);
  }

  return { update, destroy: () => svg.remove() };
}

function withAir(values: readonly number[]): [number, number] {
  const [least = 0, most = 1] = extent(values) as [number | undefined, number | undefined];
  const air = 0.08 * (most - least || Math.abs(most) || 1);
  return [least - air, most + air];
}
