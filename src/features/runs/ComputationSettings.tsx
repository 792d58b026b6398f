import type { BackendPreference } from '../../core/spec';
import { DEFAULT_NOISE, defaultGrid } from '../../core/spec';
import { chooseBackend } from '../../state/models';
import { changeSetup } from '../../state/runs';
import { useApp } from '../../state/store';
import { NumberField } from '../../ui/NumberField';
import { Quantity } from '../../ui/Quantity';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';
import { computationTexts } from '../../ui/textsRuns';

const BACKENDS = (['auto', 'webgpu', 'webgl', 'wasm', 'cpu'] as const satisfies readonly BackendPreference[]).map((value) => ({
  value,
  label: computationTexts.backends[value],
}));

function NoiseSetting() {
  const noise = useApp((state) => state.setup.noise);
  const mode = noise === 'paper' ? 'paper' : noise === DEFAULT_NOISE ? 'default' : 'own';
  return (
    <>
      <Segmented
        label={<Quantity name="noise">{texts.noise}</Quantity>}
        testId="noise"
        value={mode}
        options={[
          { value: 'default', label: texts.noiseDefault },
          { value: 'paper', label: texts.noisePaper },
          { value: 'own', label: texts.noiseOwn },
        ]}
        onChange={(next) => changeSetup({ noise: next === 'paper' ? 'paper' : next === 'default' ? DEFAULT_NOISE : 0.005 })}
      />
      {noise === 'paper' ? (
        <p className="field-help">{texts.noiseHelp}</p>
      ) : (
        <NumberField
          label="τ"
          value={noise}
          least={0.00001}
          most={0.5}
          step={0.0005}
          help={texts.noiseHelp}
          testId="noise-value"
          onChange={(next) => changeSetup({ noise: next })}
        />
      )}
    </>
  );
}

function GridSetting() {
  const grid = useApp((state) => state.setup.grid);
  const input = useApp((state) => state.model?.card.input ?? null);
  const side = input ? Math.max(input.width, input.height) : 32;
  const suits = defaultGrid(side);
  const mode = grid === null ? 'default' : grid === 'full' ? 'full' : 'own';
  return (
    <>
      <Segmented
        label={texts.grid}
        testId="grid"
        value={mode}
        options={[
          { value: 'default', label: texts.gridDefault },
          { value: 'full', label: texts.gridFull },
          { value: 'own', label: texts.noiseOwn },
        ]}
        onChange={(next) => changeSetup({ grid: next === 'default' ? null : next === 'full' ? 'full' : Math.min(16, side) })}
      />
      {typeof grid === 'number' ? (
        <NumberField
          label={computationTexts.cells}
          value={grid}
          least={1}
          most={side}
          step={1}
          isInteger
          testId="grid-value"
          onChange={(next) => changeSetup({ grid: next })}
        />
      ) : (
        <p className="field-help">
          {mode === 'full' || suits === 'full' ? computationTexts.everyPixel : computationTexts.everyCell(suits)}
        </p>
      )}
    </>
  );
}

/** Attributions and reconstruction uncertainty have one way each. */
function SolverSetting() {
  const solver = useApp((state) => state.setup.solver);
  const hasChoice = useApp((state) => state.setup.metric === 'discarding');
  if (!hasChoice) return null;
  return (
    <>
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
      <p className="field-help">{texts.solverHelp}</p>
    </>
  );
}

/** Choices that change the numbers but are rarely touched. */
export function ComputationSettings() {
  const seed = useApp((state) => state.setup.seed);
  const backend = useApp((state) => state.setup.backend);
  return (
    <section className="drawer-section">
      <h3>{texts.computation}</h3>
      <SolverSetting />
      <NoiseSetting />
      <GridSetting />
      <NumberField
        label={texts.seed}
        value={seed}
        least={0}
        most={4_294_967_295}
        step={1}
        isInteger
        testId="seed"
        onChange={(next) => changeSetup({ seed: next })}
      />
      <Segmented label={texts.backend} testId="backend-choice" value={backend} options={BACKENDS} onChange={chooseBackend} />
    </section>
  );
}
