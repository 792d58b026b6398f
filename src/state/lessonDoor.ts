/** Which lesson is wanted. What a lesson takes is fetched when one is: here is only the door. */
import { create } from 'zustand';
import { linkExtra } from './linkExtras';

export type LessonSource =
  /** Of `public/lessons/lessons.json`. */
  | { readonly kind: 'listed'; readonly id: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string };

export interface LessonRequest {
  readonly source: LessonSource;
  /** From 0; null: where the viewer was last time. */
  readonly page: number | null;
  /** Whether the page was opened for it: then there is no former state to give back. */
  readonly isOfAddress: boolean;
}

export const useLessonDoor = create<{ readonly request: LessonRequest | null }>()(() => ({ request: null }));

export function openLesson(source: LessonSource, page: number | null = null): void {
  useLessonDoor.setState({ request: { source, page, isOfAddress: false } });
}

const ADDRESS = 'url:';

/** `?lesson=` before the hash: an id, or `url:` and an address; the hash's `page` counts from 1. True where there is one. */
export function openLessonOfAddress(): boolean {
  const wanted = new URLSearchParams(location.search).get('lesson');
  if (wanted === null || wanted === '') return false;
  const written = Number(linkExtra('page'));
  const page = Number.isInteger(written) && written >= 1 ? written - 1 : null;
  const source: LessonSource = wanted.startsWith(ADDRESS) ? { kind: 'address', address: wanted.slice(ADDRESS.length) } : { kind: 'listed', id: wanted };
  useLessonDoor.setState({ request: { source, page, isOfAddress: true } });
  return true;
}

/** What the address says of the lesson; a lesson from a file cannot be in it. */
export function writeLessonAddress(source: LessonSource | null): void {
  const url = new URL(location.href);
  if (source?.kind === 'listed') url.searchParams.set('lesson', source.id);
  else if (source?.kind === 'address') url.searchParams.set('lesson', ADDRESS + source.address);
  else url.searchParams.delete('lesson');
  // In a query, a colon and a slash may stand as they are: addresses stay readable.
  url.search = url.search.replace(/%(3A|2F)/gi, (escape) => decodeURIComponent(escape));
  if (url.href !== location.href) history.replaceState(history.state, '', url);
}
