/** Every run that ends with a map is kept in the browser: after it has ended, when the page has nothing else to do. */
import { readLive } from './live';
import { readApp, useApp } from './store';
import { recordOfTable } from './tableRecord';

const WAIT_MOST_MS = 4000;

function whenIdle(act: () => void): void {
  // Safari has none.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: WAIT_MOST_MS });
  else setTimeout(act, WAIT_MOST_MS / 4);
}

/** Called once. */
export function followRuns(): void {
  useApp.subscribe((state, before) => {
    if (before.runStatus !== 'running' || (state.runStatus !== 'done' && state.runStatus !== 'cancelled') || state.shownRun?.record) return;
    // At once: by the time the page is idle, another run may have the table.
    const record = recordOfTable(readApp(), readLive());
    if (!record?.layers.some(({ map }) => map !== null)) return;
    whenIdle(() => void import('./pastRuns').then(({ keepPastRun }) => keepPastRun(record)));
  });
}
