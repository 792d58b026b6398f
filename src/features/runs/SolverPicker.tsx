import { changeSetup } from '../../state/runs';
import { useApp } from '../../state/store';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';

export function SolverPicker() {
  const solver = useApp((state) => state.setup.solver);
  const hasChoice = useApp((state) => state.setup.metric === 'discarding');
  if (!hasChoice) return null;
  return (
    <div className="choice-static" title={texts.solverHelp}>
      <Segmented
        label={texts.solver}
        testId="solver"
        value={solver}
        options={[
          { value: 'fast', label: texts.solverFast },
          { value: 'reference', label: texts.solverReference },
        ]}
        onChange={(next) => changeSetup({ solver: next })}
      />
    </div>
  );
}
