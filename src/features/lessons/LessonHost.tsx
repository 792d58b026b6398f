import { useEffect } from 'react';
import { useLessonDoor } from '../../state/lessonDoor';
import { back, forward, startLesson } from '../../state/lessonPages';
import { readLesson } from '../../state/lessonStore';
import { usePresent } from '../../state/present';

/** Keys that belong to what they are pressed in. */
function isTaken(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input:not([type=radio]), textarea, select, dialog, .numbers-scroll') !== null;
}

/** Opens the lesson that is wanted, and turns its pages by key. Shows nothing itself. */
export function LessonHost() {
  const request = useLessonDoor((state) => state.request);
  useEffect(() => {
    if (request) void startLesson(request);
  }, [request]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!readLesson().lesson || usePresent.getState().isOpen || isTaken(event.target)) return;
      if (event.key === 'PageDown') forward();
      else if (event.key === 'PageUp') back();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return null;
}
