import { fixed } from '../../core/writtenNumber';
import { useApp } from '../../state/store';
import { texts } from '../../ui/texts';

const SHOWN = 5;

/** Five rows from the start, so that nothing moves when they fill. */
export function Predictions() {
  const predictions = useApp((state) => state.predictions);
  const trueLabel = useApp((state) => state.picture?.trueLabel ?? null);
  const rows = Array.from({ length: SHOWN }, (_, i) => predictions?.[i] ?? null);
  return (
    <section className="predictions" data-testid="predictions" aria-busy={predictions === null}>
      <h2 className="label">{texts.predictions}</h2>
      {predictions?.length === 0 ? (
        <p className="field-help">{texts.noPredictions}</p>
      ) : (
        <ol>
          {rows.map((prediction, i) => (
            <li key={i} className={prediction && prediction.label === trueLabel ? 'is-true' : ''}>
              <span className="prediction-label">{prediction?.label ?? '\u00a0'}</span>
              <span className="prediction-track">
                <span className="prediction-bar" style={{ transform: `scaleX(${prediction?.probability ?? 0})` }} />
              </span>
              <span className="prediction-share">{prediction ? formatShare(prediction.probability) : ''}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function formatShare(probability: number): string {
  const percent = 100 * probability;
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${fixed(percent, 1)} %`;
}
