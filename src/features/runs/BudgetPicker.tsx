import { useId } from 'react';
import { stdOfEntropy } from '../../core/entropy';
import { attributionMethod, noiseInIntensity } from '../../core/spec';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { changeSetup } from '../../state/runs';
import { useApp } from '../../state/store';
import { NumberField } from '../../ui/NumberField';
import { Popover } from '../../ui/Popover';
import { Quantity } from '../../ui/Quantity';
import { Segmented } from '../../ui/Segmented';
import { budgetInGreyLevels, measuredGreyLevels, texts } from '../../ui/texts';

const PRESETS = ['0.5', '1.5', '5', '15', '150'] as const;
/** The slider runs over powers of ten, in steps fine enough that each preset is one of them, nearly. */
const LEAST_EXPONENT = -1;
const MOST_EXPONENT = 4;
const STEP = 0.02;
const GREY_LEVELS = 255;

/** Two digits: what a slider can be set to by hand. */
function budgetAt(exponent: number): number {
  return Number((10 ** exponent).toPrecision(2));
}

/** The uniform noise that was measured to use up the budget, least and most over the layers; grey levels. */
function measuredRange(live: LiveState): string | null {
  const levels = [...live.results.values()].flatMap(({ progress, map }) =>
    map?.quantity === 'entropyNats' && progress.uniformValue !== null ? GREY_LEVELS * stdOfEntropy(progress.uniformValue) : [],
  );
  return levels.length === 0 ? null : measuredGreyLevels(Math.min(...levels), Math.max(...levels));
}

function BudgetSlider({ budget }: { budget: number }) {
  const id = useId();
  const tau = useApp(({ setup, model }) => noiseInIntensity(setup.noise, model?.card.input.std ?? [0.25]));
  const shownBudget = useApp((state) => state.shownRun?.spec.budget ?? null);
  const measured = useLive(measuredRange, 500);
  return (
    <div className="field">
      <p className="field-label">
        <Quantity name="budget">{texts.budget}</Quantity> <output htmlFor={id}>{budget}</output>
      </p>
      <input
        id={id}
        type="range"
        data-testid="budget-slider"
        min={LEAST_EXPONENT}
        max={MOST_EXPONENT}
        step={STEP}
        value={Math.log10(budget)}
        aria-label={texts.budget}
        aria-valuetext={String(budget)}
        onChange={(event) => changeSetup({ budget: budgetAt(Number(event.target.value)) })}
      />
      <p className="field-help" data-testid="budget-meaning">
        {budgetInGreyLevels(GREY_LEVELS * tau * Math.sqrt(budget))}
        {measured !== null && shownBudget === budget ? ` ${measured}` : ''}
      </p>
    </div>
  );
}

export function BudgetPicker() {
  const budget = useApp((state) => state.setup.budget);
  const hasBudget = useApp((state) => attributionMethod(state.setup.metric) === null);
  if (!hasBudget) return null;
  return (
    <Popover caption={texts.budget} testId="budget" value={String(budget)}>
      {() => (
        <div className="form-panel">
          <BudgetSlider budget={budget} />
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
