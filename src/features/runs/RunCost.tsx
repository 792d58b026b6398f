import { useRunCost } from '../../state/runCost';
import { useApp } from '../../state/store';
import { runCostText } from '../../ui/textsFindings';

/** What pressing the button will take, while nothing runs. */
export function RunCost() {
  const seconds = useRunCost((state) => state.seconds);
  const isRunning = useApp((state) => state.runStatus === 'running');
  if (seconds === null || isRunning) return null;
  return (
    <p className="progress-words" data-testid="run-cost">
      {runCostText(seconds)}
    </p>
  );
}
