import { useBoard } from '../state/board/boardStore';
import { useApp } from '../state/store';
import { setView } from '../state/viewActions';
import { Segmented } from '../ui/Segmented';
import { boardTexts } from '../ui/textsBoard';

/** The light table, the board of runs side by side, or a batch of pictures. */
export function ModeSwitch() {
  const mode = useApp((state) => state.view.mode);
  const panes = useBoard((board) => board.panes.length);
  // In a study they are the study's.
  const count = mode === 'study' ? 0 : panes;
  return (
    <div className="mode-switch">
      <Segmented
        label={boardTexts.mode}
        hideLabel
        testId="mode"
        value={mode}
        options={[
          { value: 'table', label: boardTexts.lightTable },
          { value: 'board', label: count > 0 ? `${boardTexts.compare} (${count})` : boardTexts.compare },
          { value: 'batch', label: boardTexts.batch },
          { value: 'study', label: boardTexts.studies },
        ]}
        onChange={(next) => setView({ mode: next })}
      />
    </div>
  );
}
