/** Gain against budget of one layer, both ends open: the budget on a logarithmic axis, the gain from zero. */
import { line, max, scaleLinear, scaleLog, select } from 'd3';
import { format } from './numberFormat';
import type { ValueUnits } from './valueTicks';
import { formatValue, valueTicks } from './valueTicks';

export interface BudgetCurvePoint {
  readonly budget: number;
  /** Nats; null where the entropy has no bound. */
  readonly gain: number | null;
  readonly isUnbounded: boolean;
}

export interface BudgetCurveOptions {
  readonly width: number;
  readonly height: number;
  /** Ends of the axis. */
  readonly budgets: readonly number[];
  readonly points: readonly BudgetCurvePoint[];
  readonly units: ValueUnits;
  /** The budget of the maps on the table. */
  readonly markedBudget: number;
  /** What stands where the entropy has no bound. */
  readonly unboundedWord: string;
}

export interface BudgetCurve {
  update(options: BudgetCurveOptions): void;
  destroy(): void;
}

const MARGIN = { top: 14, right: 12, bottom: 26, left: 44 };
const LEAST_GAIN_NATS = 0.1;
const plain = format('~g');

export function createBudgetCurve(host: HTMLElement): BudgetCurve {
  const svg = select(host).append('svg').attr('class', 'budget-curve').attr('aria-hidden', 'true');
  for (const name of ['grid', 'ticks', 'marked', 'line', 'points', 'unbounded']) svg.append('g').attr('class', `budget-${name}`);
  const group = (name: string) => svg.select<SVGGElement>(`.budget-${name}`);

  function update(options: BudgetCurveOptions) {
    const { width, height, budgets, points, units, markedBudget } = options;
    svg.attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
    const x = scaleLog([Math.min(...budgets), Math.max(...budgets)], [MARGIN.left, width - MARGIN.right]).clamp(true);
    const most = Math.max(LEAST_GAIN_NATS, max(points, (point) => point.gain ?? 0) ?? 0);
    const y = scaleLinear([0, most], [height - MARGIN.bottom, MARGIN.top]).nice(3);
    const top = y.domain()[1]!;
    group('grid')
      .selectAll('line')
      .data(valueTicks([0, top], units, 3))
      .join('line')
      .attr('x1', MARGIN.left)
      .attr('x2', width - MARGIN.right)
      .attr('y1', (tick) => y(tick.value))
      .attr('y2', (tick) => y(tick.value));
    const labels = [
      ...valueTicks([0, top], units, 3).map((tick) => ({ x: MARGIN.left - 8, y: y(tick.value) + 4, anchor: 'end', text: tick.label })),
      ...budgets.filter((_, i) => i % 2 === 0).map((budget) => ({ x: x(budget), y: height - 8, anchor: 'middle', text: plain(budget) })),
    ];
    group('ticks').selectAll('text').data(labels).join('text')
      .attr('x', (label) => label.x).attr('y', (label) => label.y).attr('text-anchor', (label) => label.anchor).text((label) => label.text);
    group('marked').selectAll('line').data([markedBudget]).join('line')
      .attr('x1', x).attr('x2', x).attr('y1', MARGIN.top).attr('y2', height - MARGIN.bottom);
    const known = points.filter((point): point is BudgetCurvePoint & { gain: number } => point.gain !== null);
    const path = line<(typeof known)[number]>((point) => x(point.budget), (point) => y(point.gain))(known);
    group('line').selectAll('path').data(path ? [path] : []).join('path').attr('d', (d) => d);
    group('points').selectAll('circle').data(known).join('circle')
      .attr('cx', (point) => x(point.budget)).attr('cy', (point) => y(point.gain)).attr('r', 3.5)
      .selectAll('title').data((point) => [point]).join('title')
      .text((point) => `c = ${plain(point.budget)}: ${formatValue(point.gain, units, true)}`);
    // Only the first: from there on every budget is out of reach.
    const unbounded = points.filter((point) => point.isUnbounded).slice(0, 1);
    group('unbounded').selectAll('text').data(unbounded).join('text')
      .attr('x', (point) => Math.min(x(point.budget) + 4, width - MARGIN.right)).attr('y', MARGIN.top + 8)
      .attr('text-anchor', (point) => (x(point.budget) > width * 0.6 ? 'end' : 'start')).text(options.unboundedWord);
    group('unbounded').selectAll('line').data(unbounded).join('line')
      .attr('x1', (point) => x(point.budget)).attr('x2', (point) => x(point.budget)).attr('y1', MARGIN.top).attr('y2', height - MARGIN.bottom);
  }

  return { update, destroy: () => svg.remove() };
}
