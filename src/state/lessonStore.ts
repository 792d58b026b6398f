/** The lesson that is on, its page, what the viewer answered and what was measured. */
import { create } from 'zustand';
import type { Lesson, LessonPage } from '../lessons/lesson';
import type { AsideResult } from './asideRuns';
import type { PixelPosition } from './live';

export type Answer =
  | { readonly kind: 'choice'; readonly option: number }
  | { readonly kind: 'point'; readonly pixel: PixelPosition }
  /** Nats by layer; only layers that were drawn. */
  | { readonly kind: 'curve'; readonly values: ReadonlyMap<string, number> };

export type BesideResults = ReadonlyMap<string, ReadonlyMap<string, AsideResult>>;

export interface LessonState {
  readonly lesson: Lesson | null;
  /** From 0. */
  readonly page: number;
  /** By page. */
  readonly answers: ReadonlyMap<number, Answer>;
  readonly revealed: ReadonlySet<number>;
  /** By the measures' names: this page's as of now, earlier pages' as they were. */
  readonly measured: ReadonlyMap<string, number>;
  /** Results of the page's runs beside the table, by run and layer. */
  readonly beside: BesideResults;
  readonly besideStatus: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  readonly besideError: string | null;
  /** While network and picture of the page are being laid on the table. */
  readonly isLaying: boolean;
}

export const NO_LESSON: LessonState = {
  lesson: null, page: 0, answers: new Map(), revealed: new Set(), measured: new Map(),
  beside: new Map(), besideStatus: 'waiting', besideError: null, isLaying: false,
};

export const useLesson = create<LessonState>()(() => NO_LESSON);
export const readLesson = useLesson.getState;

export function selectPage({ lesson, page }: LessonState): LessonPage | null {
  return lesson?.pages[page] ?? null;
}

export function selectAnswer({ answers, page }: LessonState): Answer | null {
  return answers.get(page) ?? null;
}

/** Whether the page keeps something back until it is asked for. */
export function selectIsAsking(state: LessonState): boolean {
  return selectPage(state)?.prediction != null && !state.revealed.has(state.page);
}

export function giveAnswer(answer: Answer): void {
  const state = readLesson();
  if (!selectIsAsking(state)) return;
  useLesson.setState({ answers: new Map(state.answers).set(state.page, answer) });
}
