/** The light table: what the network sees, the maps in the order of the network, and the curve below them on the same places. */
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import { figureTexts as texts } from '../../ui/textsFigures';
import { formatDistortion, formatValue } from '../../views/valueTicks';
import { captionOf } from './caption';
import type { CurveOptions } from './curveFigure';
import { curveKey, curvePlot } from './curvePlot';
import type { Figure } from './figure';
import { metadataOf } from './mapFigure';
import type { Box } from './parts';
import { colourBar, figureDocument, legendTitle, mapImage, MARGIN, pictureImage, titleBlock } from './parts';
import type { FigureReading } from './reading';
import { figureOffset } from './reading';
import { clipped, GREY, INK, line } from './xml';

const MAP_WIDTH = 132;
const GAP = 14;
const AXIS_WIDTH = 52;
const CURVE_HEIGHT = 200;
const BELOW_MAP = 40;
const LEAST_WIDTH = 640;

/** @throws Error where no layer has a map */
export function tableFigure(record: RunRecord, options: CurveOptions): Figure {
  const { reading, view, pageAddress } = options;
  const layers = record.layers.filter((layer) => layer.map !== null && figureOffset(layer, reading) !== null);
  if (layers.length === 0) throw new Error(texts.nothing);
  const mapHeight = (MAP_WIDTH * record.model.input.height) / record.model.input.width;
  const left = MARGIN + (record.picture.seen ? MAP_WIDTH + 2 * GAP : AXIS_WIDTH);
  const width = Math.max(LEAST_WIDTH, left + layers.length * (MAP_WIDTH + GAP) - GAP + MARGIN);
  const title = texts.tableTitle(record.model.title, record.picture.name);
  const head = titleBlock(title, reading.name, width);
  const top = head.height + 18;
  const boxes = layers.map((_, i): Box => ({ x: left + i * (MAP_WIDTH + GAP), y: top, width: MAP_WIDTH, height: mapHeight }));
  const curve: Box = { x: left, y: top + mapHeight + BELOW_MAP + 26, width: width - left - MARGIN, height: CURVE_HEIGHT };
  const bottom = curve.y + curve.height;
  const legend = colourBar(reading, { x: left, y: bottom + 30, width: curve.width });
  const svg = [
    head.svg,
    seenPrint(record, { x: MARGIN, y: top, width: MAP_WIDTH, height: mapHeight }),
    ...layers.map((layer, i) => mapWithFigures(layer, boxes[i]!, reading)),
    line(left, curve.y - 4, legendTitle(reading), { size: 11, fill: GREY }),
    curvePlot(layers, curve, { ...options, places: boxes.map(({ x }) => x + MAP_WIDTH / 2) }),
    curveKey(left, bottom + 18, options),
    legend.svg,
  ];
  return figureDocument({
    title,
    caption: captionOf(record, { layers, reading, pageAddress, view }),
    metadata: metadataOf(record, 'table', layers.map(({ info }) => info.id), view),
    width,
    body: { svg: svg.join(''), height: bottom + 30 + legend.height },
  });
}

function seenPrint({ picture }: RunRecord, box: Box): string {
  if (!picture.seen) return '';
  return line(box.x, box.y - 7, texts.seen, { size: 11, fill: GREY }) + pictureImage(picture.seen, box);
}

/** A map of a row: depth and title above, the numbers that stand under it on the page below. */
export function mapWithFigures(layer: LayerRecord, box: Box, reading: FigureReading): string {
  const { info, map, progress } = layer;
  const offset = figureOffset(layer, reading);
  const mean = reading.isRelative ? progress.gain : progress.meanValue;
  const unit = reading.units === 'raw' ? '' : ` ${reading.units}`;
  return [
    line(box.x, box.y - 7, clipped(`${info.depth} ${info.title}`, box.width, 11), { size: 11, className: 'layer' }),
    map && offset !== null ? mapImage(map, offset, reading, box) : line(box.x + box.width / 2, box.y + box.height / 2, texts.noMap, { size: 11, anchor: 'middle', fill: GREY }),
    mean === null ? '' : line(box.x, box.y + box.height + 16, `${formatValue(mean, reading.units, reading.signed)}${unit}`, { size: 12, weight: 600, fill: INK, className: 'mean-value' }),
    progress.distortion === null ? '' : line(box.x, box.y + box.height + 31, `g = ${formatDistortion(progress.distortion, progress.distortionCi95)}`, { size: 10.5, fill: GREY, className: 'distortion' }),
  ].join('');
}
