import { changeSetup } from '../../state/runs';
import { useApp } from '../../state/store';
import { NumberField } from '../../ui/NumberField';
import { Popover } from '../../ui/Popover';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';

const PRESETS = ['0.5', '1.5', '5', '15', '150'] as const;

export function BudgetPicker() {
  const budget = useApp((state) => state.setup.budget);
  return (
    <Popover caption={texts.budget} testId="budget" value={String(budget)}>
      {() => (
        <div className="form-panel">
          <Segmented
            label={texts.budget}
            hideLabel
            testId="budget-preset"
            value={String(budget)}
            options={PRESETS.map((value) => ({ value, label: value }))}
            onChange={(value) => changeSetup({ budget: Number(value) })}
          />
          <NumberField
            label={texts.noiseOwn}
            value={budget}
            least={0.01}
            most={10_000}
            step={0.1}
            help={texts.budgetHelp}
            testId="budget-value"
            onChange={(next) => changeSetup({ budget: next })}
          />
        </div>
      )}
    </Popover>
  );
}
