/** Every run that ends with a map is kept in the browser: after it has ended, when the page has nothing else to do. */
import type { RunRecord } from '../records/runRecord';
import { withLayers } from './board/boardRecord';
import { provideKnownRuns, provideRunKeeper } from './board/known';
import { readLive } from './live';
import { readApp, useApp } from './store';
import { recordOfTable } from './tableRecord';

const WAIT_MOST_MS = 4000;

function whenIdle(act: () => void): void {
  // Safari has none.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: WAIT_MOST_MS });
  else setTimeout(act, WAIT_MOST_MS / 4);
}

/** The record is taken at once: by the time the page is idle, another run may have the table. */
function keepWhenIdle(record: RunRecord): void {
  whenIdle(() => void import('./pastRuns').then(({ keepPastRun }) => keepPastRun(record), () => undefined));
}

/** All that past runs have of one, the newest of each layer. */
async function pastRun(key: string): Promise<RunRecord | null> {
  const { pastRunsWithKey } = await import('./pastRuns');
  const [newest, ...older] = await pastRunsWithKey(key);
  return newest ? older.reduce((all, { layers }) => withLayers(all, [...layers, ...all.layers]), newest) : null;
}

/** Called once. Runs of the table, and of the board, which asks here before it computes. */
export function followRuns(): void {
  provideRunKeeper(keepWhenIdle);
  provideKnownRuns(pastRun);
  useApp.subscribe((state, before) => {
    if (before.runStatus !== 'running' || (state.runStatus !== 'done' && state.runStatus !== 'cancelled') || state.shownRun?.record) return;
    const record = recordOfTable(readApp(), readLive());
    if (record?.layers.some(({ map }) => map !== null)) keepWhenIdle(record);
  });
}
