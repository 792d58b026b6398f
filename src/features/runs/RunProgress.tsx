import { attributionMethod } from '../../core/spec';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { useApp } from '../../state/store';
import { Quantity } from '../../ui/Quantity';
import { passCount } from '../../ui/texts';
import { backendText, dateText, recordTexts } from '../../ui/textsRecords';
import { duration, runTexts as texts } from '../../ui/textsRuns';

const selectTotals = (live: LiveState) => live.totals;

/** Passes, time spent, time left; the bar says the same without reading. */
export function RunProgress() {
  const status = useApp((state) => state.runStatus);
  const totals = useLive(selectTotals, 200);
  const budget = useApp(({ shownRun }) => (shownRun && attributionMethod(shownRun.spec.metric) === null ? shownRun.spec.budget : null));
  const record = useApp((state) => state.shownRun?.record ?? null);
  const share = totals.passLimit > 0 ? Math.min(1, totals.passes / totals.passLimit) : 0;
  const isRunning = status === 'running';
  const parts: string[] = [];
  if (totals.passes > 0) parts.push(isRunning ? texts.passesOf(totals.passes, totals.passLimit) : passCount(totals.passes));
  if (totals.secondsElapsed > 0) parts.push(duration(totals.secondsElapsed));
  if (isRunning && totals.secondsLeft !== null) parts.push(texts.timeLeft(duration(Math.max(0.1, totals.secondsLeft))));
  return (
    <div className={`progress is-${status}`} data-testid="progress">
      <div
        className="progress-track"
        role="progressbar"
        aria-label={texts.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * (status === 'done' ? 1 : share))}
      >
        <div className="progress-bar" style={{ transform: `scaleX(${status === 'done' ? 1 : share})` }} />
      </div>
      <p className="progress-words">
        {record && (
          <strong className="recorded-mark" data-testid="recorded" title={recordTexts.recordedNote}>
            {recordTexts.recorded(dateText(record.createdAt), backendText(record.backend))}
          </strong>
        )}
        {record && parts.length > 0 ? ' · ' : ''}
        {parts.join(' · ') || '\u00a0'}
        {!isRunning && budget !== null && totals.passes > 0 && (
          <>
            {' · '}
            <Quantity name="budget">{texts.heldTo(budget)}</Quantity>
          </>
        )}
      </p>
    </div>
  );
}
