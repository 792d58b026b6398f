import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { giveAnswer, selectAnswer, selectIsAsking, selectPage, useLesson } from '../../state/lessonStore';
import type { PixelPosition } from '../../state/live';
import { pointAtPixel } from '../../state/live';
import { readApp, useApp } from '../../state/store';
import { predictionTexts as texts } from '../../ui/textsLessons';
import { attachPixelPointer } from '../../views/pixelPointer';
import { usePointScore } from './PointPrediction';

const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

interface Size {
  readonly width: number;
  readonly height: number;
}

function Mark({ pixel, size, kind }: { pixel: PixelPosition; size: Size; kind: 'own' | 'best' | 'cursor' }) {
  const style = { left: `${(100 * (pixel.x + 0.5)) / size.width}%`, top: `${(100 * (pixel.y + 0.5)) / size.height}%` };
  return <i className={`lesson-mark is-${kind}`} data-testid={`lesson-mark-${kind}`} style={style} />;
}

function moved(event: KeyboardEvent, from: PixelPosition, size: Size): PixelPosition | null {
  const step = STEPS[event.key];
  if (!step) return null;
  const far = event.shiftKey ? 8 : 1;
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return { x: clamp(from.x + far * step[0], size.width), y: clamp(from.y + far * step[1], size.height) };
}

/** Over the picture while a lesson asks for a place on it: a click marks it, or arrow keys and Enter. */
export function PointOnPicture() {
  const isPoint = useLesson((state) => selectPage(state)?.prediction?.kind === 'point');
  const isAsking = useLesson(selectIsAsking);
  const size = useApp((state) => state.fitted?.picture ?? null);
  if (!isPoint || !size) return null;
  return isAsking ? <Asking size={size} /> : <Shown size={size} />;
}

function Asking({ size }: { size: Size }) {
  const host = useRef<HTMLDivElement>(null);
  const answer = useLesson(selectAnswer);
  const [cursor, setCursor] = useState<PixelPosition | null>(null);
  const own = answer?.kind === 'point' ? answer.pixel : null;
  const middle = { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2) };
  useEffect(() => attachPixelPointer(host.current!, { size: () => readApp().fitted?.picture ?? null, onPixel: pointAtPixel }), []);
  const onKey = (event: KeyboardEvent) => {
    const next = moved(event, cursor ?? own ?? middle, size);
    if (!next && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    if (next) {
      setCursor(next);
      pointAtPixel(next);
    } else giveAnswer({ kind: 'point', pixel: cursor ?? own ?? middle });
  };
  return (
    <div
      ref={host}
      className="point-on-picture"
      data-testid="point-on-picture"
      role="application"
      aria-label={texts.pointLabel}
      tabIndex={0}
      onKeyDown={onKey}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && setCursor(own ?? middle)}
      onBlur={() => setCursor(null)}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const place = (at: number, from: number, length: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(((at - from) / length) * count)));
        giveAnswer({ kind: 'point', pixel: { x: place(event.clientX, box.left, box.width, size.width), y: place(event.clientY, box.top, box.height, size.height) } });
      }}
    >
      {own && <Mark pixel={own} size={size} kind="own" />}
      {cursor && <Mark pixel={cursor} size={size} kind="cursor" />}
      <span className="visually-hidden" aria-live="polite">
        {own ? texts.pointPlaced(own.x, own.y) : ''}
      </span>
    </div>
  );
}

function Shown({ size }: { size: Size }) {
  const scored = usePointScore();
  if (!scored) return null;
  const { pixel, score, map } = scored;
  const best = { x: ((score.best.column + 0.5) * size.width) / map.width - 0.5, y: ((score.best.row + 0.5) * size.height) / map.height - 0.5 };
  return (
    <div className="point-on-picture is-shown">
      {pixel && <Mark pixel={pixel} size={size} kind="own" />}
      <Mark pixel={best} size={size} kind="best" />
    </div>
  );
}
