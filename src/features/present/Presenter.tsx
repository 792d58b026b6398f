import type { ReactNode } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { selectCurve, selectForeground } from '../../state/foreground';
import { readLesson, useLesson } from '../../state/lessonStore';
import { useLive } from '../../state/live';
import type { LiveState } from '../../state/live';
import { closePresenter, usePresent } from '../../state/present';
import { regionFigures } from '../../state/regionFigures';
import { valueAtPixel } from '../../state/shownLayer';
import { isVeiled } from '../../state/veil';
import { StatusMark } from '../../ui/StatusMark';
import { Quantity } from '../../ui/Quantity';
import { layerStatusTexts, mapLabel } from '../../ui/texts';
import { lessonTexts } from '../../ui/textsLessons';
import { presentTexts as texts } from '../../ui/textsTeach';
import { useBoxSize } from '../../ui/useBoxSize';
import { useModal } from '../../ui/useModal';
import { writeValue } from '../../views/valueTicks';
import { PresentCurve } from './PresentCurve';
import { PresentMaps } from './PresentMaps';
import { usePresented } from './usePresented';
import { usePresentKeys } from './usePresentKeys';
import './present.css';

const HINT_MS = 6000;
const selectPixel = (live: LiveState) => live.pixel;

/** The keys, for some seconds: when it opens, and when asked for. */
function useKeysHint(): readonly [boolean, () => void] {
  const [isShown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const show = useCallback(() => {
    setShown(true);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(false), HINT_MS);
  }, []);
  useEffect(() => {
    show();
    return () => {
      if (timer.current !== null) clearTimeout(timer.current);
    };
  }, [show]);
  return [isShown, show];
}

function Keys({ isShown }: { isShown: boolean }) {
  const hasLesson = useLesson((state) => state.lesson !== null);
  return (
    <ul className={`present-keys ${isShown ? '' : 'is-away'}`} data-testid="present-keys" aria-hidden={!isShown}>
      {(hasLesson ? texts.lessonKeys : texts.keys).map(({ keys, does }) => (
        <li key={keys}>
          <kbd>{keys}</kbd> {does}
        </li>
      ))}
    </ul>
  );
}

/** The layer's name and its number, in type for the back of the room. */
function Head() {
  const { states, layers, layer, result, reading } = usePresented();
  const isFrozen = usePresent((state) => state.frozen !== null);
  const pixel = useLive(selectPixel, 40);
  const { app } = states;
  const progress = result?.progress;
  const mean = (reading.isRelative ? progress?.gain : progress?.meanValue) ?? null;
  const figures = selectCurve(app) === 'mean' ? null : regionFigures(result, selectForeground(app), app.view.knowledgeThresholdNats);
  const size = app.fitted?.picture;
  const there = result?.map && pixel && size ? valueAtPixel(result.map, pixel, size.width, size.height) : null;
  const offset = reading.isRelative ? (progress?.uniformValue ?? 0) : 0;
  const quantity = reading.units === 'raw' ? 'attribution' : reading.isRelative ? 'gain' : 'mean';
  return (
    <header className="present-head">
      <div className="present-name">
        <p data-testid="present-depth">
          {layer ? texts.layerOf(layer.depth, app.model?.layers.length ?? layers.length) : ''} · {app.model?.card.title} · {app.picture?.opened.name}
        </p>
        <h1 data-testid="present-layer">{layer?.title}</h1>
      </div>
      {isFrozen && (
        <p className="present-frozen" role="status" data-testid="present-frozen">
          {texts.frozen}
        </p>
      )}
      <div className="present-number">
        <p>
          {there !== null && pixel ? (
            texts.atPixel(reading.symbol, pixel.x, pixel.y)
          ) : figures ? (
            <Quantity name="concentration" layerId={layer?.id}>
              {texts.concentration}
            </Quantity>
          ) : (
            <Quantity name={quantity} layerId={layer?.id}>
              {texts.mean(reading.symbol)}
            </Quantity>
          )}{' '}
          {progress && <StatusMark status={progress.status} />} {progress && layerStatusTexts[progress.status]}
        </p>
        <p className="present-value" data-testid="present-value">
          {there !== null
            ? writeValue(there - offset, reading.units, reading.signed)
            : figures
              ? writeValue(figures.concentrationNats, app.view.units, true)
              : mean === null
                ? '–'
                : writeValue(mean, reading.units, reading.signed)}
        </p>
      </div>
    </header>
  );
}

/** One picture, one map, one number: what a classroom can read. `lesson` and `overlay` are the lesson's, if one is on. */
export function Presenter({ lesson, overlay }: { lesson: ReactNode; overlay: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const { height } = useBoxSize(stage);
  const { layer, reading, result } = usePresented();
  const isBlack = usePresent((state) => state.isBlack);
  const lessonTitle = useLesson((state) => state.lesson?.title ?? null);
  const pageNumber = useLesson((state) => state.page + 1);
  const input = usePresented().states.app.model?.card.input;
  const [isHintShown, showKeys] = useKeysHint();
  usePresentKeys(showKeys);
  useModal(dialog);
  useEffect(() => {
    // Not on the first control in it: nobody has chosen that.
    dialog.current?.focus();
  }, []);
  const mean = result?.progress.meanValue ?? null;
  const label = mapLabel(reading.name, layer?.title ?? '', mean === null ? '–' : writeValue(mean, reading.units), layerStatusTexts[result?.progress.status ?? 'queued']);
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={`present ${lessonTitle === null ? '' : 'has-lesson'}`}
      data-testid="presenter"
      aria-label={texts.title}
      onClose={closePresenter}
      style={{ ['--aspect' as string]: input ? input.width / input.height : 1 }}
    >
      <div className="present-page">
        <Head />
        <div className="present-stage" ref={stage}>
          <PresentMaps label={label} isVeiled={layer !== null && isVeiled(layer.id)} overlay={overlay} legendLength={Math.max(1, height)} />
        </div>
        <PresentCurve />
        {lessonTitle !== null && (
          <aside className="present-lesson" data-testid="present-lesson">
            <p className="lesson-name">
              {lessonTitle} · {lessonTexts.pageOf(pageNumber, readLesson().lesson?.pages.length ?? 0)}
            </p>
            {lesson}
          </aside>
        )}
      </div>
      <Keys isShown={isHintShown} />
      {isBlack && <div className="present-black" data-testid="present-black" role="img" aria-label={texts.black} />}
    </dialog>
  );
}
