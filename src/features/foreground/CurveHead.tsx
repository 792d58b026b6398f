import { useId } from 'react';
import { MOST_KNOWLEDGE_THRESHOLD_NATS } from '../../core/knowledgePoints';
import { selectCurve, selectForeground, selectMetricHasNats } from '../../state/foreground';
import { selectShownMetric } from '../../state/selectors';
import { useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { Quantity } from '../../ui/Quantity';
import { Segmented } from '../../ui/Segmented';
import { foregroundTexts as texts } from '../../ui/textsConcentration';
import { formatValue } from '../../views/valueTicks';

const THRESHOLD_STEP_NATS = 0.05;

/** Above the curve: what is drawn against depth. Without a foreground there is nothing to choose. */
export function CurveHead() {
  const hasForeground = useApp((state) => selectForeground(state) !== null);
  const hasNats = useApp(selectMetricHasNats);
  const curve = useApp(selectCurve);
  const metric = useApp(selectShownMetric);
  if (!hasForeground) return null;
  if (!hasNats) {
    return (
      <p className="curve-head-words" data-testid="not-in-nats">
        {texts.notInNats}
      </p>
    );
  }
  return (
    <>
      <Segmented
        label={texts.curve}
        hideLabel
        testId="curve"
        value={curve}
        options={[
          { value: 'mean', label: metric === 'reconstruction' ? texts.curveMeanUncertainty : texts.curveMean },
          { value: 'concentration', label: texts.curveConcentration },
          { value: 'knowledge', label: texts.curveKnowledge },
        ]}
        onChange={(next) => setView({ curve: next })}
      />
      {curve === 'knowledge' ? (
        <KnowledgeThreshold />
      ) : (
        <span className="curve-head-words">
          <Quantity name={curve === 'mean' && metric === 'reconstruction' ? 'uncertainty' : curve}>{texts.curveFormula}</Quantity>
        </span>
      )}
    </>
  );
}

/** Also beside the large map, where its marks are seen best. */
export function KnowledgeThreshold() {
  const nats = useApp((state) => state.view.knowledgeThresholdNats);
  const units = useApp((state) => state.view.units);
  const id = useId();
  const value = `${formatValue(nats, units)} ${units}`;
  return (
    <div className="threshold">
      <span>
        <Quantity name="knowledge">{texts.threshold}</Quantity>
      </span>
      <input
        id={id}
        type="range"
        data-testid="knowledge-threshold"
        min={0}
        max={MOST_KNOWLEDGE_THRESHOLD_NATS}
        step={THRESHOLD_STEP_NATS}
        value={nats}
        aria-label={texts.threshold}
        aria-valuetext={value}
        // Beside the large map, arrow keys are for the neighbouring layers: not while they move the slider.
        onKeyDown={(event) => event.key.startsWith('Arrow') && event.stopPropagation()}
        onChange={(event) => setView({ knowledgeThresholdNats: Number(event.target.value) })}
      />
      <output htmlFor={id}>{value}</output>
    </div>
  );
}
