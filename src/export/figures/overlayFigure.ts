/** Curves of several runs over each other against relative depth, a plot for every quantity. */
import type { RunRecord } from '../../records/runRecord';
import { boardTexts } from '../../ui/textsBoard';
import { figureTexts as texts } from '../../ui/textsFigures';
import type { CurveOfRun } from '../../views/overlaidCurves';
import { curveMark, curvesDomain } from '../../views/overlaidCurves';
import { formatValue, valueTicks } from '../../views/valueTicks';
import type { BoardFigureOptions } from './boardFigure';
import { captionOf } from './caption';
import type { Figure } from './figure';
import { linkOfRecord } from './figureLink';
import type { Box } from './parts';
import { figureDocument, legendTitle, MARGIN, titleBlock } from './parts';
import type { FigureReading } from './reading';
import { escaped, GREY, LINE, line, tag, textWidth } from './xml';

export interface OverlayCurve extends CurveOfRun {
  readonly label: string;
  readonly record: RunRecord;
}

export interface OverlayGroup {
  readonly reading: Omit<FigureReading, 'domain'>;
  readonly curves: readonly OverlayCurve[];
}

/** As on the page's light theme, each with a dash and a mark of its own. */
const COLOURS = ['#00609a', '#b84a00', '#007a58', '#a8497f', '#8a6400', '#2b2b2b', '#5b4fc4', '#5f6b00'] as const;
const DASHES = [null, '7 3', '2 3', '8 3 2 3', '12 4', '4 4', '1 2 6 2', '10 2 2 2 2 2'] as const;

const WIDTH = 640;
const AXIS_WIDTH = 52;
const HEIGHT = 240;
const KEY_ROW = 20;

/** @throws Error where there is no curve */
export function overlayFigure(groups: readonly OverlayGroup[], { title, link, view, pageAddress }: Omit<BoardFigureOptions, 'columns'>): Figure {
  const all = groups.flatMap(({ curves }) => curves);
  const [first] = all;
  if (!first) throw new Error(texts.nothing);
  const head = titleBlock(title, boardTexts.depthAxis, WIDTH);
  let y = head.height;
  const drawn = groups.map((group) => {
    const { svg, height } = plot(group, y);
    y += height;
    return svg;
  });
  const captions = groups.flatMap(({ reading, curves }) =>
    curves.map(({ record, label }) => `${label}: ${captionOf(record, { layers: record.layers.filter(({ map }) => map), reading, pageAddress, hasLink: link === null, view })}`),
  );
  return figureDocument({
    title,
    caption: [...captions, ...(link === null ? [] : [`${texts.again}: ${pageAddress ?? ''}${link}`])].join(' '),
    metadata: {
      kind: 'boardCurves', view, caption: '',
      link: link ?? linkOfRecord(first.record, first.record.spec.layerIds, view),
      networkSha256: first.record.model.sha256, pictureSha256: first.record.picture.sha256, layerIds: first.record.spec.layerIds,
    },
    width: WIDTH,
    body: { svg: head.svg + drawn.join(''), height: y },
  });
}

function plot({ reading, curves }: OverlayGroup, top: number): { readonly svg: string; readonly height: number } {
  const domain = curvesDomain(curves);
  if (!domain) return { svg: '', height: 0 };
  const keys = keyRows(curves, top + 34);
  const box: Box = { x: MARGIN + AXIS_WIDTH, y: top + 34 + keys.height, width: WIDTH - 2 * MARGIN - AXIS_WIDTH - 8, height: HEIGHT };
  const x = (depth: number) => box.x + 8 + depth * (box.width - 16);
  const y = (value: number) => box.y + box.height * (1 - (value - domain[0]) / (domain[1] - domain[0]));
  const ticks = valueTicks(domain, reading.units, 5, reading.signed).map(
    ({ value, label }) => tag('path', { d: `M${box.x},${y(value).toFixed(2)}h${box.width}`, stroke: LINE, fill: 'none' }) + line(box.x - 7, y(value) + 4, label, { size: 11, anchor: 'end', className: 'tick' }),
  );
  const depths = [0, 0.25, 0.5, 0.75, 1].map((depth) => line(x(depth), box.y + box.height + 16, formatValue(depth, 'nats'), { size: 11, anchor: 'middle' }));
  const lines = curves.map((curve) => oneCurve(curve, x, y, reading));
  return {
    svg: tag('g', { class: 'overlay' }, line(MARGIN, top + 20, legendTitle(reading), { size: 12, className: 'legend-title' }), keys.svg, ...ticks, ...depths, ...lines),
    height: 34 + keys.height + HEIGHT + 30,
  };
}

function oneCurve({ style, points }: OverlayCurve, x: (depth: number) => number, y: (value: number) => number, { units, signed }: OverlayGroup['reading']): string {
  const colour = COLOURS[style % COLOURS.length]!;
  const path = (values: readonly (readonly [number, number])[]) => `M${values.map(([at, value]) => `${x(at).toFixed(2)},${y(value).toFixed(2)}`).join('L')}`;
  const banded = points.filter(({ low, high }) => low !== null && high !== null);
  const band = [...banded.map(({ depth, high }) => [depth, high!] as const), ...banded.toReversed().map(({ depth, low }) => [depth, low!] as const)];
  return [
    banded.length > 1 ? tag('path', { d: `${path(band)}Z`, fill: colour, 'fill-opacity': '0.08' }) : '',
    points.length > 1 ? tag('path', { d: path(points.map(({ depth, mean }) => [depth, mean])), stroke: colour, 'stroke-width': '1.6', 'stroke-dasharray': DASHES[style % DASHES.length]!, fill: 'none' }) : '',
    ...points.map(({ depth, mean, title }) =>
      tag('path', { class: 'point', d: curveMark(style), transform: `translate(${x(depth).toFixed(2)},${y(mean).toFixed(2)})`, fill: colour }, tag('title', {}, escaped(`${title}: ${formatValue(mean, units, signed)}`))),
    ),
  ].join('');
}

/** Line, mark and name of every curve, in as many rows as they need. */
function keyRows(curves: readonly OverlayCurve[], top: number): { readonly svg: string; readonly height: number } {
  let [x, y] = [MARGIN, top];
  const keys = curves.map(({ style, label }) => {
    const width = 40 + textWidth(label, 11);
    if (x > MARGIN && x + width > WIDTH - MARGIN) [x, y] = [MARGIN, y + KEY_ROW];
    const colour = COLOURS[style % COLOURS.length]!;
    const svg =
      tag('path', { d: `M${x},${y}h26`, stroke: colour, 'stroke-width': '1.6', 'stroke-dasharray': DASHES[style % DASHES.length]!, fill: 'none' }) +
      tag('path', { d: curveMark(style), transform: `translate(${x + 13},${y})`, fill: colour }) +
      line(x + 32, y + 4, label, { size: 11, fill: GREY });
    x += width + 14;
    return svg;
  });
  return { svg: keys.join(''), height: y - top + KEY_ROW };
}
