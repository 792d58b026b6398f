import { useEffect, useRef } from 'react';
import { written } from '../../core/writtenNumber';
import { cancelSweep, subjectOfSweep, SWEEP_BUDGETS, sweepBudgets, useBudgetSweep } from '../../state/budgetSweep';
import { useApp } from '../../state/store';
import { Formula } from '../../ui/Formula';
import { layerStatusTexts, texts as commonTexts } from '../../ui/texts';
import { mapTexts, mapWords } from '../../ui/textsMaps';
import { sweepTexts as texts } from '../../ui/textsMetrics';
import { createBudgetCurve } from '../../views/budgetCurve';
import { writeValue } from '../../views/valueTicks';
import { useBoxSize } from '../../ui/useBoxSize';

const HEIGHT = 150;

function Curve({ layerId }: { layerId: string }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ReturnType<typeof createBudgetCurve> | null>(null);
  const points = useBudgetSweep((sweep) => (sweep.layerId === layerId ? sweep.points : null));
  const units = useApp((state) => state.view.units);
  const markedBudget = useApp((state) => state.setup.budget);
  const { width } = useBoxSize(host);
  useEffect(() => {
    view.current = createBudgetCurve(host.current!);
    return () => view.current?.destroy();
  }, []);
  useEffect(() => {
    view.current?.update({
      width: Math.max(1, width),
      height: HEIGHT,
      budgets: SWEEP_BUDGETS,
      points: (points ?? []).map(({ budget, progress }) => ({ budget, gain: progress.gain, isUnbounded: progress.status === 'unbounded' })),
      units,
      markedBudget,
      unboundedWord: texts.unbounded,
    });
  }, [points, units, markedBudget, width]);
  return <div ref={host} className="budget-curve-host" role="img" aria-label={texts.title} style={{ height: HEIGHT }} />;
}

/** The curve as numbers. */
function Numbers() {
  const points = useBudgetSweep((sweep) => sweep.points);
  const units = useApp((state) => state.view.units);
  return (
    <details className="map-regions sweep-numbers" data-testid="sweep-numbers">
      <summary>{mapWords.regionsShort}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{commonTexts.budget}</th>
            <th scope="col">{mapTexts.gain}</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ budget, progress }) => (
            <tr key={budget}>
              <th scope="row">{written(budget)}</th>
              <td>{progress.status === 'unbounded' ? layerStatusTexts.unbounded : progress.gain === null ? '–' : writeValue(progress.gain, units, true)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Of one layer, measured on demand: nine runs of this layer alone. */
export function GainAgainstBudget({ layerId }: { layerId: string }) {
  const isRunning = useBudgetSweep((sweep) => sweep.isRunning);
  const count = useBudgetSweep((sweep) => sweep.points.length);
  const error = useBudgetSweep((sweep) => sweep.error);
  const fitted = useApp((state) => state.fitted);
  const isTableRunning = useApp((state) => state.runStatus === 'running');
  const isThis = useBudgetSweep((sweep) => sweep.layerId === layerId && sweep.subject === subjectOfSweep());
  // Leaving the layer leaves its sweep, so that the engine is free for the next one.
  useEffect(() => cancelSweep, []);
  return (
    <section className="gain-budget" data-testid="gain-budget" data-points={isThis && fitted ? count : 0}>
      <h3 className="figure-label">{texts.title}</h3>
      <p className="large-hint">{texts.help}</p>
      <Formula name="gain" />
      {isThis && (isRunning || count > 0) && <Curve layerId={layerId} />}
      {isThis && count > 0 && <Numbers />}
      {error !== null && <p className="large-reason">{error}</p>}
      {isRunning && isThis ? (
        <button type="button" className="quiet-action" data-testid="sweep-cancel" onClick={cancelSweep}>
          {texts.cancel} ({count} / {SWEEP_BUDGETS.length})
        </button>
      ) : (
        <button type="button" className="quiet-action" data-testid="sweep-start" disabled={isTableRunning} onClick={() => void sweepBudgets(layerId)}>
          {isTableRunning ? texts.wait : texts.start}
        </button>
      )}
    </section>
  );
}
