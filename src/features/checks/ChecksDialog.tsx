import { useRef } from 'react';
import { checkedLayer, closeChecks, runCheck, setChecks, stopCheck, useChecks } from '../../state/checks';
import { selectLayers } from '../../state/selectors';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { NumberField } from '../../ui/NumberField';
import { Segmented } from '../../ui/Segmented';
import { texts as commonTexts } from '../../ui/texts';
import { useModal } from '../../ui/useModal';
import { checksTexts as texts, progressOfCheck } from '../../ui/textsChecks';
import { CascadeCheck } from './CascadeCheck';
import { RescaleCheck } from './RescaleCheck';
import './checks.css';

const LEAST_FACTOR = 0.01;
const MOST_FACTOR = 100;

export function ChecksDialog() {
  const isOpen = useChecks((state) => state.isOpen);
  const hasModel = useApp((state) => state.model?.loaded != null);
  return isOpen && hasModel ? <OpenDialog /> : null;
}

function RescaleChoices() {
  const rescaling = useChecks((state) => state.rescaling);
  const factor = useChecks((state) => state.factor);
  return (
    <>
      <Segmented
        label={texts.how}
        testId="rescaling"
        value={rescaling}
        options={[
          { value: 'rescaled', label: texts.rescaled },
          { value: 'layer-scaled', label: texts.layerScaled },
        ]}
        onChange={(next) => setChecks({ rescaling: next })}
      />
      <NumberField label={texts.factor} value={factor} least={LEAST_FACTOR} most={MOST_FACTOR} step={1} testId="check-factor" onChange={(next) => setChecks({ factor: next })} />
    </>
  );
}

function CascadeChoices() {
  const target = useChecks((state) => state.target);
  return (
    <Segmented
      label={texts.target}
      testId="check-target"
      value={target}
      options={[
        { value: 'features', label: texts.targetFeatures },
        { value: 'predicted', label: texts.targetPredicted },
      ]}
      onChange={(next) => setChecks({ target: next })}
    />
  );
}

function LayerChoice({ layerId }: { layerId: string }) {
  const layers = useApp(selectLayers);
  return (
    <label className="field">
      <span className="field-label">{texts.layer}</span>
      <select className="number-input" data-testid="check-layer" value={layerId} onChange={(event) => setChecks({ layerId: event.target.value })}>
        {layers.map((layer) => (
          <option key={layer.id} value={layer.id}>
            {layer.depth} {layer.title}
          </option>
        ))}
      </select>
    </label>
  );
}

function RunButton() {
  const isRunning = useChecks((state) => state.isRunning);
  const stepsDone = useChecks((state) => state.stepsDone);
  const steps = useChecks((state) => state.steps);
  const isTableRunning = useApp((state) => state.runStatus === 'running');
  if (isRunning) {
    return (
      <button type="button" className="quiet-action" data-testid="check-stop" onClick={stopCheck}>
        {texts.stop} · {progressOfCheck(stepsDone, steps)}
      </button>
    );
  }
  return (
    <button type="button" className="action" data-testid="check-run" disabled={isTableRunning} onClick={() => void runCheck()}>
      {isTableRunning ? texts.wait : texts.run}
    </button>
  );
}

function OpenDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const check = useChecks((state) => state.check);
  const layerId = useChecks(checkedLayer);
  const error = useChecks((state) => state.error);
  const isDone = useChecks((state) => state.steps > 0 && state.stepsDone === state.steps && !state.isRunning);
  useModal(dialog);
  if (layerId === null) return null;
  return (
    <dialog ref={dialog} className="checks" data-testid="checks" data-done={isDone} aria-label={texts.title} onClose={closeChecks}>
      <header className="checks-head">
        <h2>{texts.title}</h2>
        <button type="button" className="tool" aria-label={commonTexts.close} data-testid="checks-close" onClick={closeChecks}>
          <Icon name="close" />
        </button>
      </header>
      <div className="checks-body">
        <div className="checks-side">
          <Segmented
            label={texts.which}
            hideLabel
            testId="check"
            value={check}
            options={[
              { value: 'rescale', label: texts.rescale },
              { value: 'cascade', label: texts.cascade },
            ]}
            onChange={(next) => setChecks({ check: next })}
          />
          <p>{check === 'rescale' ? texts.rescaleParagraph : texts.cascadeParagraph}</p>
          <LayerChoice layerId={layerId} />
          {check === 'rescale' ? <RescaleChoices /> : <CascadeChoices />}
          <RunButton />
          {error !== null && (
            <p className="checks-error" role="alert">
              {error}
            </p>
          )}
        </div>
        <div className="checks-main">{check === 'rescale' ? <RescaleCheck layerId={layerId} /> : <CascadeCheck layerId={layerId} />}</div>
      </div>
    </dialog>
  );
}
