/** Three small double-logarithmic plots beside each other, each with the line of proportional growth through its first point. */
import { scaleLog } from 'd3';

export interface ScalingPoint {
  readonly x: number;
  readonly y: number;
}

export interface ScalingLine {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly ScalingPoint[];
}

const [WIDTH, HEIGHT, GAP, MARGIN] = [300, 240, 20, { top: 34, right: 12, bottom: 44, left: 52 }];

/** Least-squares slope of log y over log x: 1 where the cost is proportional. */
export function slopeOfLogs(points: readonly ScalingPoint[]): number {
  const xs = points.map(({ x }) => Math.log(x));
  const ys = points.map(({ y }) => Math.log(y));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}

export function scalingSvg(lines: readonly ScalingLine[]): string {
  const width = lines.length * WIDTH + (lines.length - 1) * GAP;
  const panels = lines.map((line, index) => `<g transform="translate(${index * (WIDTH + GAP)},0)">${panel(line)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" font-family="sans-serif" font-size="11" fill="#333">`,
    `<rect width="${width}" height="${HEIGHT}" fill="#fff"/>`, ...panels, '</svg>', '',
  ].join('\n');
}

function panel({ title, unit, points }: ScalingLine): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  const proportional = (x: number) => (first.y * x) / first.x;
  const ys = [...points.map(({ y }) => y), proportional(last.x)];
  const x = scaleLog().domain([first.x, last.x]).range([MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLog().domain([Math.min(...ys), Math.max(...ys)]).nice().range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const at = (point: ScalingPoint) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`;
  const labels = points.length > 6 ? [first, points[points.length >> 1]!, last] : points;
  return [
    `<text x="${MARGIN.left}" y="16" font-size="12">${title} (exponent ${slopeOfLogs(points).toFixed(2)})</text>`,
    ...y.ticks(4).filter((tick) => Number.isInteger(+Math.log10(tick).toFixed(9))).map((tick) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" stroke="#ddd"/>` +
      `<text x="${MARGIN.left - 6}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${+tick.toPrecision(3)}</text>`),
    ...labels.map((point) => `<text x="${x(point.x).toFixed(1)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${labelOf(point.x, unit)}</text>`),
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${unit}</text>`,
    `<polyline fill="none" stroke="#999" stroke-dasharray="4 3" points="${at(first)} ${at({ x: last.x, y: proportional(last.x) })}"/>`,
    `<polyline fill="none" stroke="#06c" stroke-width="1.5" points="${points.map(at).join(' ')}"/>`,
    ...points.map((point) => `<circle cx="${x(point.x).toFixed(1)}" cy="${y(point.y).toFixed(1)}" r="2.5" fill="#06c"/>`),
  ].join('\n');
}

function labelOf(x: number, unit: string): string {
  const side = Math.sqrt(x);
  return unit === 'pixels' ? `${side}²` : String(x);
}
