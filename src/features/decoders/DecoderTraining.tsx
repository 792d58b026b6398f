import { shareTrained, stopTraining, trainingSecondsLeft, trainShownLayers, useDecoders } from '../../state/decoders';
import { NumberField } from '../../ui/NumberField';
import { decoderTexts as texts, fewPicturesWarning, trainingHeadline, trainOn } from '../../ui/textsDecoders';

function TrainingUnderWay() {
  const share = useDecoders(shareTrained);
  const secondsLeft = useDecoders(trainingSecondsLeft);
  return (
    <div className="decoder-training">
      <div className="progress-track" role="progressbar" aria-label={texts.title} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * share)}>
        <div className="progress-bar" style={{ transform: `scaleX(${share})` }} />
      </div>
      <p className="field-help" data-testid="training-progress">
        {share === 0 ? texts.preparing : trainingHeadline(share, secondsLeft)}
      </p>
      <button type="button" className="quiet-action" data-testid="stop-training" onClick={stopTraining}>
        {texts.stop}
      </button>
    </div>
  );
}

/** The one button that trains, with what it is worth before it is pressed. */
export function DecoderTraining({ networkSha256, layersWithout }: { networkSha256: string; layersWithout: number }) {
  const { isTraining, pictures, steps, warnings, warningsOf, error } = useDecoders();
  return (
    <>
      {isTraining && <TrainingUnderWay />}
      {!isTraining && layersWithout === 0 && <p className="field-help">{texts.allHave}</p>}
      {(isTraining || layersWithout > 0) && (
        <p className="field-help decoder-warning" data-testid="decoder-warning">
          {fewPicturesWarning(pictures)}
        </p>
      )}
      {!isTraining && layersWithout > 0 && (
        <>
          <NumberField
            label={texts.steps}
            value={steps}
            least={1}
            most={100_000}
            step={1}
            isInteger
            help={texts.stepsHelp}
            testId="training-steps"
            onChange={(next) => useDecoders.setState({ steps: next })}
          />
          <button type="button" className="quiet-action" data-testid="train-shown" onClick={() => void trainShownLayers()}>
            {trainOn(pictures, layersWithout)}
          </button>
        </>
      )}
      {!isTraining && warningsOf === networkSha256 && warnings.map((warning) => (
        <p className="field-help decoder-warning" data-testid="trained-warning" key={warning}>
          {warning}
        </p>
      ))}
      {error !== null && (
        <p className="field-help decoder-error" role="alert" data-testid="decoder-error">
          {error}
        </p>
      )}
    </>
  );
}
