import { useEffect, useId, useRef } from 'react';
import type { Prediction } from '../../lessons/lesson';
import { agrees, rightOption } from '../../lessons/score';
import { giveAnswer, selectAnswer, selectIsAsking, selectPage, useLesson } from '../../state/lessonStore';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { lessonTexts, predictionTexts as texts } from '../../ui/textsLessons';
import { CurvePrediction } from './CurvePrediction';
import { LessonText } from './LessonText';
import { PointPrediction } from './PointPrediction';

type ChoiceQuestion = Extract<Prediction, { kind: 'choice' }>;

function Choice({ question }: { question: ChoiceQuestion }) {
  const name = useId();
  const answer = useLesson(selectAnswer);
  const isAsking = useLesson(selectIsAsking);
  const measured = useLesson((state) => state.measured);
  const right = isAsking ? null : rightOption(question, measured);
  const chosen = answer?.kind === 'choice' ? answer.option : null;
  return (
    <>
      <ol className="lesson-options">
        {question.options.map((option, i) => (
          <li key={i} className={right === i ? 'is-right' : right !== null && chosen === i ? 'is-wrong' : ''}>
            <label data-testid={`lesson-option-${i}`}>
              <input type="radio" name={name} checked={chosen === i} disabled={!isAsking} onChange={() => giveAnswer({ kind: 'choice', option: i })} />
              <span className="lesson-option-text">{option.text}</span>
              {right === i && (
                <span className="lesson-option-mark">
                  <Icon name="check" /> {lessonTexts.measured}
                </span>
              )}
              {!isAsking && chosen === i && right !== i && <span className="lesson-option-mark">{lessonTexts.yourAnswer}</span>}
            </label>
          </li>
        ))}
      </ol>
      {right !== null && (
        <p className="lesson-verdict" data-testid="verdict" data-right={chosen === right}>
          {(chosen === null ? texts.unanswered : chosen === right ? texts.right : texts.wrong)(question.options[right]!.text)}
        </p>
      )}
    </>
  );
}

/** The question, what the viewer makes of it, and, once it is shown, what came of it. */
export function LessonQuestion({ prediction }: { prediction: Prediction }) {
  const section = useRef<HTMLElement>(null);
  const isAsking = useLesson(selectIsAsking);
  const wasAsking = useRef(isAsking);
  useEffect(() => {
    // What came of it stands below, where the panel has no room: question and answer are brought into sight together.
    if (wasAsking.current && !isAsking) scrollWithin(section.current?.closest('.lesson-scroll'), section.current);
    wasAsking.current = isAsking;
  }, [isAsking]);
  return (
    <section ref={section} className="lesson-question" data-testid="lesson-question">
      <h3>{prediction.question}</h3>
      {prediction.kind === 'choice' && <Choice question={prediction} />}
      {prediction.kind === 'point' && <PointPrediction question={prediction} />}
      {prediction.kind === 'curve' && <CurvePrediction question={prediction} />}
    </section>
  );
}

/** Not scrollIntoView, which would move the page as well. */
function scrollWithin(scroller: Element | null | undefined, part: Element | null): void {
  if (scroller && part) scroller.scrollBy({ top: part.getBoundingClientRect().top - scroller.getBoundingClientRect().top });
}

/** Whether this run finds what is usually found. */
function FindingText() {
  const finding = useLesson((state) => selectPage(state)?.finding ?? null);
  const holds = useLesson((state) => {
    const found = selectPage(state)?.finding;
    return found ? agrees(found, state.measured) : null;
  });
  if (!finding || holds === null) return null;
  return (
    <div className={`lesson-finding ${holds ? '' : 'is-contradicted'}`} data-testid="finding" data-holds={holds}>
      {!holds && <Icon name="alert" />}
      <LessonText paragraph={holds ? finding.holds : finding.differs} />
    </div>
  );
}

/** While the answer is not known yet: why. */
function useWaiting(): string | null {
  const isLaying = useLesson((state) => state.isLaying);
  const runStatus = useApp((state) => state.runStatus);
  const runWanted = useApp((state) => state.runWanted);
  if (isLaying) return lessonTexts.laying;
  if (runStatus === 'running' || runWanted) return lessonTexts.running;
  return runStatus === 'cancelled' || runStatus === 'failed' ? lessonTexts.notRun : null;
}

/** What was measured: on a page that asks, after the answer. */
export function LessonReveal() {
  const page = useLesson(selectPage);
  const isAsking = useLesson(selectIsAsking);
  const waiting = useWaiting();
  const isMeasured = page !== null && (page.measures.size > 0 || page.prediction !== null);
  if (!page || isAsking || (page.reveal.length === 0 && !page.finding && !page.prediction)) return null;
  return (
    <div className="lesson-reveal" data-testid="lesson-reveal" aria-live="polite">
      {isMeasured && waiting !== null ? (
        <p className="lesson-hint">{waiting}</p>
      ) : (
        <>
          {page.reveal.map((paragraph, i) => (
            <LessonText key={i} paragraph={paragraph} />
          ))}
          <FindingText />
        </>
      )}
    </div>
  );
}
