/** Foreground against background by depth: their means on the maps' scale, and below, on an axis of its own, what comes of the two. */
import { concentration } from '../../core/concentration';
import { knowledgePoints } from '../../core/knowledgePoints';
import type { ForegroundRecord, LayerRecord } from '../../records/runRecord';
import { regionCurveNames as names } from '../../ui/textsConcentration';
import type { RegionMode, RegionPoint } from '../../views/regionScale';
import { lowerDomain } from '../../views/regionScale';
import { formatValue, valueTicks } from '../../views/valueTicks';
import type { Box } from './parts';
import type { FigureReading } from './reading';
import { figureOffset } from './reading';
import { GREY, INK, LINE, line, tag } from './xml';

export interface RegionPlotOptions {
  readonly reading: FigureReading;
  readonly mode: RegionMode;
  /** Horizontal middle of each layer's place, in the order of `layers`. */
  readonly places: readonly number[];
}

type PlacedPoint = RegionPoint & { readonly x: number };

function pointsOf(layers: readonly LayerRecord[], { mask, knowledgeThresholdNats }: ForegroundRecord, { reading, places }: RegionPlotOptions): readonly PlacedPoint[] {
  return layers.flatMap((layer, i): PlacedPoint[] => {
    const offset = figureOffset(layer, reading);
    const { map, progress, info } = layer;
    if (!map || offset === null || map.quantity === 'attribution' || progress.status === 'unbounded') return [];
    const { foregroundMeanNats, backgroundMeanNats, concentrationNats } = concentration(map, mask);
    const { inside, outside } = knowledgePoints(map, mask, knowledgeThresholdNats);
    return [{
      id: info.id, x: places[i]!, foreground: foregroundMeanNats - offset, background: backgroundMeanNats - offset,
      limit: backgroundMeanNats - offset - knowledgeThresholdNats, concentrationNats, inside, outside, isSettled: true,
    }];
  });
}

const GAP = 34;
const UPPER_SHARE = 0.56;

/** Axes and the names of the lines included. */
export function regionPlot(layers: readonly LayerRecord[], foreground: ForegroundRecord, box: Box, options: RegionPlotOptions): string {
  const points = pointsOf(layers, foreground, options);
  const upper: Box = { ...box, height: UPPER_SHARE * box.height };
  const lower: Box = { ...box, y: box.y + upper.height + GAP, height: box.height - upper.height - GAP };
  return tag('g', { class: 'regions' }, means(points, upper, options), options.mode === 'concentration' ? differences(points, lower, options) : counts(points, lower, options));
}

function axis(box: Box, domain: readonly [number, number], ticks: readonly { readonly value: number; readonly label: string }[]): { readonly y: (value: number) => number; readonly svg: string } {
  const [low, high] = domain;
  const y = (value: number) => box.y + box.height * (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low));
  const svg = ticks.map(
    ({ value, label }) =>
      tag('path', { d: `M${box.x},${y(value).toFixed(2)}h${box.width}`, stroke: value === 0 ? GREY : LINE, fill: 'none' }) + line(box.x - 7, y(value) + 4, label, { size: 11, anchor: 'end', className: 'tick' }),
  );
  return { y, svg: svg.join('') };
}

function path(points: readonly PlacedPoint[], y: (point: PlacedPoint) => number, className: string, dashes: string | null): string {
  if (points.length < 2) return '';
  return tag('path', { class: className, d: `M${points.map((point) => `${point.x.toFixed(2)},${y(point).toFixed(2)}`).join('L')}`, stroke: INK, 'stroke-width': '1.6', 'stroke-dasharray': dashes, fill: 'none' });
}

function means(points: readonly PlacedPoint[], box: Box, { reading, mode }: RegionPlotOptions): string {
  const { domain, units, signed } = reading;
  const { y, svg } = axis(box, domain, valueTicks(domain, units, 4, signed));
  const last = points.at(-1);
  const ends = last ? [{ text: names.foreground, value: last.foreground! }, { text: names.background, value: last.background! }] : [];
  const isForegroundAbove = (last?.foreground ?? 0) > (last?.background ?? 0);
  return [
    svg,
    path(points, ({ background }) => y(background!), 'background', '5 3'),
    path(points, ({ foreground }) => y(foreground!), 'foreground', null),
    mode === 'knowledge' ? path(points, ({ limit }) => y(limit!), 'limit', '1.5 3') : '',
    // The upper line's name above it, the lower one's below.
    ...ends.map(({ text, value }, i) => line(last!.x + 8, y(value) + ((i === 0) === isForegroundAbove ? -7 : 14), text, { size: 11, anchor: 'end', fill: GREY })),
  ].join('');
}

function differences(points: readonly PlacedPoint[], box: Box, { reading }: RegionPlotOptions): string {
  const domain = lowerDomain(points, 'concentration', reading.units);
  const { y, svg } = axis(box, domain, valueTicks(domain, reading.units, 3, true));
  const at = (point: PlacedPoint) => y(point.concentrationNats!);
  return [
    svg,
    line(box.x, box.y - 12, `${names.concentration}, ${reading.units}`, { size: 11, fill: GREY }),
    path(points, at, 'concentration', null),
    ...points.map((point) => tag('circle', { cx: point.x, cy: at(point), r: 3.5, fill: INK })),
    ...points.map((point) => line(point.x, at(point) + (point.concentrationNats! >= 0 ? -8 : 16), formatValue(point.concentrationNats!, reading.units, true), { size: 10.5, anchor: 'middle', className: 'concentration-value' })),
  ].join('');
}

const BAR = 9;

function counts(points: readonly PlacedPoint[], box: Box, { reading }: RegionPlotOptions): string {
  const domain = lowerDomain(points, 'knowledge', reading.units);
  const { y, svg } = axis(box, domain, [0, domain[1] / 2, domain[1]].filter(Number.isInteger).map((value) => ({ value, label: String(value) })));
  const bar = (x: number, count: number, fill: string) => tag('rect', { x, y: y(count), width: BAR, height: y(0) - y(count), fill, stroke: INK });
  return [
    svg,
    line(box.x, box.y - 12, `${names.inside} ■  ${names.outside} □`, { size: 11, fill: GREY }),
    ...points.flatMap(({ x, inside, outside }) => [
      bar(x - BAR - 1, inside!, INK), bar(x + 1, outside!, '#ffffff'),
      line(x, y(Math.max(inside!, outside!)) - 5, `${inside} / ${outside}`, { size: 10.5, anchor: 'middle', className: 'knowledge-value' }),
    ]),
  ].join('');
}
