/** How far the viewer came in each lesson: kept in the browser. */

export interface LessonProgress {
  /** From 0, where the viewer was last. */
  readonly page: number;
  /** Pages that were reached. */
  readonly reached: number;
  readonly isDone: boolean;
}

const KEY = 'pixelsieve.lessons';

export function lessonProgress(): Readonly<Record<string, LessonProgress>> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter((entry): entry is [string, LessonProgress] => isProgress(entry[1])));
  } catch {
    // Storage may be forbidden, or hold what is not ours: then every lesson is new.
    return {};
  }
}

function isProgress(value: unknown): value is LessonProgress {
  if (typeof value !== 'object' || value === null) return false;
  const { page, reached, isDone } = value as Record<string, unknown>;
  return Number.isInteger(page) && Number.isInteger(reached) && (page as number) >= 0 && typeof isDone === 'boolean';
}

/** Done is when the last page was reached, and stays so. */
export function rememberPage(id: string, page: number, pages: number): void {
  const all = lessonProgress();
  const before = all[id];
  const progress: LessonProgress = {
    page,
    reached: Math.max(before?.reached ?? 0, page + 1),
    isDone: (before?.isDone ?? false) || page === pages - 1,
  };
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all, [id]: progress }));
  } catch {
    // As above: then the lesson begins at its first page each time.
  }
}
