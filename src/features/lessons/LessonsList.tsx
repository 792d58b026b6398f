import { useEffect, useRef, useState } from 'react';
import type { LessonEntry } from '../../lessons/readLesson';
import { openLesson } from '../../state/lessonDoor';
import { lessonProgress } from '../../state/lessonProgress';
import { listLessons } from '../../state/lessonSources';
import { useLesson } from '../../state/lessonStore';
import { Icon } from '../../ui/Icon';
import { lessonTexts as texts } from '../../ui/textsLessons';
import './lessons.css';

function ProgressMark({ id, pages }: { id: string; pages: number }) {
  const progress = lessonProgress()[id];
  if (!progress) return null;
  return (
    <span className="lesson-progress" data-testid={`lesson-progress-${id}`}>
      {progress.isDone ? (
        <>
          <Icon name="check" /> {texts.done}
        </>
      ) : (
        texts.begun(progress.reached, pages)
      )}
    </span>
  );
}

/** The lessons that come with the page, how far the viewer is in each, and a door for others'. */
export function LessonsList({ close }: { close: () => void }) {
  const [list, setList] = useState<readonly LessonEntry[] | string | null>(null);
  const current = useLesson((state) => state.lesson?.id ?? null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    listLessons().then(setList, (error: unknown) => setList(error instanceof Error ? error.message : String(error)));
  }, []);
  return (
    <div className="list-panel lessons-panel" data-testid="lessons-list">
      <p className="field-help">{texts.listHelp}</p>
      {typeof list === 'string' && <p role="alert">{list}</p>}
      {list === null && <p className="field-help">{texts.listLoading}</p>}
      {typeof list === 'object' &&
        list?.map(({ id, title, summary, minutes, pages }) => (
          <button
            key={id}
            type="button"
            className="list-item"
            data-testid={`lesson-${id}`}
            aria-current={id === current}
            onClick={() => {
              openLesson({ kind: 'listed', id });
              close();
            }}
          >
            <span className="list-title">
              {title} <ProgressMark id={id} pages={pages} />
            </span>
            <small>{summary}</small>
            <small>{texts.minutes(minutes, pages)}</small>
          </button>
        ))}
      <button type="button" className="list-item" data-testid="lesson-open-file" onClick={() => input.current?.click()}>
        <span className="list-title">{texts.openFile}</span>
      </button>
      <input
        ref={input}
        hidden
        type="file"
        accept=".json,application/json"
        data-testid="lesson-file-input"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (!file) return;
          void file.text().then((text) => openLesson({ kind: 'file', name: file.name, text }));
          close();
        }}
      />
    </div>
  );
}
