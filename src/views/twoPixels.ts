/**
 * A linear layer that sees two pixels: the noise it allows under the budget is an ellipse, and the best map is where a curve of
 * equal mean entropy touches it. Sensitivities and budget are sliders, the viewer's own noise is dragged along the ellipse.
 */
import type { Selection } from 'd3';
import { format, line, pointer, scaleLinear, select } from 'd3';
import { entropyOfStd } from '../core/entropy';
import { fixed } from '../core/writtenNumber';
import { linearDistortion, linearOptimum } from '../core/linearOptimum';

export interface TwoPixelsState {
  readonly sensitivities: readonly [number, number];
  readonly budget: number;
  /** Intensity, 0..1: it shifts the entropies and nothing else. */
  readonly tau: number;
  /** Of the viewer's point on the ellipse: 0 is all noise on the first pixel, pi/2 all on the second. */
  readonly angle: number;
}

export interface TwoPixelsWords {
  readonly ellipse: string;
  readonly optimum: string;
  readonly uniform: string;
  readonly yours: string;
  readonly handle: string;
  readonly handleValue: (first: string, second: string, mean: string) => string;
  readonly axis: (pixel: 1 | 2) => string;
}

export interface TwoPixelsOptions {
  readonly state: TwoPixelsState;
  readonly width: number;
  readonly height: number;
  readonly words: TwoPixelsWords;
}

export interface TwoPixels {
  update(options: TwoPixelsOptions): void;
  destroy(): void;
}

export interface TwoPixelNoise {
  /** In units of tau. */
  readonly noise: readonly [number, number];
  readonly entropiesNats: readonly [number, number];
  readonly meanNats: number;
  /** Over uniform noise of the same g; below 0 for what is worse than it. */
  readonly gainNats: number;
  readonly distortion: number;
}

/** The point of the ellipse g = c at this angle. */
export function noiseAt({ sensitivities: [s1, s2], budget }: TwoPixelsState, angle: number): readonly [number, number] {
  const reach = Math.sqrt(budget * (s1 + s2));
  return [(reach * Math.cos(angle)) / Math.sqrt(s1), (reach * Math.sin(angle)) / Math.sqrt(s2)];
}

/** @param noise in units of tau */
export function figuresOf({ sensitivities, budget, tau }: TwoPixelsState, noise: readonly [number, number]): TwoPixelNoise {
  const entropiesNats = [entropyOfStd(noise[0] * tau), entropyOfStd(noise[1] * tau)] as const;
  const meanNats = (entropiesNats[0] + entropiesNats[1]) / 2;
  return {
    noise, entropiesNats, meanNats,
    gainNats: meanNats - linearOptimum(sensitivities, tau, budget).uniformEntropyNats,
    distortion: linearDistortion(noise, sensitivities, 1),
  };
}

/** Yours, uniform noise, and the best. */
export function twoPixelFigures(state: TwoPixelsState) {
  const { noiseStd, uniformStd } = linearOptimum(state.sensitivities, 1, state.budget);
  return {
    yours: figuresOf(state, noiseAt(state, state.angle)),
    uniform: figuresOf(state, [uniformStd, uniformStd]),
    optimum: figuresOf(state, [noiseStd[0]!, noiseStd[1]!]),
  };
}

const MARGIN = { top: 14, right: 14, bottom: 38, left: 44 };
/** The noise-free ends have an entropy of minus infinity: the handle stays away from them. */
export const LEAST_ANGLE = 0.03;
const KEY_STEP = 0.02;
const POINTS = 96;
const two = (value: number) => fixed(value, 2);

type Svg = Selection<SVGSVGElement, unknown, null, undefined>;

/** @param onAngle while the handle is moved, by pointer or keys */
export function createTwoPixels(host: HTMLElement, onAngle: (angle: number) => void): TwoPixels {
  const svg: Svg = select(host).append('svg').attr('class', 'two-pixels');
  for (const name of ['grid', 'ticks', 'level', 'ellipse', 'marks', 'handle', 'names']) svg.append('g').attr('class', `two-${name}`);
  const handle = svg.select('.two-handle').append('circle').attr('r', 8).attr('role', 'slider').attr('tabindex', 0).attr('data-testid', 'two-pixels-handle');
  let options: TwoPixelsOptions | null = null;
  const move = (angle: number) => onAngle(Math.min(Math.PI / 2 - LEAST_ANGLE, Math.max(LEAST_ANGLE, angle)));

  function drag(event: PointerEvent) {
    if (!options) return;
    const { x, y } = scalesOf(options);
    const [px, py] = pointer(event, svg.node());
    const [s1, s2] = options.state.sensitivities;
    // In the plane where the ellipse is a circle.
    move(Math.atan2(Math.max(0, y.invert(py)) * Math.sqrt(s2), Math.max(0, x.invert(px)) * Math.sqrt(s1)));
  }

  svg
    .on('pointerdown', (event: PointerEvent) => {
      svg.node()!.setPointerCapture(event.pointerId);
      drag(event);
    })
    .on('pointermove', (event: PointerEvent) => svg.node()!.hasPointerCapture(event.pointerId) && drag(event));
  handle.on('keydown', (event: KeyboardEvent) => {
    const direction = { ArrowRight: -1, ArrowDown: -1, ArrowLeft: 1, ArrowUp: 1 }[event.key];
    if (direction === undefined || !options) return;
    event.preventDefault();
    event.stopPropagation();
    move(options.state.angle + direction * KEY_STEP * (event.shiftKey ? 4 : 1));
  });

  function update(next: TwoPixelsOptions) {
    options = next;
    const { width, height, state, words } = next;
    svg.attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
    const scales = scalesOf(next);
    drawAxes(svg, next, scales);
    drawCurves(svg, state, scales);
    const figures = twoPixelFigures(state);
    drawMarks(svg, figures, words, scales);
    const { noise, meanNats } = figures.yours;
    handle
      .attr('cx', scales.x(noise[0])).attr('cy', scales.y(noise[1]))
      .attr('aria-label', words.handle)
      .attr('aria-valuemin', LEAST_ANGLE).attr('aria-valuemax', two(Math.PI / 2 - LEAST_ANGLE)).attr('aria-valuenow', two(state.angle))
      .attr('aria-valuetext', words.handleValue(two(noise[0]), two(noise[1]), two(meanNats)));
  }

  return { update, destroy: () => svg.remove() };
}

