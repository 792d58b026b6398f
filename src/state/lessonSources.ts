/** From what names a lesson to its text. */
import { LessonError } from '../lessons/lesson';
import type { LessonEntry } from '../lessons/readLesson';
import { readLessonList } from '../lessons/readLesson';
import { rawAddress, webAddress, nameOfAddress } from '../pictures/webAddress';
import { requestAnonymously } from '../pictures/webRequest';
import { lessonNotFetched, lessonNotWeb, lessonUnknown } from '../ui/textsLessons';
import type { LessonSource } from './lessonDoor';

export interface LessonText {
  readonly text: string;
  /** As messages call it. */
  readonly name: string;
}

/** @throws LessonError with a message for the viewer */
export async function readLessonSource(source: LessonSource): Promise<LessonText> {
  switch (source.kind) {
    case 'file':
      return source;
    case 'listed': {
      const list = await listLessons();
      const entry = list.find(({ id }) => id === source.id);
      if (!entry) throw new LessonError(lessonUnknown(source.id, list.map(({ id }) => id)));
      return { text: await fetchOwn(entry.file), name: entry.file };
    }
    case 'address':
      return fetchFrom(source.address);
    default: {
      const unknown: never = source;
      throw new Error(`unknown source of a lesson ${JSON.stringify(unknown)}`);
    }
  }
}

/** @throws LessonError */
export async function listLessons(): Promise<readonly LessonEntry[]> {
  return readLessonList(await fetchOwn('lessons.json'));
}

async function fetchOwn(file: string): Promise<string> {
  const address = new URL(`lessons/${file}`, document.baseURI).href;
  const response = await fetch(address).catch((error: unknown) => {
    throw new LessonError(lessonNotFetched(address, error instanceof Error ? error.message : String(error)));
  });
  if (!response.ok) throw new LessonError(lessonNotFetched(address, `HTTP ${response.status}`));
  return response.text();
}

async function fetchFrom(written: string): Promise<LessonText> {
  const typed = webAddress(written, document.baseURI);
  if (typed === null) throw new LessonError(lessonNotWeb(written));
  const address = rawAddress(typed);
  const href = new URL(address, document.baseURI).href;
  const response = await requestAnonymously(href, new AbortController().signal, () => new LessonError(lessonNotFetched(href, null)));
  if (!response.ok) throw new LessonError(lessonNotFetched(href, `HTTP ${response.status}`));
  return { text: await response.text(), name: nameOfAddress(address) };
}
