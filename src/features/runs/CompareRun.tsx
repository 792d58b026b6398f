import { readLive } from '../../state/live';
import { compareLayers } from '../../state/board/fromTable';
import { useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { boardTexts } from '../../ui/textsBoard';

/** Puts all maps of the run on the board, and goes there. */
export function CompareRun() {
  const hasRun = useApp((state) => state.shownRun !== null && state.runStatus !== 'running');
  if (!hasRun) return null;
  const compare = () => {
    compareLayers([...readLive().results.keys()]);
    setView({ mode: 'board' });
  };
  return (
    <button type="button" className="quiet-action" data-testid="compare-run" title={boardTexts.compareRunNote} onClick={compare}>
      {boardTexts.compareRun}
    </button>
  );
}
