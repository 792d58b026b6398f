/** Panes of the board side by side: each on the shared scale or its own, each with a caption of its own below all of them. */
import type { RunRecord } from '../../records/runRecord';
import { figureTexts as texts } from '../../ui/textsFigures';
import { captionOf } from './caption';
import type { Figure } from './figure';
import { linkOfRecord } from './figureLink';
import type { Box } from './parts';
import { colourBar, figureDocument, MARGIN, titleBlock } from './parts';
import type { FigureReading } from './reading';
import { mapWithFigures } from './tableFigure';
import { clipped, GREY, line } from './xml';

export interface BoardPanel {
  readonly record: RunRecord;
  readonly layerId: string;
  readonly reading: FigureReading;
}

export interface BoardFigureOptions {
  readonly title: string;
  /** Panes in a row. */
  readonly columns: number;
  /** The page's hash with the whole board in it; null: that of the first pane. */
  readonly link: string | null;
  readonly view: Readonly<Record<string, unknown>>;
  readonly pageAddress: string | null;
}

const PANE_WIDTH = 220;
const GAP = 20;
const ABOVE = 36;
const BELOW = 40;

const sameScale = (one: FigureReading, other: FigureReading) =>
  one.name === other.name && one.units === other.units && one.table === other.table && one.domain[0] === other.domain[0] && one.domain[1] === other.domain[1];

/** @throws Error where no pane has a map */
export function boardFigure(panels: readonly BoardPanel[], { title, columns, link, view, pageAddress }: BoardFigureOptions): Figure {
  const panes = panels.flatMap((panel) => {
    const layer = panel.record.layers.find(({ info }) => info.id === panel.layerId);
    return layer?.map ? [{ ...panel, layer }] : [];
  });
  const [first] = panes;
  if (!first) throw new Error(texts.nothing);
  const isShared = panes.every(({ reading }) => sameScale(reading, first.reading));
  const perRow = Math.max(1, Math.min(columns, panes.length));
  const width = 2 * MARGIN + perRow * (PANE_WIDTH + GAP) - GAP;
  const head = titleBlock(title, first.reading.name, width);
  const drawn: string[] = [];
  let y = head.height;
  for (let from = 0; from < panes.length; from += perRow) {
    const row = panes.slice(from, from + perRow);
    const heights = row.map(({ record }) => (PANE_WIDTH * record.model.input.height) / record.model.input.width);
    row.forEach((pane, i) => {
      const box: Box = { x: MARGIN + i * (PANE_WIDTH + GAP), y: y + ABOVE, width: PANE_WIDTH, height: heights[i]! };
      drawn.push(paneTitle(pane.record, from + i + 1, box), mapWithFigures(pane.layer, box, pane.reading));
      if (!isShared) drawn.push(colourBar(pane.reading, { x: box.x, y: box.y + box.height + BELOW, width: box.width }).svg);
    });
    y += ABOVE + Math.max(...heights) + BELOW + (isShared ? 0 : 56);
  }
  const legend = isShared ? colourBar(first.reading, { x: MARGIN, y: y + 6, width: width - 2 * MARGIN }) : { svg: '', height: 0 };
  const captions = panes.map(({ record, layer, reading }, i) => `(${i + 1}) ${captionOf(record, { layers: [layer], reading, pageAddress, hasLink: link === null, view })}`);
  return figureDocument({
    title,
    caption: [...captions, ...(link === null ? [] : [`${texts.again}: ${pageAddress ?? ''}${link}`])].join(' '),
    metadata: {
      kind: 'board', view, caption: '',
      link: link ?? linkOfRecord(first.record, [first.layerId], view),
      networkSha256: first.record.model.sha256, pictureSha256: first.record.picture.sha256, layerIds: panes.map(({ layerId }) => layerId),
    },
    width,
    body: { svg: head.svg + drawn.join('') + legend.svg, height: y + 6 + legend.height },
  });
}

/** @param number as the caption has it */
function paneTitle(record: RunRecord, number: number, box: Box): string {
  return line(box.x, box.y - 22, clipped(`(${number}) ${record.model.title} · ${record.picture.name}`, box.width, 11), { size: 11, fill: GREY });
}
