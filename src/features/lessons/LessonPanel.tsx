import { useEffect, useRef } from 'react';
import type { Lesson } from '../../lessons/lesson';
import { back, forward, leaveLesson, turnTo } from '../../state/lessonPages';
import { selectAnswer, selectIsAsking, selectPage, useLesson } from '../../state/lessonStore';
import { openPresenter } from '../../state/present';
import { Formula } from '../../ui/Formula';
import { Icon } from '../../ui/Icon';
import { lessonTexts as texts } from '../../ui/textsLessons';
import { BesideMaps } from './BesideMaps';
import { LessonQuestion, LessonReveal } from './LessonQuestion';
import { LessonText } from './LessonText';
import { TwoPixelsFigure } from './TwoPixelsFigure';
import './lessons.css';

/** What a page holds, for the panel beside the table and for the presenter view. */
export function LessonPageBody() {
  const page = useLesson(selectPage);
  const index = useLesson((state) => state.page);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(index);
  useEffect(() => {
    // Turning a page brings whoever reads with the keyboard, or by ear, to its beginning.
    if (shown.current !== index) heading.current?.focus();
    shown.current = index;
  }, [index]);
  if (!page) return null;
  return (
    <div className="lesson-body" key={index} data-testid="lesson-page">
      <h2 ref={heading} tabIndex={-1}>
        {page.title}
      </h2>
      {page.text.map((paragraph, i) => (
        <LessonText key={i} paragraph={paragraph} />
      ))}
      {page.formulas.map((name) => (
        <Formula key={name} name={name} />
      ))}
      {page.figure && <TwoPixelsFigure start={page.figure} />}
      {page.prediction && <LessonQuestion prediction={page.prediction} />}
      <LessonReveal />
      <BesideMaps />
    </div>
  );
}

const NO_PAGES: Lesson['pages'] = [];

function Dots() {
  const pages = useLesson((state) => state.lesson?.pages ?? NO_PAGES);
  const index = useLesson((state) => state.page);
  return (
    <ol className="lesson-dots">
      {pages.map((page, i) => (
        <li key={i}>
          <button
            type="button"
            aria-label={texts.toPage(i + 1, page.title)}
            title={page.title}
            aria-current={i === index ? 'step' : undefined}
            data-testid={`lesson-dot-${i + 1}`}
            onClick={() => void turnTo(i)}
          />
        </li>
      ))}
    </ol>
  );
}

function ForwardButton() {
  const isAsking = useLesson(selectIsAsking);
  const hasAnswer = useLesson((state) => selectAnswer(state) !== null);
  const isLast = useLesson((state) => state.lesson !== null && state.page === state.lesson.pages.length - 1);
  const label = isAsking ? (hasAnswer ? texts.compare : texts.skip) : isLast ? texts.finish : texts.next;
  return (
    <button
      type="button"
      className={isAsking && !hasAnswer ? 'quiet-action' : 'action'}
      data-testid="lesson-forward"
      onClick={() => {
        if (!forward()) void leaveLesson();
      }}
    >
      {label}
    </button>
  );
}

/** The lesson beside the light table: it hides no map that its page does not keep back. */
export function LessonPanel() {
  const lesson = useLesson((state) => state.lesson);
  const index = useLesson((state) => state.page);
  if (!lesson) {
    return (
      <section className="lesson" data-testid="lesson">
        <p className="lesson-hint">{texts.loading}</p>
      </section>
    );
  }
  return (
    <section className="lesson" data-testid="lesson" data-page={index + 1} aria-label={texts.panel(lesson.title)}>
      <header className="lesson-head">
        <p className="lesson-name">{lesson.title}</p>
        <button type="button" className="tool" aria-label={texts.present} title={texts.present} data-testid="lesson-present" onClick={() => openPresenter()}>
          <Icon name="screen" />
        </button>
        <button type="button" className="tool" aria-label={texts.leave} title={texts.leave} data-testid="lesson-leave" onClick={() => void leaveLesson()}>
          <Icon name="close" />
        </button>
      </header>
      <div className="lesson-scroll">
        <LessonPageBody />
      </div>
      <footer className="lesson-foot">
        <button type="button" className="quiet-action" data-testid="lesson-back" disabled={index === 0} onClick={back}>
          {texts.back}
        </button>
        <nav aria-label={texts.pageOf(index + 1, lesson.pages.length)}>
          <Dots />
        </nav>
        <ForwardButton />
      </footer>
    </section>
  );
}
