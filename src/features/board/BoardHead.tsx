import { isLayerOver } from '../../state/board/boardRecord';
import type { BoardState } from '../../state/board/boardStore';
import { clearBoard, contentOf, runsOfPanes, takeBack, useBoard } from '../../state/board/boardStore';
import { useBoardView, WHOLE_VIEW, writeBoardView } from '../../state/board/boardView';
import { openFigureDialog } from '../../state/exportDialogs';
import { useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';
import { figureTexts } from '../../ui/textsFigures';
import { boardHeadline, boardTexts } from '../../ui/textsBoard';
import { announce, useAnnouncement } from './announce';
import { BoardRuns } from './BoardRuns';
import { zoomAll } from './PaneMap';

const settledOf = (board: BoardState) =>
  board.panes.filter((pane) => {
    const layer = contentOf(board, pane)?.layer;
    return layer && isLayerOver(layer) && layer.map;
  }).length;
const isBusy = (board: BoardState) => [...runsOfPanes(board).values()].some(({ status }) => status === 'waiting' || status === 'loading' || status === 'running');
const hasNats = (board: BoardState) => [...runsOfPanes(board).values()].some(({ spec }) => !spec.metric.startsWith('attribution:'));

/** What the board holds and how far it is, in one line above the maps, and what can be done with all of them. */
export function BoardHead() {
  const count = useBoard((board) => board.panes.length);
  const settled = useBoard(settledOf);
  const busy = useBoard(isBusy);
  const canTakeBack = useBoard((board) => board.removed !== null && board.removed.panes.length > 0);
  const withNats = useBoard(hasNats);
  const line = boardHeadline(settled, count, busy);
  const announced = useAnnouncement((state) => state.text);
  return (
    <header className="headline board-head">
      <div className="headline-words">
        <h1 data-testid="board-status" data-status={busy ? 'running' : 'done'}>
          {line}
        </h1>
        <BoardRuns />
      </div>
      <div className="headline-tools">
        {count > 0 && withNats && <QuantitySwitch />}
        {count > 0 && <ZoomTools />}
        {settled > 0 && (
          <button type="button" className="tool" aria-label={figureTexts.saveBoard} title={figureTexts.saveBoard} data-testid="board-figure" onClick={() => openFigureDialog('board')}>
            <Icon name="save" />
          </button>
        )}
        {canTakeBack && (
          <button type="button" className="quiet-action" data-testid="board-take-back" onClick={takeBack}>
            {boardTexts.takeBack}
          </button>
        )}
        {count > 0 && (
          <button
            type="button"
            className="quiet-action"
            data-testid="board-clear"
            onClick={() => {
              clearBoard();
              announce(boardTexts.emptyTitle);
            }}
          >
            {boardTexts.clear}
          </button>
        )}
        <button type="button" className="action board-add" data-testid="board-add" onClick={() => writeBoardView({ isBuilding: true })}>
          <Icon name="plus" /> {boardTexts.add}
        </button>
      </div>
      <p className="visually-hidden" aria-live="polite">
        {busy ? '' : line}
      </p>
      <p className="visually-hidden" aria-live="assertive" data-testid="board-announcement">
        {announced}
      </p>
    </header>
  );
}

function QuantitySwitch() {
  const quantity = useApp((state) => state.view.quantity);
  return (
    <Segmented
      label={boardTexts.quantity}
      hideLabel
      testId="board-quantity"
      value={quantity}
      options={[
        { value: 'absolute', label: boardTexts.absolute },
        { value: 'relative', label: boardTexts.relative },
      ]}
      onChange={(next) => setView({ quantity: next })}
    />
  );
}

function ZoomTools() {
  const isZoomed = useBoardView((view) => view.zoom.scale > 1);
  return (
    <span className="board-zoom">
      <button type="button" className="tool" aria-label={texts.zoomOut} disabled={!isZoomed} data-testid="board-zoom-out" onClick={() => zoomAll(1 / 1.5)}>
        <Icon name="minus" />
      </button>
      <button type="button" className="tool" aria-label={texts.zoomIn} data-testid="board-zoom-in" onClick={() => zoomAll(1.5)}>
        <Icon name="plus" />
      </button>
      <button type="button" className="tool" aria-label={boardTexts.zoomAll} title={boardTexts.zoomAll} disabled={!isZoomed} onClick={() => writeBoardView({ zoom: WHOLE_VIEW, zoomedPane: null })}>
        <Icon name="fit" />
      </button>
    </span>
  );
}
