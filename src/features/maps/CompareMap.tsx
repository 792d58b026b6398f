import { useState } from 'react';
import { compareLayers } from '../../state/board/fromTable';
import { readBoard } from '../../state/board/boardStore';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { boardAdded, boardTexts } from '../../ui/textsBoard';
import './compare.css';

/** Puts a layer's map on the board, to stand beside others; one stays at the table and goes on collecting. */
export function CompareMap({ layerId, title, isWide = false }: { layerId: string; title: string; isWide?: boolean }) {
  const hasRun = useApp((state) => state.shownRun !== null);
  const [told, setTold] = useState('');
  const label = boardTexts.compareMap(title);
  const compare = () => setTold(compareLayers([layerId]) > 0 ? boardAdded(title, readBoard().panes.length) : boardTexts.boardFull);
  return (
    <>
      <button type="button" className={isWide ? 'quiet-action' : 'tool compare-map'} {...(isWide ? {} : { 'aria-label': label, title: label })} data-testid={`compare-${layerId}`} disabled={!hasRun} onClick={compare}>
        {isWide ? boardTexts.compareThis : <Icon name="panes" />}
      </button>
      <span className={isWide ? 'large-hint' : 'visually-hidden'} role="status">
        {told}
      </span>
    </>
  );
}
