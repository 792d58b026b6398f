/** Curves of several runs over each other, against relative depth: first layer of every network at the left, last at the right. */
import { area, line, pointer, scaleLinear, select } from 'd3';
import type { Selection } from 'd3';
import type { DrawingSize } from './drawingSize';
import { fitDrawing } from './drawingSize';
import type { ValueUnits } from './valueTicks';
import { formatValue, valueTicks } from './valueTicks';

export interface CurveOfRun {
  readonly key: string;
  /** 0..7: which colour, dash and mark tell it apart. */
  readonly style: number;
  readonly points: readonly CurveOfRunPoint[];
}

export interface CurveOfRunPoint {
  /** 0..1 */
  readonly depth: number;
  readonly title: string;
  readonly mean: number;
  /** 10th and 90th percentile; null where not known. */
  readonly low: number | null;
  readonly high: number | null;
  readonly isSettled: boolean;
}

export interface OverlaidCurvesOptions extends DrawingSize {
  /** Those that are drawn. */
  readonly curves: readonly CurveOfRun[];
  /** Drawn behind them as band and thin line: what they are laid over. */
  readonly references?: readonly CurveOfRun[];
  readonly units: ValueUnits;
  readonly signed: boolean;
  readonly runningMaximum: boolean;
  readonly pointed: string | null;
  readonly axisName: string;
}

export interface OverlaidCurvesEvents {
  /** The nearest point to the pointer; null when it leaves. */
  readonly onPoint: (key: string | null) => void;
}

export interface OverlaidCurves {
  update(options: OverlaidCurvesOptions): void;
  destroy(): void;
}

export const CURVE_STYLES = 8;
const MARGIN = { top: 12, right: 14, bottom: 34, left: 52 };
/** Beyond this a point is not meant. */
const NEAR_PIXELS = 60;

/** Shapes about (0, 0): curves differ without colour too. */
const MARKS = [
  'M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z', 'M-4 -4H4V4H-4Z', 'M0 -5L5 4H-5Z', 'M0 -5.5L5.5 0L0 5.5L-5.5 0Z', 'M0 5L5 -4H-5Z', 'M-5 -1.6H-1.6V-5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5Z',
  'M-5 -3.5L5 0L-5 3.5Z', 'M5 -3.5L-5 0L5 3.5Z',
] as const;

export const curveMark = (style: number): string => MARKS[style % CURVE_STYLES]!;

type Y = (value: number) => number;
type Group = Selection<SVGGElement, unknown, null, undefined>;

/** Over all that is drawn, bands included, with a little air. */
export function curvesDomain(curves: readonly CurveOfRun[]): readonly [number, number] | null {
  const values = curves.flatMap(({ points }) => points.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]));
  if (values.length === 0) return null;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const air = least === most ? Math.abs(least) * 0.1 || 1 : (most - least) * 0.04;
  return [least - air, most + air];
}

