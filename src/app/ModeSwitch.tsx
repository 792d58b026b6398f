import { useBoard } from '../state/board/boardStore';
import { useApp } from '../state/store';
import { setView } from '../state/viewActions';
import { Segmented } from '../ui/Segmented';
import { boardTexts } from '../ui/textsBoard';

/** The light table, the board of runs side by side, or a batch of pictures. */
export function ModeSwitch() {
  const mode = useApp((state) => state.view.mode);
  const count = useBoard((board) => board.panes.length);
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
        ]}
        onChange={(next) => setView({ mode: next })}
      />
    </div>
  );
}
