import { useId } from 'react';
import { COLOUR_SCHEMES } from '../core/colourSchemes';
import { chooseScheme } from '../state/rememberedScheme';
import { useApp } from '../state/store';
import { setView } from '../state/viewActions';
import { Segmented } from '../ui/Segmented';
import { texts } from '../ui/texts';

function OpacitySlider() {
  const opacity = useApp((state) => state.view.opacity);
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {texts.opacity} <output>{Math.round(100 * opacity)} %</output>
      </label>
      <input
        id={id}
        type="range"
        data-testid="opacity"
        min={0}
        max={1}
        step={0.01}
        value={opacity}
        onChange={(event) => setView({ opacity: Number(event.target.value) })}
      />
    </div>
  );
}

function Toggle({ label, checked, testId, onChange }: { label: string; checked: boolean; testId: string; onChange: (checked: boolean) => void }) {
  return (
    <label className="toggle">
      <input type="checkbox" data-testid={testId} checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** How the numbers look; nothing here starts a run. */
export function AppearanceSettings() {
  const view = useApp((state) => state.view);
  return (
    <section className="drawer-section">
      <h3>{texts.appearance}</h3>
      <OpacitySlider />
      <Segmented
        label={texts.scheme}
        testId="scheme"
        value={view.scheme}
        options={COLOUR_SCHEMES.map((value) => ({ value, label: texts.schemes[value] }))}
        onChange={chooseScheme}
        help={texts.schemeHelp}
      />
      <Segmented
        label={texts.units}
        testId="units"
        value={view.units}
        options={[
          { value: 'nats', label: texts.nats },
          { value: 'bits', label: texts.bits },
        ]}
        onChange={(units) => setView({ units })}
      />
      <Toggle label={texts.uniformReference} testId="uniform-reference" checked={view.uniformReference} onChange={(uniformReference) => setView({ uniformReference })} />
      <Toggle label={texts.runningMaximum} testId="running-maximum" checked={view.runningMaximum} onChange={(runningMaximum) => setView({ runningMaximum })} />
      <Segmented
        label={texts.theme}
        testId="theme"
        value={view.theme}
        options={[
          { value: 'system', label: texts.themeSystem },
          { value: 'light', label: texts.themeLight },
          { value: 'dark', label: texts.themeDark },
        ]}
        onChange={(theme) => setView({ theme })}
      />
    </section>
  );
}
