import { useEffect, useMemo, useRef } from 'react';
import { concentration } from '../../core/concentration';
import { fixed } from '../../core/writtenNumber';
import type { PixelMask } from '../../core/mask';
import type { Prediction } from '../../lessons/lesson';
import { scoreCurve } from '../../lessons/score';
import { selectForeground } from '../../state/foreground';
import { giveAnswer, selectAnswer, selectIsAsking, useLesson } from '../../state/lessonStore';
import type { LayerResult, LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { isOver } from '../../state/runReducer';
import { selectLayers, shownLayerIds } from '../../state/selectors';
import { useApp } from '../../state/store';
import { predictionTexts as texts } from '../../ui/textsLessons';
import { useBoxSize } from '../../ui/useBoxSize';
import type { CurveSketch } from '../../views/curveSketch';
import { createCurveSketch } from '../../views/curveSketch';
import { writeValue } from '../../views/valueTicks';

type CurveQuestion = Extract<Prediction, { kind: 'curve' }>;

const HEIGHT = 190;
const selectResults = (live: LiveState) => live.results;

/** Nats; null while the layer has not come to its end. */
function valueOf({ quantity }: CurveQuestion, result: LayerResult | undefined, foreground: PixelMask | null): number | null {
  if (!result || !isOver(result.progress.status)) return null;
  if (quantity === 'mean') return result.progress.meanValue;
  if (quantity === 'gain') return result.progress.gain;
  return result.map && foreground ? concentration(result.map, foreground).concentrationNats : null;
}

/** Gains begin at zero; the other curves have the first point in their middle. */
function domainOf({ quantity, spanNats }: CurveQuestion, given: number): readonly [number, number] {
  return quantity === 'gain' ? [0, spanNats] : [given - spanNats / 2, given + spanNats / 2];
}

export function CurvePrediction({ question }: { question: CurveQuestion }) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<CurveSketch | null>(null);
  const { width } = useBoxSize(box);
  const layers = useApp(selectLayers);
  const choice = useApp((state) => state.setup.layers);
  const units = useApp((state) => state.view.units);
  const foreground = useApp(selectForeground);
  const results = useLive(selectResults, 300);
  const answer = useLesson(selectAnswer);
  const isAsking = useLesson(selectIsAsking);
  const ids = useMemo(() => shownLayerIds(layers, choice), [layers, choice]);
  const measured = ids.map((id) => valueOf(question, results.get(id), foreground));
  const given = measured[0] ?? null;
  const drawn = given === null ? null : ids.map((id, i) => (i === 0 ? given : ((answer?.kind === 'curve' ? answer.values.get(id) : undefined) ?? given)));
  const isSigned = question.quantity !== 'mean';
  const draw = (values: readonly number[]) => giveAnswer({ kind: 'curve', values: new Map(values.map((value, i) => [ids[i]!, value])) });
  const newest = useRef(draw);
  newest.current = draw;
  useEffect(() => {
    view.current = createCurveSketch(box.current!, (values) => newest.current(values));
    return () => view.current?.destroy();
  }, []);
  useEffect(() => {
    if (width === 0 || drawn === null || given === null) return;
    view.current?.update({
      width, height: HEIGHT, drawn, units, signed: isSigned, isOpen: isAsking,
      layers: ids.map((id) => layers.find((layer) => layer.id === id)!),
      measured: isAsking ? null : measured,
      domain: domainOf(question, given),
      words: { point: texts.curvePoint, drawn: texts.curveDrawn, measured: texts.curveMeasured },
    });
  });
  const score = !isAsking && answer && drawn ? scoreCurve(drawn, measured) : null;
  return (
    <div className="curve-prediction">
      <div ref={box} role="group" aria-label={texts.curveLabel} data-testid="curve-prediction" style={{ minHeight: HEIGHT }} />
      {isAsking && <p className="lesson-hint">{given === null ? texts.curveWaiting : texts.curveHelp}</p>}
      {score && (
        <p className="lesson-verdict" data-testid="verdict">
          {texts.curve(writeValue(score.meanErrorNats, units))} {score.order !== null && texts.order(fixed(score.order, 2))}
        </p>
      )}
    </div>
  );
}
