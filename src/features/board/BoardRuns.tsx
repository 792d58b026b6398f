import { metricLabel, networkLabel, pictureLabel } from '../../state/board/labels';
import type { BoardRun } from '../../state/board/boardStore';
import { useBoard } from '../../state/board/boardStore';
import { cancelBoardRun, retryBoardRun } from '../../state/board/queueHandle';
import { useApp } from '../../state/store';
import { boardTexts } from '../../ui/textsBoard';
import { duration } from '../../ui/textsRuns';

const isOpen = ({ status }: BoardRun) => status === 'waiting' || status === 'loading' || status === 'running';

/** Every run that is not over, with its progress, the time it may take and a way to stop it; and those that failed or were stopped. */
export function BoardRuns() {
  const runs = useBoard((board) => board.runs);
  const isTableRunning = useApp((state) => state.runStatus === 'running');
  const shown = [...runs.values()].filter((run) => run.status !== 'done');
  if (shown.length === 0) return null;
  return (
    <section className="board-runs" data-testid="board-runs" aria-label={boardTexts.boardStatus}>
      <ul>
        {shown.map((run) => (
          <li key={run.key} className={`is-${run.status}`}>
            <span className="board-run-name">{boardTexts.runOf(networkLabel(run), pictureLabel(run), metricLabel(run.spec))}</span>
            <RunState run={run} isHeldUp={isTableRunning} />
            {isOpen(run) ? (
              <button type="button" className="quiet-action" onClick={() => void cancelBoardRun(run.key)}>
                {boardTexts.stop}
              </button>
            ) : (
              <button type="button" className="quiet-action" onClick={() => void retryBoardRun(run.key)}>
                {boardTexts.retry}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunState({ run, isHeldUp }: { run: BoardRun; isHeldUp: boolean }) {
  const { status, totals, error } = run;
  if (status === 'failed') return <span className="board-run-error">{error}</span>;
  if (status !== 'running') return <span>{status === 'waiting' && isHeldUp ? boardTexts.waitsForTable : boardTexts.status[status]}</span>;
  const share = totals.passLimit > 0 ? Math.min(1, totals.passes / totals.passLimit) : 0;
  return (
    <span className="board-run-progress">
      <span className="progress-track" role="progressbar" aria-label={networkLabel(run)} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * share)}>
        <span className="progress-bar" style={{ transform: `scaleX(${share})` }} />
      </span>
      {totals.secondsLeft === null ? boardTexts.status.running : boardTexts.secondsLeft(duration(Math.max(0.1, totals.secondsLeft)))}
    </span>
  );
}
