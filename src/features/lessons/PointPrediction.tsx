import { useCallback } from 'react';
import type { Prediction } from '../../lessons/lesson';
import { scorePoint } from '../../lessons/score';
import { layerOnTable } from '../../state/lessonEvidence';
import { selectAnswer, selectIsAsking, selectPage, useLesson } from '../../state/lessonStore';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { isOver } from '../../state/runReducer';
import { useApp } from '../../state/store';
import { useMapReading } from '../../state/useMapReading';
import { predictionTexts as texts } from '../../ui/textsLessons';
import { writeValue } from '../../views/valueTicks';

type PointQuestion = Extract<Prediction, { kind: 'point' }>;

/** What the viewer's place is worth on the map, once both are there. */
export function usePointScore() {
  const page = useLesson(selectPage);
  const answer = useLesson(selectAnswer);
  const size = useApp((state) => state.fitted?.picture ?? null);
  const question = page?.prediction?.kind === 'point' ? page.prediction : null;
  const result = useLive(
    useCallback((live: LiveState) => {
      const id = question && layerOnTable(question.layer);
      return (id && live.results.get(id)) || null;
    }, [question]),
    300,
  );
  if (!question || !size || !result?.map || !isOver(result.progress.status)) return null;
  // Without an answer the best place can be shown all the same.
  const pixel = answer?.kind === 'point' ? answer.pixel : null;
  return { pixel, size, map: result.map, score: scorePoint(result.map, pixel ?? { x: 0, y: 0 }, size, question.end) };
}

export function PointPrediction({ question }: { question: PointQuestion }) {
  const answer = useLesson(selectAnswer);
  const isAsking = useLesson(selectIsAsking);
  const scored = usePointScore();
  const { units } = useMapReading();
  const pixel = answer?.kind === 'point' ? answer.pixel : null;
  if (isAsking) {
    return (
      <p className="lesson-hint" data-testid="point-help">
        {texts.pointHelp} {pixel && texts.pointPlaced(pixel.x, pixel.y)}
      </p>
    );
  }
  if (!scored) return null;
  const { score, map, size } = scored;
  const write = (value: number) => writeValue(value, units);
  const best = { x: Math.floor(((score.best.column + 0.5) * size.width) / map.width), y: Math.floor(((score.best.row + 0.5) * size.height) / map.height) };
  return (
    <p className="lesson-verdict" data-testid="verdict">
      {pixel && texts.point(pixel.x, pixel.y, write(score.value), score.percentile, question.end)} {texts.pointBest(best.x, best.y, write(score.bestValue), question.end)}
    </p>
  );
}
