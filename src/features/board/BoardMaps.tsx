import { useEffect } from 'react';
import { useBoard } from '../../state/board/boardStore';
import { boardQueue } from '../../state/board/queueHandle';
import { boardTexts } from '../../ui/textsBoard';
import { BoardRuns } from './BoardRuns';
import { Legends } from './Legends';
import { PairView } from './PairView';
import { PaneGrid } from './PaneGrid';
import { ProfileStrip } from './ProfileStrip';
import { useDomains } from './useDomains';
import '../../views/overlaidCurves.css';
import './board.css';

/** The board's maps on their common scale, without its head: what somebody else has put there. */
export function BoardMaps() {
  const isEmpty = useBoard((board) => board.panes.length === 0);
  useDomains();
  useEffect(() => void boardQueue(), []);
  if (isEmpty) return null;
  return (
    <>
      <BoardRuns />
      <PairView />
      <Legends />
      <PaneGrid />
      <p className="board-hint" id="board-map-hint">
        {boardTexts.mapHint}
      </p>
      <ProfileStrip />
    </>
  );
}
