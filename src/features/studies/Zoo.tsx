import type { KeyboardEvent } from 'react';
import { useMemo, useRef, useState } from 'react';
import type { StudyId } from '../../studies/studyIds';
import { STUDY_IDS } from '../../studies/studyIds';
import type { StudyMetric } from '../../studies/studyNumbers';
import { STUDY_METRICS } from '../../studies/studyNumbers';
import type { StudyResult } from '../../studies/studyResult';
import type { AccuracyKind, ZooNetwork, ZooPoint } from '../../studies/zoo';
import { ACCURACY_KINDS, zooCorrelation, zooOf, zooPoints } from '../../studies/zoo';
import { fixed } from '../../core/writtenNumber';
import { useStudies } from '../../state/studies/studyStore';
import { useView } from '../../state/useView';
import { Segmented } from '../../ui/Segmented';
import { accuracyNames, correlationText, metricNames, nats, percent, studiesTexts as texts, studyTexts } from '../../ui/textsStudies';
import { drawingScale } from '../../ui/typeScale';
import { useBoxSize } from '../../ui/useBoxSize';
import { CURVE_STYLES, curveMark } from '../../views/overlaidCurves';
import type { ScatterOptions } from '../../views/scatter';
import { createScatter } from '../../views/scatter';

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const HEIGHT = 440;

/** All networks of all studies: a metric at a depth against accuracy, and whether the two go together. */
export function Zoo() {
  const published = useStudies((state) => state.published);
  const cards = useStudies((state) => state.cards);
  const zoo = useMemo(() => {
    const results = new Map<StudyId, StudyResult>([...published].flatMap(([id, one]) => (one.status === 'ready' ? [[id, one.result] as const] : [])));
    return zooOf(results, new Map([...cards].flatMap(([id, card]) => (card ? [[id, card] as const] : []))));
  }, [published, cards]);
  return (
    <section className="zoo" data-testid="zoo">
      <header className="study-section-head">
        <h2>{texts.zooTitle}</h2>
      </header>
      {zoo.length > 0 ? <ZooBody zoo={zoo} /> : <p className="study-hint">{texts.zooNone}</p>}
    </section>
  );
}

function ZooBody({ zoo }: { zoo: readonly ZooNetwork[] }) {
  const [metric, setMetric] = useState<StudyMetric>('concentration');
  const [accuracy, setAccuracy] = useState<AccuracyKind>('test');
  const [depth, setDepth] = useState(1);
  const points = zooPoints(zoo, metric, depth, accuracy).toSorted((a, b) => a.x.mean - b.x.mean);
  const hasMetric = (name: StudyMetric) => zoo.some(({ result }) => result.layers.some(({ values }) => values[name]?.some((value) => value !== null)));
  const hasAccuracy = (name: AccuracyKind) => zoo.some((network) => network.accuracy[name] !== null);
  return (
    <>
      <div className="zoo-choices">
        <Segmented label={texts.zooX} testId="zoo-metric" value={metric} onChange={setMetric} options={STUDY_METRICS.filter(hasMetric).map((value) => ({ value, label: metricNames[value] }))} />
        <label className="zoo-depth">
          <span className="field-label">{texts.zooDepth(fixed(depth, 2))}</span>
          <input type="range" min="0" max="1" step="0.05" value={depth} data-testid="zoo-depth" onChange={(event) => setDepth(Number(event.target.value))} />
        </label>
        <Segmented label={texts.zooY} testId="zoo-accuracy" value={accuracy} onChange={setAccuracy} options={ACCURACY_KINDS.filter(hasAccuracy).map((value) => ({ value, label: accuracyNames[value] }))} />
      </div>
      <p className="zoo-correlation" data-testid="zoo-correlation">{correlationText(zooCorrelation(points))}</p>
      <ul className="series">
        {STUDY_IDS.filter((id) => points.some(({ network }) => network.study === id)).map((id) => (
          <li key={id} className="zoo-group">
            <svg className={`series-${STUDY_IDS.indexOf(id) % CURVE_STYLES}`} viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
              <path className="series-mark" d={curveMark(STUDY_IDS.indexOf(id))} />
            </svg>
            {studyTexts[id].title}
          </li>
        ))}
      </ul>
      <ZooPlot points={points} metric={metric} accuracy={accuracy} />
      <ZooTable points={points} metric={metric} accuracy={accuracy} />
    </>
  );
}

interface ZooPlotProps {
  /** From left to right. */
  readonly points: readonly ZooPoint[];
  readonly metric: StudyMetric;
  readonly accuracy: AccuracyKind;
}

/** One stop for Tab; arrow keys go from point to point, and each is said. */
function ZooPlot({ points, metric, accuracy }: ZooPlotProps) {
  const [pointed, setPointed] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const scale = drawingScale();
  const height = HEIGHT * scale;
  const host = useView<ScatterOptions>((element) => createScatter(element, { onPoint: setPointed }), () =>
    width === 0 ? null : {
      width, height, scale, pointed, xName: `${metricNames[metric]}, nats`, yName: accuracyNames[accuracy], formatX: (value) => fixed(value, 2).replace('-', '−'), formatY: percent,
      points: points.map(({ network, x, y }) => ({ key: network.id, title: network.title, x: x.mean, low: x.mean - (x.ci95 ?? 0), high: x.mean + (x.ci95 ?? 0), y, style: STUDY_IDS.indexOf(network.study) })),
    });
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || points.length === 0) return;
    event.preventDefault();
    const at = points.findIndex(({ network }) => network.id === pointed);
    setPointed(points[(at + step + points.length) % points.length]!.network.id);
  };
  const told = points.find(({ network }) => network.id === pointed);
  return (
    <div ref={box} className="zoo-box">
      <div
        ref={host} className="zoo-plot" role="group" tabIndex={0} aria-describedby="zoo-help" aria-label={texts.zooLabel(metricNames[metric], accuracyNames[accuracy], points.length)}
        style={{ minHeight: height }} data-testid="zoo-plot" data-points={points.length} onKeyDown={press} onBlur={() => setPointed(null)}
      />
      <p className="study-hint" id="zoo-help">{`${texts.zooHelp} ${texts.zooInterval}`}</p>
      <p className="zoo-says" aria-live="polite" data-testid="zoo-says">{told ? sayPoint(told) : '\u00a0'}</p>
    </div>
  );
}

const sayPoint = ({ network, x, y }: ZooPoint) => texts.zooPoint(network.title, nats(x.mean), percent(y));

function ZooTable({ points, metric, accuracy }: { points: readonly ZooPoint[]; metric: StudyMetric; accuracy: AccuracyKind }) {
  return (
    <details className="numbers study-numbers" data-testid="zoo-table">
      <summary>{texts.zooTable}</summary>
      <div className="numbers-scroll" tabIndex={0} role="group" aria-label={texts.zooTable}>
        <table>
          <thead>
            <tr>
              {[texts.columns.network, metricNames[metric], texts.numbersColumns.interval, accuracyNames[accuracy]].map((name) => <th key={name} scope="col">{name}</th>)}
            </tr>
          </thead>
          <tbody>
            {points.map(({ network, x, y }) => (
              <tr key={network.id}>
                <th scope="row">{network.title}</th>
                <td>{nats(x.mean)}</td>
                <td>{x.ci95 === null ? '–' : `±${fixed(x.ci95, 3)}`}</td>
                <td>{percent(y)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
