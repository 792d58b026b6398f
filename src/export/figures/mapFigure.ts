/** One map with its colour bar, title and caption. */
import type { RunRecord } from '../../records/runRecord';
import { figureTexts as texts } from '../../ui/textsFigures';
import { formatShape } from '../../views/ruler';
import { captionOf } from './caption';
import type { Figure } from './figure';
import { linkOfRecord } from './figureLink';
import { colourBar, figureDocument, mapImage, MARGIN, titleBlock } from './parts';
import type { FigureReading } from './reading';
import { figureOffset } from './reading';

export interface FigureOptions {
  readonly reading: FigureReading;
  /** As in FigureMetadata. */
  readonly view: Readonly<Record<string, unknown>>;
  /** Address of the page without its hash; null where it is of no use to others. */
  readonly pageAddress: string | null;
}

const WIDTH = 560;

/** @throws Error where the layer has no map, or none on a relative scale */
export function mapFigure(record: RunRecord, layerId: string, { reading, view, pageAddress }: FigureOptions): Figure {
  const layer = record.layers.find(({ info }) => info.id === layerId);
  const offset = layer && figureOffset(layer, reading);
  if (!layer?.map || offset == null) throw new Error(texts.nothing);
  const { info, map } = layer;
  const title = texts.mapTitle(info.title, record.model.title);
  const head = titleBlock(title, `${record.picture.name} · ${formatShape(info.shape)}`, WIDTH);
  const { width: inputWidth, height: inputHeight } = record.model.input;
  const width = WIDTH - 2 * MARGIN;
  const height = (width * inputHeight) / inputWidth;
  const legend = colourBar(reading, { x: MARGIN, y: head.height + height + 14, width });
  const caption = captionOf(record, { layers: [layer], reading, pageAddress, view });
  return figureDocument({
    title,
    caption,
    metadata: metadataOf(record, 'map', [layerId], view),
    width: WIDTH,
    body: {
      svg: head.svg + mapImage(map, offset, reading, { x: MARGIN, y: head.height, width, height }) + legend.svg,
      height: head.height + height + 14 + legend.height,
    },
  });
}

export function metadataOf(record: RunRecord, kind: 'map' | 'curve' | 'table', layerIds: readonly string[], view: FigureOptions['view']) {
  return { kind, link: linkOfRecord(record, layerIds, view), view, networkSha256: record.model.sha256, pictureSha256: record.picture.sha256, layerIds, caption: '' };
}
