/** The layer curve by itself, with the layers named below it. */
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import type { RegionMode } from '../../views/regionScale';
import { figureTexts as texts } from '../../ui/textsFigures';
import { captionOf } from './caption';
import type { CurvePlotOptions } from './curvePlot';
import { curveKey, curvePlot } from './curvePlot';
import type { Figure } from './figure';
import type { FigureOptions } from './mapFigure';
import { metadataOf } from './mapFigure';
import { figureDocument, legendTitle, MARGIN, titleBlock } from './parts';
import { regionPlot } from './regionPlot';
import { clipped, line, tag } from './xml';

export interface CurveOptions extends FigureOptions, Pick<CurvePlotOptions, 'runningMaximum' | 'uniformReference'> {
  /** With a foreground, what it is compared with its background for; absent or null: the mean over the picture. */
  readonly regions?: RegionMode | null;
}

const AXIS_WIDTH = 52;
const PLOT_HEIGHT = 260;
const REGIONS_HEIGHT = 360;
const LABEL_HEIGHT = 92;
const LEAST_WIDTH = 560;
const PLACE_WIDTH = 56;

/** @throws Error where no layer has a map */
export function curveFigure(record: RunRecord, options: CurveOptions): Figure {
  const { reading, view, pageAddress } = options;
  const layers = record.layers.filter(({ map }) => map !== null);
  if (layers.length === 0) throw new Error(texts.nothing);
  const width = Math.max(LEAST_WIDTH, 2 * MARGIN + AXIS_WIDTH + layers.length * PLACE_WIDTH);
  const title = texts.byDepth(reading.name);
  const head = titleBlock(title, `${record.model.title} · ${record.picture.name}`, width);
  const height = options.regions && record.foreground ? REGIONS_HEIGHT : PLOT_HEIGHT;
  const box = { x: MARGIN + AXIS_WIDTH, y: head.height + 26, width: width - 2 * MARGIN - AXIS_WIDTH, height };
  const step = box.width / layers.length;
  const places = layers.map((_, i) => box.x + (i + 0.5) * step);
  const bottom = box.y + box.height;
  const { foreground } = record;
  const plot = options.regions && foreground ? regionPlot(layers, foreground, box, { reading, places, mode: options.regions }) : curvePlot(layers, box, { ...options, places });
  const svg = [
    head.svg,
    line(MARGIN, box.y - 12, legendTitle(reading), { size: 12, className: 'legend-title' }),
    plot,
    ...layers.map((layer, i) => layerLabel(layer, places[i]!, bottom + 14)),
    options.regions && foreground ? '' : curveKey(MARGIN, bottom + LABEL_HEIGHT + 14, options),
  ];
  return figureDocument({
    title,
    caption: captionOf(record, { layers, reading, pageAddress, view }),
    metadata: metadataOf(record, 'curve', layers.map(({ info }) => info.id), view),
    width,
    body: { svg: svg.join(''), height: bottom + LABEL_HEIGHT + 26 },
  });
}

/** Slanted, so that many find room. */
function layerLabel({ info }: LayerRecord, x: number, y: number): string {
  const text = `${info.depth} ${clipped(info.title, 116, 11)}`;
  return tag('g', { transform: `translate(${x.toFixed(2)},${y}) rotate(-40)` }, line(4, 4, text, { size: 11, anchor: 'end', className: 'layer' }));
}
