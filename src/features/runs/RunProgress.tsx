import { attributionMethod } from '../../core/spec';
import { fixed } from '../../core/writtenNumber';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { useApp } from '../../state/store';
import { passCount } from '../../ui/texts';
import { runTexts as texts } from '../../ui/textsRuns';

const selectTotals = (live: LiveState) => live.totals;

function seconds(value: number): string {
  if (value < 60) return `${fixed(value, value < 10 ? 1 : 0)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Passes, time spent, time left; the bar says the same without reading. */
export function RunProgress() {
  const status = useApp((state) => state.runStatus);
  const totals = useLive(selectTotals, 200);
  const budget = useApp(({ shownRun }) => (shownRun && attributionMethod(shownRun.spec.metric) === null ? shownRun.spec.budget : null));
  const share = totals.passLimit > 0 ? Math.min(1, totals.passes / totals.passLimit) : 0;
  const isRunning = status === 'running';
  const parts: string[] = [];
  if (totals.passes > 0) parts.push(isRunning ? texts.passesOf(totals.passes, totals.passLimit) : passCount(totals.passes));
  if (totals.secondsElapsed > 0) parts.push(seconds(totals.secondsElapsed));
  if (isRunning && totals.secondsLeft !== null) parts.push(texts.timeLeft(seconds(Math.max(0.1, totals.secondsLeft))));
  if (!isRunning && budget !== null && totals.passes > 0) parts.push(texts.heldTo(budget));
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
      <p className="progress-words">{parts.join(' · ') || '\u00a0'}</p>
    </div>
  );
}
