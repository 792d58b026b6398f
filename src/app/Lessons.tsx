import { useLessonDoor } from '../state/lessonDoor';
import { Popover } from '../ui/Popover';
import { lessonDoorTexts as texts } from '../ui/textsTeach';
import { later } from './later';

/** All of it comes when a lesson is opened: a visit without one fetches none of it. */
export const LessonPanel = later(async () => (await import('../features/lessons/LessonPanel')).LessonPanel);
export const LessonPageBody = later(async () => (await import('../features/lessons/LessonPanel')).LessonPageBody);
export const PointOnPicture = later(async () => (await import('../features/lessons/PointOnPicture')).PointOnPicture);
export const LessonHost = later(async () => (await import('../features/lessons/LessonHost')).LessonHost);
const LessonsList = later(async () => (await import('../features/lessons/LessonsList')).LessonsList);

export const useHasLesson = () => useLessonDoor((state) => state.request !== null);

/** In the bar: the list of lessons. */
export function LessonsPicker() {
  return (
    <Popover caption={texts.caption} testId="pick-lesson" align="end" value={texts.open}>
      {(close) => <LessonsList close={close} />}
    </Popover>
  );
}
