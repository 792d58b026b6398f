/** A curve over the layers to be drawn by hand, one point a layer; later the measured one is laid over it. */
import type { Selection } from 'd3';
import { line, pointer, scaleLinear, scalePoint, select } from 'd3';
import type { Domain } from './colourScale';
import type { ValueUnits } from './valueTicks';
import { formatValue, valueTicks, writeValue } from './valueTicks';

export interface CurveSketchOptions {
  readonly width: number;
  readonly height: number;
  readonly layers: readonly { readonly id: string; readonly title: string; readonly depth: number }[];
  /** Nats, a value a layer; the first is given. */
  readonly drawn: readonly number[];
  /** Nats, null where nothing was measured; null before the answer. */
  readonly measured: readonly (number | null)[] | null;
  readonly domain: Domain;
  readonly units: ValueUnits;
  /** Whether numbers stand on both sides of a zero that means something. */
  readonly signed: boolean;
  readonly isOpen: boolean;
  readonly words: { readonly point: (layer: string) => string; readonly drawn: string; readonly measured: string };
}

export interface CurveSketch {
  update(options: CurveSketchOptions): void;
  destroy(): void;
}

const MARGIN = { top: 12, right: 12, bottom: 24, left: 46 };
const PIXELS_PER_TICK = 36;
/** A key moves a point by this part of the axis. */
const KEY_SHARE = 1 / 40;
const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

type Svg = Selection<SVGSVGElement, unknown, null, undefined>;

interface Scales {
  readonly x: (index: number) => number;
  readonly y: ReturnType<typeof scaleLinear<number, number>>;
}

/** @param onDraw gets all points, as drawn now */
export function createCurveSketch(host: HTMLElement, onDraw: (drawn: readonly number[]) => void): CurveSketch {
  const svg: Svg = select(host).append('svg').attr('class', 'curve-sketch');
  for (const name of ['grid', 'ticks', 'drawn', 'measured', 'measured-points', 'handles', 'names']) svg.append('g').attr('class', `sketch-${name}`);
  let options: CurveSketchOptions | null = null;
  let before: number | null = null;

  function drawTo(event: PointerEvent) {
    if (!options?.isOpen) return;
    const { x, y } = scalesOf(options);
    const [px, py] = pointer(event, svg.node());
    const nearest = options.layers.reduce((best, _, i) => (Math.abs(x(i) - px) < Math.abs(x(best) - px) ? i : best), 0);
    const value = clamped(y.invert(py), options.domain);
    const drawn = [...options.drawn];
    const from = before ?? nearest;
    const fromValue = drawn[from]!;
    // A quick stroke passes layers between two events: they get what lies on its way.
    for (let i = from; i !== nearest; i += Math.sign(nearest - from)) {
      if (i !== from) drawn[i] = fromValue + ((value - fromValue) * (i - from)) / (nearest - from);
    }
    drawn[nearest] = value;
    drawn[0] = options.drawn[0]!;
    before = nearest;
    onDraw(drawn);
  }

  svg
    .on('pointerdown', (event: PointerEvent) => {
      before = null;
      svg.node()!.setPointerCapture(event.pointerId);
      drawTo(event);
    })
    .on('pointermove', (event: PointerEvent) => svg.node()!.hasPointerCapture(event.pointerId) && drawTo(event));

  function step(index: number, event: KeyboardEvent) {
    const direction = STEPS[event.key];
    if (direction === undefined || !options?.isOpen) return;
    event.preventDefault();
    event.stopPropagation();
    const [low, high] = options.domain;
    const by = direction * (high - low) * KEY_SHARE * (event.shiftKey ? 4 : 1);
    onDraw(options.drawn.map((value, i) => (i === index ? clamped(value + by, options!.domain) : value)));
  }

  function update(next: CurveSketchOptions) {
    options = next;
    svg.attr('width', next.width).attr('height', next.height).attr('viewBox', `0 0 ${next.width} ${next.height}`).classed('is-open', next.isOpen);
    const scales = scalesOf(next);
    drawAxes(svg, next, scales);
    drawCurves(svg, next, scales);
    drawHandles(svg, next, scales, step);
    drawNames(svg, next, scales);
  }

  return { update, destroy: () => svg.remove() };
}

function clamped(value: number, [low, high]: Domain): number {
  return Math.min(high, Math.max(low, value));
}

