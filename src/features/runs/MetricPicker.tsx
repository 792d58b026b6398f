import type { AttributionMethod, AttributionTarget, MetricName } from '../../core/spec';
import { ATTRIBUTION_METHODS, attributionMethod, defaultTarget } from '../../core/spec';
import { openChecks } from '../../state/checks';
import { changeSetup } from '../../state/runs';
import { useApp } from '../../state/store';
import { Popover } from '../../ui/Popover';
import { checksTexts } from '../../ui/textsChecks';
import { metricPickerTexts as texts, metricTexts } from '../../ui/textsMetrics';
import { runTexts } from '../../ui/textsRuns';

function MetricItem({ metric, isChosen, onChoose }: { metric: MetricName; isChosen: boolean; onChoose: () => void }) {
  const { title, line } = metricTexts(metric);
  return (
    <button type="button" className="list-item" data-testid={`metric-${metric}`} aria-current={isChosen} onClick={onChoose}>
      <span className="list-title">
        {title} {isChosen && <span aria-hidden="true">✓</span>}
      </span>
      <small>{line}</small>
    </button>
  );
}

function TargetChoice({ method, target }: { method: AttributionMethod; target: AttributionTarget }) {
  const labels = useApp((state) => state.model?.card.labels ?? null);
  const isSame = target !== 'features' && method !== 'grad-cam';
  const choose = (value: string) =>
    changeSetup({ target: value === 'features' || value === 'predicted' ? value : Number(value) });
  return (
    <label className="field target-choice">
      <span className="field-label">{texts.target}</span>
      <select data-testid="target" className="number-input" value={String(target)} onChange={(event) => choose(event.target.value)}>
        <option value="features">{texts.targetFeatures}</option>
        <option value="predicted">{texts.targetPredicted}</option>
        {(labels ?? []).map((label, index) => (
          <option key={index} value={index}>
            {label}
          </option>
        ))}
        {typeof target === 'number' && target >= (labels?.length ?? 0) && <option value={target}>{runTexts.targetClass(target)}</option>}
      </select>
      {isSame && <p className="field-help">{texts.targetSameEverywhere}</p>}
    </label>
  );
}

/** What is computed: the two metrics of the paper, and the attributions that it compares them with. */
export function MetricPicker() {
  const metric = useApp((state) => state.setup.metric);
  const target = useApp((state) => state.setup.target ?? defaultTarget(state.setup.metric));
  const method = attributionMethod(metric);
  const item = (candidate: MetricName, close: () => void) => (
    <MetricItem
      key={candidate}
      metric={candidate}
      isChosen={candidate === metric}
      onChoose={() => {
        if (candidate !== metric) changeSetup({ metric: candidate });
        if (attributionMethod(candidate) === null) close();
      }}
    />
  );
  return (
    <Popover caption={texts.metric} testId="pick-metric" value={<span className="choice-name">{metricTexts(metric).short}</span>}>
      {(close) => (
        <div className="list-panel metric-panel">
          {item('discarding', close)}
          {item('reconstruction', close)}
          <h3 className="list-heading">{texts.attributions}</h3>
          {ATTRIBUTION_METHODS.map((name) => item(`attribution:${name}`, close))}
          {method && <TargetChoice method={method} target={target} />}
          <button
            type="button"
            className="list-item list-action"
            data-testid="open-checks"
            onClick={() => {
              close();
              openChecks();
            }}
          >
            <span className="list-title">{checksTexts.open}</span>
            <small>{checksTexts.openNote}</small>
          </button>
        </div>
      )}
    </Popover>
  );
}
