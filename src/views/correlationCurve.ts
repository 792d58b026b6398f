/** One line a metric: rank correlation, -1 to 1, against how many segments of the network are random. */
import { line, scaleLinear, scalePoint, select } from 'd3';

export interface CorrelationSeries {
  readonly name: string;
  /** By column; null where it is not known. */
  readonly values: readonly (number | null)[];
}

export interface CorrelationCurveOptions {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly string[];
  readonly series: readonly CorrelationSeries[];
  /** The first column that may differ; a rule is drawn before it. */
  readonly reachedAt: number | null;
}

export interface CorrelationCurve {
  update(options: CorrelationCurveOptions): void;
  destroy(): void;
}

const MARGIN = { top: 10, right: 170, bottom: 30, left: 40 };
/** Lines are told apart by dashes and marks as well as by their names: colour belongs to the maps. */
const DASHES = ['', '6 3', '2 3', '9 3 2 3', '1 3', '12 4', '4 2', '8 2 1 2'];

export function createCorrelationCurve(host: HTMLElement): CorrelationCurve {
  const svg = select(host).append('svg').attr('class', 'correlation').attr('aria-hidden', 'true');
  for (const name of ['grid', 'labels', 'reached', 'lines', 'points', 'names']) svg.append('g').attr('class', `correlation-${name}`);
  const group = (name: string) => svg.select<SVGGElement>(`.correlation-${name}`);

  function update({ width, height, columns, series, reachedAt }: CorrelationCurveOptions) {
    svg.attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
    const keys = columns.map((_, index) => String(index));
    const xScale = scalePoint(keys, [MARGIN.left, width - MARGIN.right]);
    const x = (index: number) => xScale(String(index)) ?? MARGIN.left;
    const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
    const y = scaleLinear([Math.min(0, ...known) < -0.02 ? -1 : 0, 1], [height - MARGIN.bottom, MARGIN.top]);
    const ticks = y.ticks(5);
    group('grid').selectAll('line').data(ticks).join('line')
      .attr('x1', MARGIN.left).attr('x2', width - MARGIN.right).attr('y1', y).attr('y2', y);
    const labels = [
      ...ticks.map((tick) => ({ x: MARGIN.left - 8, y: y(tick) + 4, anchor: 'end', text: String(tick).replace('-', '−') })),
      ...columns.map((text, index) => ({ x: x(index), y: height - 10, anchor: 'middle', text })),
    ];
    group('labels').selectAll('text').data(labels).join('text')
      .attr('x', (label) => label.x).attr('y', (label) => label.y).attr('text-anchor', (label) => label.anchor).text((label) => label.text);
    const before = reachedAt === null ? [] : [(x(reachedAt - 1) + x(reachedAt)) / 2];
    group('reached').selectAll('line').data(before).join('line')
      .attr('x1', (at) => at).attr('x2', (at) => at).attr('y1', MARGIN.top).attr('y2', height - MARGIN.bottom);
    const placed = series.map(({ name, values }, index) => ({
      name,
      dash: DASHES[index % DASHES.length]!,
      points: values.flatMap((value, column) => (value === null ? [] : [[x(column), y(value)] as [number, number]])),
    }));
    group('lines').selectAll('path').data(placed).join('path')
      .attr('d', ({ points }) => line()(points)).attr('stroke-dasharray', ({ dash }) => dash);
    group('points').selectAll('circle').data(placed.flatMap(({ points }) => points)).join('circle')
      .attr('cx', ([cx]) => cx).attr('cy', ([, cy]) => cy).attr('r', 2.5);
    group('names').selectAll('text').data(spread(placed)).join('text')
      .attr('x', (entry) => entry.x + 10).attr('y', (entry) => entry.y + 4).text((entry) => entry.name);
  }

  return { update, destroy: () => svg.remove() };
}

/** Names where lines end, pushed apart where those are close together. */
function spread(placed: readonly { readonly name: string; readonly points: readonly [number, number][] }[]) {
  const names = placed.flatMap(({ name, points }) => (points.length > 0 ? [{ name, x: points.at(-1)![0], y: points.at(-1)![1] }] : []));
  names.sort((a, b) => a.y - b.y);
  for (let i = 1; i < names.length; i++) names[i]!.y = Math.max(names[i]!.y, names[i - 1]!.y + 14);
  // Pushed beyond the bottom they are pulled back up, from the last one.
  const most = Math.max(...placed.flatMap(({ points }) => points.map(([, y]) => y)), 0) + 8;
  for (let i = names.length - 1; i >= 0; i--) {
    const limit = i === names.length - 1 ? Math.max(most, 14 * names.length) : names[i + 1]!.y - 14;
    names[i]!.y = Math.min(names[i]!.y, limit);
  }
  return names;
}
