/** Figures of the board, read as it is read there. */
import type { BoardPanel } from '../export/figures/boardFigure';
import { boardFigure } from '../export/figures/boardFigure';
import type { Figure } from '../export/figures/figure';
import { mapFigure } from '../export/figures/mapFigure';
import { overlayFigure } from '../export/figures/overlayFigure';
import { formatLink } from '../link/link';
import { figureTexts } from '../ui/textsFigures';
import type { Pane } from './board/boardStore';
import { contentOf, readBoard } from './board/boardStore';
import { readBoardView } from './board/boardView';
import { curveGroups } from './board/curveReading';
import { groupDomain, paneDomain, scaleGroups } from './board/paneReading';
import { pageAddress } from './figures';
import { linkOfState } from './linkSync';
import { readApp } from './store';
import { sessionView } from './viewOfSession';

/** Of the panes in a row: as many as a page of print takes. */
const MOST_COLUMNS = 4;

/** Panes with a map, on the scales that they are drawn on. */
function panelsOf(panes: readonly Pane[]): readonly BoardPanel[] {
  const board = readBoard();
  const { domains } = readBoardView();
  const groupOfPane = new Map(scaleGroups(board, readApp().view).flatMap((group) => group.panes.map(({ id }) => [id, group] as const)));
  return panes.flatMap((pane): BoardPanel[] => {
    const content = contentOf(board, pane);
    const group = groupOfPane.get(pane.id);
    if (!content?.run.record || !content.layer?.map || !group) return [];
    const domain = paneDomain(pane, content, group.reading, domains.get(group.key) ?? groupDomain(board, group));
    return domain ? [{ record: content.run.record, layerId: content.layer.info.id, reading: { ...group.reading, domain } }] : [];
  });
}

/** In the caption stands the whole board's link. */
const boardOptions = () => ({ link: formatLink(linkOfState(readApp())), view: sessionView(readApp().view), pageAddress: pageAddress() });

/**
 * @param paneId for that pane alone, as a figure of one map; null for all of them side by side
 * @throws Error where there is no map to draw
 */
export function figureOfPanes(paneId: string | null): Figure {
  const panels = panelsOf(readBoard().panes.filter(({ id }) => paneId === null || id === paneId));
  const [only] = panels;
  if (paneId !== null && only) return mapFigure(only.record, only.layerId, { ...boardOptions(), reading: only.reading });
  return boardFigure(panels, { ...boardOptions(), title: figureTexts.boardTitle(panels.length), columns: MOST_COLUMNS });
}

/** @throws Error where there is no curve to draw */
export function figureOfBoardCurves(): Figure {
  const { hiddenRuns } = readBoardView();
  const groups = curveGroups(readBoard().runs, readApp().view).map(({ reading, curves }) => ({
    reading,
    curves: curves.flatMap((curve) => (curve.run.record && !hiddenRuns.has(curve.key) ? [{ ...curve, record: curve.run.record }] : [])),
  }));
  const count = groups.reduce((sum, { curves }) => sum + curves.length, 0);
  return overlayFigure(groups, { ...boardOptions(), title: figureTexts.curvesTitle(count) });
}