export function createOverlaidCurves(host: HTMLElement, events: OverlaidCurvesEvents): OverlaidCurves {
  const svg = select(host).append('svg').attr('class', 'overlaid').attr('aria-hidden', 'true');
  for (const name of ['grid', 'ticks', 'reference-bands', 'reference-lines', 'bands', 'maxima', 'lines', 'marks', 'labels']) svg.append('g').attr('class', `overlaid-${name}`);
  const group = (name: string) => svg.select<SVGGElement>(`.overlaid-${name}`);
  let newest: { readonly options: OverlaidCurvesOptions; readonly x: Y; readonly y: Y } | null = null;

  svg.on('pointermove', (event: PointerEvent) => newest && events.onPoint(nearest(newest.options.curves, pointer(event), newest.x, newest.y)));
  svg.on('pointerleave', () => events.onPoint(null));

  function update(shown: OverlaidCurvesOptions) {
    const options = { ...shown, ...fitDrawing(svg, shown) };
    const { width, height, curves, references = [], pointed } = options;
    const domain = curvesDomain([...references, ...curves]);
    const x = scaleLinear([0, 1], [MARGIN.left, width - MARGIN.right]);
    const y = scaleLinear(domain ?? [0, 1], [height - MARGIN.bottom, MARGIN.top]);
    newest = { options, x, y };
    drawAxes(group('grid'), group('ticks'), options, domain, x, y);
    const classOf = ({ key, style }: CurveOfRun) => `series-${style % CURVE_STYLES}${pointed === null ? '' : pointed === key ? ' is-pointed' : ' is-behind'}`;
    const band = area<CurveOfRunPoint>((point) => x(point.depth), (point) => y(point.low!), (point) => y(point.high!)).defined(({ low, high }) => low !== null && high !== null);
    const path = line<CurveOfRunPoint>((point) => x(point.depth), (point) => y(point.mean));
    group('reference-bands').selectAll<SVGPathElement, CurveOfRun>('path').data(references, ({ key }) => key).join('path').attr('class', classOf).attr('d', ({ points }) => band(points));
    group('reference-lines').selectAll<SVGPathElement, CurveOfRun>('path').data(references, ({ key }) => key).join('path').attr('class', classOf).attr('d', ({ points }) => path(points));
    group('bands').selectAll<SVGPathElement, CurveOfRun>('path').data(curves, ({ key }) => key).join('path').attr('class', classOf).attr('d', ({ points }) => band(points));
    group('lines').selectAll<SVGPathElement, CurveOfRun>('path').data(curves, ({ key }) => key).join('path').attr('class', classOf).attr('d', ({ points }) => path(points));
    group('maxima').selectAll<SVGPathElement, CurveOfRun>('path').data(options.runningMaximum ? curves : [], ({ key }) => key).join('path').attr('class', classOf).attr('d', ({ points }) => path(runningMaximum(points)));
    const marks = curves.flatMap((curve) => curve.points.map((point) => ({ curve, point })));
    group('marks')
      .selectAll('path')
      .data(marks)
      .join('path')
      .attr('class', ({ curve, point }) => `${classOf(curve)}${point.isSettled ? ' is-settled' : ''}`)
      .attr('d', ({ curve }) => curveMark(curve.style))
      .attr('transform', ({ point }) => `translate(${x(point.depth)},${y(point.mean)})`);
    drawLabels(group('labels'), options, x, y);
  }

  return { update, destroy: () => svg.remove() };
}

/** As the authors' script replaces the curve. */
export function runningMaximum(points: readonly CurveOfRunPoint[]): CurveOfRunPoint[] {
  let most = -Infinity;
  return points.map((point) => ({ ...point, mean: (most = Math.max(most, point.mean)) }));
}

function nearest(curves: readonly CurveOfRun[], [px, py]: readonly [number, number], x: Y, y: Y): string | null {
  let best: { key: string; distance: number } | null = null;
  for (const { key, points } of curves) {
    for (const point of points) {
      const distance = Math.hypot(x(point.depth) - px, y(point.mean) - py);
      if (distance < NEAR_PIXELS && (!best || distance < best.distance)) best = { key, distance };
    }
  }
  return best?.key ?? null;
}

function drawAxes(grid: Group, ticks: Group, options: OverlaidCurvesOptions, domain: readonly [number, number] | null, x: Y, y: Y) {
  const { width, height, units, signed, axisName } = options;
  const values = domain ? valueTicks(domain, units, Math.max(2, height / 60), signed) : [];
  grid.selectAll('line').data(values).join('line').attr('class', (tick) => (signed && tick.value === 0 ? 'is-zero' : null)).attr('x1', MARGIN.left).attr('x2', width - MARGIN.right).attr('y1', (tick) => y(tick.value)).attr('y2', (tick) => y(tick.value));
  const depths = [0, 0.25, 0.5, 0.75, 1].map((depth) => ({ x: x(depth), y: height - MARGIN.bottom + 16, anchor: 'middle', text: String(depth) }));
  const labels = [
    ...values.map((tick) => ({ x: MARGIN.left - 8, y: y(tick.value) + 4, anchor: 'end', text: tick.label })),
    ...depths,
    { x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 3, anchor: 'middle', text: axisName },
  ];
  ticks.selectAll('text').data(labels).join('text').attr('x', (label) => label.x).attr('y', (label) => label.y).attr('text-anchor', (label) => label.anchor).text((label) => label.text);
}

/** Layers and numbers of the curve that is pointed at. */
function drawLabels(labels: Group, { curves, references = [], pointed, units, signed, width }: OverlaidCurvesOptions, x: Y, y: Y) {
  const points = [...curves, ...references].find(({ key, points }) => key === pointed && points.length > 0)?.points ?? [];
  labels
    .selectAll('text')
    .data(points.length <= 12 ? points : [])
    .join('text')
    .attr('x', (point) => x(point.depth))
    .attr('y', (point, i) => y(point.mean) + (i % 2 === 0 ? -12 : 20))
    .attr('text-anchor', (point) => (x(point.depth) > width - 120 ? 'end' : x(point.depth) < 120 ? 'start' : 'middle'))
    .text((point) => `${point.title} ${formatValue(point.mean, units, signed)}`);
}
