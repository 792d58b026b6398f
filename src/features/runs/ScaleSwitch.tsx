import { attributionMethod } from '../../core/spec';
import { selectShownMetric } from '../../state/selectors';
import { useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';
import { metricPickerTexts } from '../../ui/textsMetrics';

/** On which scale the maps are drawn: absolute or against uniform noise; for attributions shared or each its own. */
export function ScaleSwitch() {
  const metric = useApp(selectShownMetric);
  const quantity = useApp((state) => state.view.quantity);
  const attributionScale = useApp((state) => state.view.attributionScale);
  if (attributionMethod(metric) !== null) {
    return (
      <Segmented
        label={metricPickerTexts.scale}
        hideLabel
        testId="attribution-scale"
        value={attributionScale}
        options={[
          { value: 'shared', label: metricPickerTexts.scaleShared },
          { value: 'own', label: metricPickerTexts.scaleOwn },
        ]}
        onChange={(next) => setView({ attributionScale: next })}
      />
    );
  }
  const isReconstruction = metric === 'reconstruction';
  return (
    <Segmented
      label={texts.quantity}
      hideLabel
      testId="quantity"
      value={quantity}
      options={[
        { value: 'absolute', label: isReconstruction ? texts.uncertaintyShort : texts.absolute },
        { value: 'relative', label: isReconstruction ? texts.relativeUncertainty : texts.relative },
      ]}
      onChange={(next) => setView({ quantity: next })}
    />
  );
}
