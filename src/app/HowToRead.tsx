import { attributionMethod } from '../core/spec';
import { selectCurve } from '../state/foreground';
import { selectShownMetric } from '../state/selectors';
import { useApp } from '../state/store';
import { Formula } from '../ui/Formula';
import type { FormulaName } from '../ui/formulas';
import { texts } from '../ui/texts';
import { foregroundTexts } from '../ui/textsConcentration';
import { attributionTexts, discardingTexts, reconstructionTexts, relativeParagraph } from '../ui/textsMetrics';

/** What a colour means, in words and as a formula: for whoever stands in front of it for the first time. */
export function HowToRead() {
  const metric = useApp(selectShownMetric);
  const isRelative = useApp((state) => state.view.quantity === 'relative');
  const curve = useApp(selectCurve);
  const method = attributionMethod(metric);
  let paragraph = discardingTexts.paragraph;
  let shown: readonly FormulaName[] = ['entropy', 'discarding'];
  if (method) {
    paragraph = attributionTexts[method].paragraph;
    shown = [method];
  } else if (metric === 'reconstruction') {
    paragraph = reconstructionTexts.paragraph;
    shown = ['reconstruction'];
  } else if (isRelative) {
    paragraph = relativeParagraph;
    shown = ['relative', 'gain'];
  }
  return (
    <section className="how" data-testid="how-to-read">
      <h2 className="label">{texts.howToRead}</h2>
      {curve !== 'mean' && (
        <>
          <p data-testid="how-foreground">{curve === 'knowledge' ? foregroundTexts.howKnowledge : foregroundTexts.howConcentration}</p>
          <Formula name={curve} />
        </>
      )}
      <p>{paragraph}</p>
      {shown.map((name) => (
        <Formula key={name} name={name} />
      ))}
      <p>{texts.pixelHint}</p>
    </section>
  );
}
