/** The runs that this browser keeps, for the list of them and for whoever would compute one again. */
import { create } from 'zustand';
import type { PastRunInfo } from '../records/pastRun';
import type { PastRunStore } from '../records/pastRunStore';
import { indexedDbPastRuns } from '../records/pastRunStore';
import type { RunRecord } from '../records/runRecord';
import { historyTexts } from '../ui/textsHistory';
import { openRecord } from './openRecord';

export interface PastRunsState {
  /** Newest first; null before they have been looked for. */
  readonly infos: readonly PastRunInfo[] | null;
  /** What was deleted last, until something else is: it can be had back. */
  readonly deleted: readonly { readonly info: PastRunInfo; readonly record: RunRecord }[];
  /** What the viewer should know: that a run could not be kept, or that old ones made room. */
  readonly note: string | null;
}

export const usePastRuns = create<PastRunsState>()(() => ({ infos: null, deleted: [], note: null }));

let store: PastRunStore = indexedDbPastRuns();

/** For tests. */
export function providePastRuns(other: PastRunStore): void {
  store = other;
}

const note = (text: string | null) => usePastRuns.setState({ note: text });
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export async function surveyPastRuns(): Promise<void> {
  try {
    usePastRuns.setState({ infos: await store.list() });
  } catch (error) {
    usePastRuns.setState({ infos: [], note: historyTexts.unreadable(reasonOf(error)) });
  }
}

let lastKept: Promise<void> = Promise.resolve();

/** One after the other: each makes room by what is there. */
export function keepPastRun(record: RunRecord): Promise<void> {
  lastKept = lastKept.then(() => keep(record));
  return lastKept;
}

/** What goes wrong is a note in the list, and nothing more: the run itself is on the table. */
async function keep(record: RunRecord): Promise<void> {
  try {
    const kept = await store.keep(record);
    if (!kept) note(historyTexts.full);
    else note(kept.removed > 0 ? historyTexts.madeRoom(kept.removed) : null);
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    note(isFull ? historyTexts.quota : historyTexts.notKept(reasonOf(error)));
    return;
  }
  if (usePastRuns.getState().infos) await surveyPastRuns();
}

/** Shown as it was: nothing is computed. */
export async function openPastRun(id: string): Promise<boolean> {
  try {
    const record = await store.get(id);
    if (record) await openRecord(record);
    else note(historyTexts.gone);
    return record !== undefined;
  } catch (error) {
    note(historyTexts.unreadable(reasonOf(error)));
    return false;
  }
}

export async function renamePastRun(id: string, name: string): Promise<void> {
  await attempt(() => store.rename(id, name.trim() === '' ? null : name.trim()));
}

export async function deletePastRuns(ids: readonly string[]): Promise<void> {
  await attempt(async () => {
    const infos = (usePastRuns.getState().infos ?? []).filter(({ id }) => ids.includes(id));
    const records = await Promise.all(infos.map(async (info) => ({ info, record: await store.get(info.id) })));
    await store.delete(ids);
    usePastRuns.setState({ deleted: records.flatMap(({ info, record }) => (record ? [{ info, record }] : [])) });
  });
}

export async function undoDelete(): Promise<void> {
  await attempt(async () => {
    for (const { info, record } of usePastRuns.getState().deleted) await store.putBack(info, record);
    usePastRuns.setState({ deleted: [] });
  });
}

async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
    note(null);
  } catch (error) {
    note(historyTexts.notChanged(reasonOf(error)));
  }
  await surveyPastRuns();
}

/**
 * Runs whose numbers were asked for before, newest first (see records/runKey): none where the browser keeps none. One record need
 * not have all the layers that are wanted.
 */
export function pastRunsWithKey(key: string): Promise<readonly RunRecord[]> {
  return store.withKey(key).catch(() => []);
}
