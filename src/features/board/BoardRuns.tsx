import { metricLabel, networkLabel, pictureLabel } from '../../state/board/labels';
import type { BoardRun } from '../../state/board/boardStore';
import { cancelBoardRun, retryBoardRun } from '../../state/board/queueHandle';
import { useApp } from '../../state/store';
import { boardTexts } from '../../ui/textsBoard';
import { duration } from '../../ui/textsRuns';
import { usePaneRuns } from './usePaneRuns';

const isOpen = ({ status }: BoardRun) => status === 'waiting' || status === 'loading' || status === 'running';
const labelOf = (run: BoardRun) => boardTexts.runOf(networkLabel(run), pictureLabel(run), metricLabel(run.spec));
const shareOf = ({ totals }: BoardRun) => (totals.passLimit > 0 ? Math.min(1, totals.passes / totals.passLimit) : 0);

/**
 * What is being computed, in one line that is always there, so that nothing below moves; behind it every run that is not done,
 * with its progress, the time it may take, and a way to stop it or to go on.
 */
export function BoardRuns() {
  const runs = usePaneRuns();
  const isHeldUp = useApp((state) => state.runStatus === 'running');
  const shown = [...runs.values()].filter((run) => run.status !== 'done');
  const current = shown.find(({ status }) => status === 'running' || status === 'loading') ?? shown.find(isOpen) ?? shown[0];
  if (!current) return <p className="board-now">{'\u00a0'}</p>;
  return (
    <details className="board-now" data-testid="board-runs">
      <summary>
        <Track run={current} />
        <span className="board-now-name">{labelOf(current)}</span>
        <span>{wordsOf(current, isHeldUp)}</span>
        {shown.length > 1 && <span className="board-now-more">{boardTexts.moreRuns(shown.length - 1)}</span>}
      </summary>
      <ul aria-label={boardTexts.boardStatus}>
        {shown.map((run) => (
          <li key={run.key} className={`is-${run.status}`}>
            <span className="board-run-name">{labelOf(run)}</span>
            <span className="board-run-state">
              <Track run={run} />
              {run.status === 'failed' ? run.error : wordsOf(run, isHeldUp)}
            </span>
            <button type="button" className="quiet-action" onClick={() => void (isOpen(run) ? cancelBoardRun(run.key) : retryBoardRun(run.key))}>
              {isOpen(run) ? boardTexts.stop : boardTexts.retry}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function wordsOf({ status, totals }: BoardRun, isHeldUp: boolean): string {
  if (status === 'waiting' && isHeldUp) return boardTexts.waitsForTable;
  if (status !== 'running' || totals.secondsLeft === null) return boardTexts.status[status];
  return boardTexts.secondsLeft(duration(Math.max(0.1, totals.secondsLeft)));
}

function Track({ run }: { run: BoardRun }) {
  const share = shareOf(run);
  return (
    <span className="progress-track" role="progressbar" aria-label={labelOf(run)} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * share)}>
      <span className="progress-bar" style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}
