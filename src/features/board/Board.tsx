import { useEffect } from 'react';
import { useBoard } from '../../state/board/boardStore';
import { boardQueue } from '../../state/board/queueHandle';
import { boardTexts } from '../../ui/textsBoard';
import { useBoardView } from '../../state/board/boardView';
import { BoardCurves } from './BoardCurves';
import { BoardNumbers } from './BoardNumbers';
import { Builder } from './Builder';
import { BoardHead } from './BoardHead';
import { EmptyBoard } from './EmptyBoard';
import { Legends } from './Legends';
import { PairView } from './PairView';
import { PaneGrid } from './PaneGrid';
import { ProfileStrip } from './ProfileStrip';
import { useDomains } from './useDomains';
import '../../views/overlaidCurves.css';
import './board.css';

/** Runs side by side, whatever lies on the light table. */
export function Board() {
  const isEmpty = useBoard((board) => board.panes.length === 0);
  const isBuilding = useBoardView((view) => view.isBuilding);
  useDomains();
  useEffect(() => void boardQueue(), []);
  return (
    <main className="board" data-testid="board">
      <BoardHead />
      {isEmpty ? (
        <EmptyBoard />
      ) : (
        <>
          <PairView />
          <Legends />
          <PaneGrid />
          <p className="board-hint" id="board-map-hint">
            {boardTexts.mapHint}
          </p>
          <BoardCurves />
          <BoardNumbers />
          <ProfileStrip />
        </>
      )}
      {isBuilding && <Builder />}
    </main>
  );
}