interface Scales {
  readonly x: ReturnType<typeof scaleLinear<number, number>>;
  readonly y: ReturnType<typeof scaleLinear<number, number>>;
  readonly most: number;
}

/** One unit is as long on both axes: uniform noise lies on the diagonal. */
function scalesOf({ width, height, state }: TwoPixelsOptions): Scales {
  const most = 1.06 * Math.max(noiseAt(state, 0)[0], noiseAt(state, Math.PI / 2)[1]);
  const side = Math.min(width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom);
  return {
    most,
    x: scaleLinear([0, most], [MARGIN.left, MARGIN.left + side]),
    y: scaleLinear([0, most], [MARGIN.top + side, MARGIN.top]),
  };
}

const group = (svg: Svg, name: string) => svg.select<SVGGElement>(`.two-${name}`);

function drawAxes(svg: Svg, { words }: TwoPixelsOptions, { x, y, most }: Scales) {
  const [left, right, bottom, top] = [x(0), x(most), y(0), y(most)];
  group(svg, 'grid').selectAll('line').data([
    { x1: left, x2: right, y1: bottom, y2: bottom }, { x1: left, x2: left, y1: bottom, y2: top }, { x1: left, x2: right, y1: bottom, y2: top },
  ]).join('line').attr('class', (_, i) => (i === 2 ? 'is-diagonal' : null))
    .attr('x1', (l) => l.x1).attr('x2', (l) => l.x2).attr('y1', (l) => l.y1).attr('y2', (l) => l.y2);
  const ticks = x.ticks(4).filter((tick) => tick > 0);
  const labels = [
    ...ticks.map((tick) => ({ x: x(tick), y: bottom + 15, anchor: 'middle', text: format('~g')(tick) })),
    ...ticks.map((tick) => ({ x: left - 7, y: y(tick) + 4, anchor: 'end', text: format('~g')(tick) })),
    { x: right, y: bottom + 30, anchor: 'end', text: words.axis(1) },
    { x: left - 7, y: top - 2, anchor: 'end', text: words.axis(2) },
  ];
  group(svg, 'ticks').selectAll('text').data(labels).join('text').attr('x', (l) => l.x).attr('y', (l) => l.y).attr('text-anchor', (l) => l.anchor).text((l) => l.text);
}

function drawCurves(svg: Svg, state: TwoPixelsState, { x, y, most }: Scales) {
  const path = line<readonly [number, number]>(([first]) => x(first), ([, second]) => y(second));
  const ellipse = Array.from({ length: POINTS + 1 }, (_, i) => noiseAt(state, ((Math.PI / 2) * i) / POINTS));
  group(svg, 'ellipse').selectAll('path').data([path(ellipse)]).join('path').attr('d', (d) => d);
  // All noise with the mean entropy of the viewer's: sigma_1 sigma_2 is constant.
  const [first, second] = noiseAt(state, state.angle);
  const product = first * second;
  const least = product / most;
  const level = Array.from({ length: POINTS + 1 }, (_, i) => least * (most / least) ** (i / POINTS)).map((value) => [value, product / value] as const);
  group(svg, 'level').selectAll('path').data([path(level)]).join('path').attr('d', (d) => d);
}

function drawMarks(svg: Svg, { uniform, optimum }: ReturnType<typeof twoPixelFigures>, words: TwoPixelsWords, { x, y }: Scales) {
  const marks = [
    { name: 'uniform', text: words.uniform, at: uniform.noise, dx: 10, dy: 18, anchor: 'start' },
    { name: 'optimum', text: words.optimum, at: optimum.noise, dx: 10, dy: -8, anchor: 'start' },
  ];
  group(svg, 'marks').selectAll('circle').data(marks).join('circle')
    .attr('class', (mark) => `is-${mark.name}`).attr('r', 4.5).attr('cx', (mark) => x(mark.at[0])).attr('cy', (mark) => y(mark.at[1]));
  group(svg, 'names').selectAll('text').data(marks).join('text')
    .attr('x', (mark) => x(mark.at[0]) + mark.dx).attr('y', (mark) => y(mark.at[1]) + mark.dy).attr('text-anchor', (mark) => mark.anchor).text((mark) => mark.text);
}
