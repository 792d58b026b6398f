/** The layer curve as a drawing: mean, spread and uniform reference, each layer at a place of its own. */
import type { LayerRecord } from '../../records/runRecord';
import { figureTexts as texts } from '../../ui/textsFigures';
import { cssColour } from '../../views/colourScale';
import { formatValue, valueTicks } from '../../views/valueTicks';
import type { Box } from './parts';
import type { FigureReading } from './reading';
import { figureOffset } from './reading';
import { GREY, INK, LINE, line, tag, textWidth } from './xml';

const KEY_SIZE = 11;

export interface CurvePlotOptions {
  readonly reading: FigureReading;
  /** Horizontal middle of each layer's place, in the order of `layers`. */
  readonly places: readonly number[];
  readonly runningMaximum: boolean;
  readonly uniformReference: boolean;
}

interface PlotPoint {
  readonly x: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly uniform: number | null;
}

function pointsOf(layers: readonly LayerRecord[], { reading, places }: CurvePlotOptions): readonly PlotPoint[] {
  return layers.flatMap((layer, i) => {
    const offset = figureOffset(layer, reading);
    const { meanValue, p10Value, p90Value, uniformValue } = layer.progress;
    if (!layer.map || offset === null || meanValue === null) return [];
    const shifted = (value: number | null) => (value === null ? null : value - offset);
    return [{ x: places[i]!, mean: meanValue - offset, low: shifted(p10Value), high: shifted(p90Value), uniform: shifted(uniformValue) }];
  });
}

/** Axes included; the value axis is the colour scale. */
export function curvePlot(layers: readonly LayerRecord[], box: Box, options: CurvePlotOptions): string {
  const { domain, units, signed, table } = options.reading;
  const [low, high] = domain;
  const y = (value: number) => box.y + box.height * (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low));
  const points = pointsOf(layers, options);
  const path = (values: readonly (readonly [number, number])[]) => `M${values.map(([x, at]) => `${x.toFixed(2)},${at.toFixed(2)}`).join('L')}`;
  const through = (read: (point: PlotPoint) => number | null) =>
    points.flatMap((point): [number, number][] => {
      const value = read(point);
      return value === null ? [] : [[point.x, y(value)]];
    });
  const ticks = valueTicks(domain, units, Math.max(3, box.height / 44), signed).map(
    ({ value, label }) =>
      tag('path', { d: `M${box.x},${y(value).toFixed(2)}h${box.width}`, stroke: value === 0 && signed ? GREY : LINE, fill: 'none' }) +
      line(box.x - 7, y(value) + 4, label, { size: 11, anchor: 'end', className: 'tick' }),
  );
  const [lows, highs, uniform] = [through(({ low }) => low), through(({ high }) => high), through(({ uniform }) => uniform)];
  let most = -Infinity;
  const maximum = through(({ mean }) => (most = Math.max(most, mean)));
  return tag(
    'g',
    { class: 'curve' },
    ...ticks,
    lows.length > 1 && lows.length === highs.length ? tag('path', { class: 'band', d: `${path([...highs, ...lows.toReversed()])}Z`, fill: '#000000', 'fill-opacity': '0.09' }) : '',
    options.uniformReference && uniform.length > 1 ? tag('path', { class: 'uniform', d: path(uniform), stroke: GREY, 'stroke-dasharray': '4 3', fill: 'none' }) : '',
    options.runningMaximum && maximum.length > 1 ? tag('path', { class: 'maximum', d: path(maximum), stroke: GREY, 'stroke-width': '1', fill: 'none' }) : '',
    points.length > 1 ? tag('path', { class: 'mean', d: path(through(({ mean }) => mean)), stroke: INK, 'stroke-width': '1.6', fill: 'none' }) : '',
    ...points.map(({ x, mean }) => tag('circle', { class: 'point', cx: x, cy: y(mean), r: 4.5, fill: cssColour(table, domain, mean), stroke: INK, 'stroke-width': '1.2' }, tag('title', {}, formatValue(mean, units, signed)))),
  );
}

/** What the lines are, in one row. */
export function curveKey(x: number, y: number, { uniformReference }: Pick<CurvePlotOptions, 'uniformReference'>): string {
  const solid = (from: number) => tag('path', { d: `M${from},${y - 4}h22`, stroke: INK, 'stroke-width': '1.6', fill: 'none' });
  const area = (from: number) => tag('rect', { x: from, y: y - 9, width: 22, height: 10, fill: '#000000', 'fill-opacity': '0.09' });
  const dashed = (from: number) => tag('path', { d: `M${from},${y - 4}h22`, stroke: GREY, 'stroke-dasharray': '4 3', fill: 'none' });
  const entries = [
    { text: texts.mean, mark: solid },
    { text: texts.spread, mark: area },
    ...(uniformReference ? [{ text: texts.uniform, mark: dashed }] : []),
  ];
  let at = x;
  return entries
    .map(({ text, mark }) => {
      const from = at;
      at += 28 + textWidth(text, KEY_SIZE) + 18;
      return mark(from) + line(from + 28, y, text, { size: KEY_SIZE, fill: GREY });
    })
    .join('');
}
