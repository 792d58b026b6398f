import { useRef, useState } from 'react';
import type { StudyId } from '../../studies/studyIds';
import type { NumbersOfNetwork, StudyMetric } from '../../studies/studyNumbers';
import { metricsOf, spreadOfLayer } from '../../studies/studyResult';
import { useView } from '../../state/useView';
import { isIn, useStudies, writeStudies } from '../../state/studies/studyStore';
import { Segmented } from '../../ui/Segmented';
import { metricHelps, metricNames, studiesTexts as texts } from '../../ui/textsStudies';
import { drawingScale } from '../../ui/typeScale';
import { useBoxSize } from '../../ui/useBoxSize';
import type { CurveOfRun } from '../../views/overlaidCurves';
import type { OverlaidCurvesOptions } from '../../views/overlaidCurves';
import { createOverlaidCurves } from '../../views/overlaidCurves';
import { StudyTable } from './StudyTable';
import { useStudyNumbers } from './useStudyNumbers';

type Band = 'std' | 'ci95';

const BANDS = ['std', 'ci95'] as const;
const MOST_WIDE_BANDS = 4;
const HEIGHT = 420;
const NARROW = 520;
const LIVE_METRICS: readonly StudyMetric[] = ['entropy', 'gain', 'concentration'];
const isSigned = (metric: StudyMetric) => metric === 'concentration' || metric === 'gain';

/** Every network against relative depth: what was found over many pictures as a band, what is run here as a line over it. */
export function StudyCurves({ id }: { id: StudyId }) {
  const { definition, result, current, titleOf } = useStudyNumbers(id);
  const hidden = useStudies((state) => state.hidden);
  const pointed = useStudies((state) => state.pointed);
  const wanted = useStudies((state) => state.metric);
  const [wantedBand, setBand] = useState<Band | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const metrics = result ? [...new Set([...metricsOf(result), ...LIVE_METRICS])] : LIVE_METRICS;
  const metric = metrics.includes(wanted) ? wanted : 'entropy';
  const shown = definition.networks.map((network, style) => ({ id: network.id, style })).filter((network) => !isIn(hidden, id, network.id));
  // Wide bands of many networks hide each other.
  const band = wantedBand ?? (shown.length > MOST_WIDE_BANDS ? 'ci95' : 'std');
  const references = shown.flatMap(({ id: key, style }): CurveOfRun[] => {
    const network = result?.networks.find((one) => one.id === key);
    return network ? [{ key, style, points: bandOf(network, metric, band) }] : [];
  });
  const curves = shown.flatMap(({ id: key, style }): CurveOfRun[] => {
    const network = current?.networks.find((one) => one.id === key);
    return network ? [{ key, style, points: lineOf(network, metric) }] : [];
  });
  const scale = drawingScale();
  const height = (width < NARROW ? 300 : HEIGHT) * scale;
  const isEmpty = ![...curves, ...references].some(({ points }) => points.length > 0);
  const host = useView<OverlaidCurvesOptions>((element) => createOverlaidCurves(element, { onPoint: (key) => writeStudies({ pointed: key }) }), () =>
    width === 0 ? null : { width, height, scale, curves, references, units: 'nats', signed: isSigned(metric), runningMaximum: false, pointed, axisName: texts.curveAxis });
  return (
    <section className="study-curves" data-testid="study-curves" ref={box}>
      <header className="study-section-head">
        <h2>{texts.curvesTitle}</h2>
        <Segmented
          label={texts.curveMetric} hideLabel testId="study-metric" value={metric} onChange={(next) => writeStudies({ metric: next })}
          options={metrics.map((value) => ({ value, label: metricNames[value] }))}
        />
      </header>
      <p className="study-hint">{metricHelps[metric]}</p>
      {isEmpty && <p className="study-empty" data-testid="study-empty">{texts.curveEmpty}</p>}
      <div ref={host} role="img" hidden={isEmpty} aria-label={texts.curvesLabel(metricNames[metric], shown.length)} style={{ minHeight: height }} data-testid="study-chart" data-bands={references.length} data-lines={curves.length} />
      {result && <Segmented label={texts.bandsLabel} hideLabel testId="study-band" value={band} onChange={setBand} options={BANDS.map((value) => ({ value, label: texts.bands[value] }))} />}
      <p className="study-hint">{result ? texts.curveNote(band, result.pictures.length) : texts.curveNoteLive}</p>
      {metric === 'concentration' && current && !current.hasForeground && <p className="study-hint">{texts.noForeground}</p>}
      <StudyTable shown={shown.map((network) => network.id)} result={result} current={current} metric={metric} titleOf={titleOf} />
    </section>
  );
}

function bandOf(network: NumbersOfNetwork, metric: StudyMetric, band: Band): CurveOfRun['points'] {
  return network.layers.flatMap((layer) => {
    const spread = spreadOfLayer(layer, metric);
    const half = spread?.[band] ?? 0;
    return spread ? [{ depth: layer.relativeDepth, title: layer.title, mean: spread.mean, low: spread.mean - half, high: spread.mean + half, isSettled: true }] : [];
  });
}

function lineOf(network: NumbersOfNetwork, metric: StudyMetric): CurveOfRun['points'] {
  return network.layers.flatMap((layer) => {
    const value = layer.values[metric]?.[0] ?? null;
    return value === null ? [] : [{ depth: layer.relativeDepth, title: layer.title, mean: value, low: null, high: null, isSettled: true }];
  });
}