function scalesOf({ width, height, layers, domain }: CurveSketchOptions): Scales {
  const place = scalePoint<number>().domain(layers.map((_, i) => i)).range([MARGIN.left, width - MARGIN.right]).padding(0.4);
  return { x: (index) => place(index)!, y: scaleLinear([domain[0], domain[1]], [height - MARGIN.bottom, MARGIN.top]) };
}

function group(svg: Svg, name: string) {
  return svg.select<SVGGElement>(`.sketch-${name}`);
}

function drawAxes(svg: Svg, { width, height, domain, units, signed, layers }: CurveSketchOptions, { x, y }: Scales) {
  const ticks = valueTicks(domain, units, Math.max(2, height / PIXELS_PER_TICK), signed);
  group(svg, 'grid').selectAll('line').data(ticks).join('line')
    .attr('x1', MARGIN.left).attr('x2', width - MARGIN.right).attr('y1', (tick) => y(tick.value)).attr('y2', (tick) => y(tick.value));
  const labels = [
    ...ticks.map((tick) => ({ x: MARGIN.left - 7, y: y(tick.value) + 4, anchor: 'end', text: tick.label })),
    ...layers.map((layer, i) => ({ x: x(i), y: height - 7, anchor: 'middle', text: String(layer.depth) })),
  ];
  group(svg, 'ticks').selectAll('text').data(labels).join('text')
    .attr('x', (label) => label.x).attr('y', (label) => label.y).attr('text-anchor', (label) => label.anchor).text((label) => label.text);
}

function drawCurves(svg: Svg, { drawn, measured }: CurveSketchOptions, { x, y }: Scales) {
  const path = line<readonly [number, number]>(([index]) => x(index), ([, value]) => y(value));
  group(svg, 'drawn').selectAll('path').data([path(drawn.map((value, i) => [i, value] as const))]).join('path').attr('d', (d) => d);
  const known = (measured ?? []).flatMap((value, i) => (value === null ? [] : [[i, value] as const]));
  group(svg, 'measured').selectAll('path').data(known.length > 0 ? [path(known)] : []).join('path').attr('d', (d) => d);
  group(svg, 'measured-points').selectAll('circle').data(known).join('circle').attr('cx', ([i]) => x(i)).attr('cy', ([, value]) => y(value)).attr('r', 3.5);
}

function drawHandles(svg: Svg, options: CurveSketchOptions, { x, y }: Scales, step: (index: number, event: KeyboardEvent) => void) {
  const { drawn, layers, domain, units, signed, isOpen, words } = options;
  group(svg, 'handles')
    .selectAll<SVGCircleElement, number>('circle')
    .data(drawn)
    .join('circle')
    .attr('cx', (_, i) => x(i))
    .attr('cy', (value) => y(value))
    .attr('r', (_, i) => (i === 0 ? 4 : 6))
    .attr('class', (_, i) => (i === 0 ? 'is-given' : null))
    .attr('role', (_, i) => (i === 0 ? null : 'slider'))
    .attr('tabindex', (_, i) => (i === 0 || !isOpen ? null : 0))
    .attr('data-testid', (_, i) => `sketch-${layers[i]?.id}`)
    .attr('aria-label', (_, i) => words.point(layers[i]?.title ?? ''))
    .attr('aria-orientation', 'vertical')
    .attr('aria-disabled', isOpen ? null : 'true')
    .attr('aria-valuemin', domain[0].toFixed(2))
    .attr('aria-valuemax', domain[1].toFixed(2))
    .attr('aria-valuenow', (value) => value.toFixed(2))
    .attr('aria-valuetext', (value) => writeValue(value, units, signed))
    .on('keydown', (event: KeyboardEvent) => step(group(svg, 'handles').selectAll('circle').nodes().indexOf(event.currentTarget as SVGCircleElement), event))
    .selectAll('title')
    .data((value) => [value])
    .join('title')
    .text((value) => formatValue(value, units, signed));
}

/** At the lines' ends, pushed apart where these are close together. */
function drawNames(svg: Svg, { drawn, measured, words, width }: CurveSketchOptions, { y }: Scales) {
  const last = measured?.findLast((value) => value !== null);
  const names = last == null ? [] : [{ text: words.drawn, y: y(drawn.at(-1)!) }, { text: words.measured, y: y(last) }].sort((a, b) => a.y - b.y);
  if (names.length === 2) {
    names[0]!.y -= 8;
    names[1]!.y = Math.max(names[1]!.y + 14, names[0]!.y + 15);
  }
  group(svg, 'names').selectAll('text').data(names).join('text').attr('x', width - MARGIN.right).attr('text-anchor', 'end').attr('y', (name) => name.y).text((name) => name.text);
}
