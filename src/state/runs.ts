/** Starting, following and ending a run. */
import { EngineError } from '../engine/client';
import type { RunEvent } from '../engine/protocol';
import { stopAside } from './asideRuns';
import { engine } from './engineHandle';
import { readLive, writeLive } from './live';
import { endOpenLayers, foldEvents, freshResults } from './runReducer';
import { missingForRun } from './missingForRun';
import type { Setup } from './setup';
import { resolveSpec } from './setup';
import { clearTopic, readApp, tell, writeApp } from './store';

let controller: AbortController | null = null;
let events: RunEvent[] = [];
let foldTimer: ReturnType<typeof setTimeout> | null = null;
let restartTimer: ReturnType<typeof setTimeout> | null = null;

/**
 * Events are folded ten times a second: enough to see maps move, and the page stays light beside a busy worker. A
 * timer, not a frame, so that a page in the background keeps up.
 */
const FOLD_EVERY_MS = 100;
/** A slider being dragged should not start a run for every value it passes. */
const RESTART_AFTER_MS = 250;

function foldNow(): void {
  if (foldTimer !== null) clearTimeout(foldTimer);
  foldTimer = null;
  if (events.length === 0) return;
  const { results, totals } = readLive();
  writeLive(foldEvents({ results, totals }, events));
  events = [];
}

function receive(event: RunEvent): void {
  events.push(event);
  foldTimer ??= setTimeout(foldNow, FOLD_EVERY_MS);
}

/** Where a record is shown whose picture or network is not here, says so, and leaves what is shown as it is. */
function isMissingPart(): boolean {
  const missing = missingForRun(readApp());
  if (missing === null) return false;
  tell('warning', 'record', missing);
  if (readLive().results.size === 0) writeApp({ runStatus: 'idle' });
  return true;
}

/** Starts on what is on the table; does nothing while network, picture or backend are missing. */
export function startRun(): void {
  if (isMissingPart()) return;
  const { model, fitted, picture, backend, setup } = readApp();
  if (!model?.loaded || !fitted || !picture || !backend) {
    writeApp({ runWanted: true });
    return;
  }
  if (restartTimer !== null) clearTimeout(restartTimer);
  restartTimer = null;
  stopAside();
  abandonRun();
  const own = new AbortController();
  controller = own;
  const spec = resolveSpec(setup, model.card);
  events = [];
  writeLive(freshResults(spec.layerIds));
  clearTopic('run');
  writeApp({
    runWanted: false,
    runStatus: 'running',
    shownRun: {
      spec, model: model.loaded, modelLink: model.link, modelChoices: model.choices ?? null,
      picture, crop: fitted.crop, seen: fitted.picture, backend, createdAt: new Date(),
    },
  });
  let cancelled = false;
  const follow = (event: RunEvent) => {
    if (own !== controller) return;
    cancelled ||= event.type === 'runCancelled';
    receive(event);
  };
  engine()
    .run(spec, fitted.picture, follow, own.signal)
    .then(
      () => {
        if (own !== controller) return;
        // Cancelled, but not by us: another network is about to take the table, and its run follows.
        if (cancelled && !own.signal.aborted && readApp().modelLoading !== null) return;
        endRun(cancelled ? 'cancelled' : 'done');
      },
      (error: unknown) => own === controller && failRun(error),
    );
}

function endRun(runStatus: 'done' | 'cancelled' | 'failed'): void {
  foldNow();
  controller = null;
  const results = [...readLive().results.values()];
  const allFailed = results.length > 0 && results.every((result) => result.progress.status === 'failed');
  writeApp({ runStatus: allFailed ? 'failed' : runStatus });
  const failures = results.flatMap(({ progress }) => progress.error?.message ?? []);
  if (failures.length > 0) tell('error', 'run', ...new Set(failures));
}

/** The worker gave up on the run, or is gone: layers that were open end here, what is finished stays. */
function failRun(error: unknown): void {
  foldNow();
  const results = new Map(readLive().results);
  endOpenLayers(results, 'failed');
  writeLive({ results });
  endRun('failed');
  // A crash tells of itself, with or without a run.
  if (error instanceof EngineError && error.code === 'worker-crashed') return;
  tell('error', 'run', error instanceof Error ? error.message : String(error));
}

export function cancelRun(): void {
  writeApp({ runWanted: false });
  if (restartTimer !== null) {
    clearTimeout(restartTimer);
    restartTimer = null;
    writeApp({ runStatus: 'cancelled' });
  }
  controller?.abort();
}

/** Before something replaces the network or the picture: no late result may land on the new one's maps. */
export function abandonRun(): void {
  controller?.abort();
  controller = null;
  events = [];
}

/** The worker that computes is about to be replaced: what it has not finished is cancelled. */
export function interruptRun(): void {
  foldNow();
  abandonRun();
  if (readApp().runStatus !== 'running') return;
  const results = new Map(readLive().results);
  endOpenLayers(results, 'cancelled');
  writeLive({ results });
  writeApp({ runStatus: 'cancelled' });
}

/** After a choice has changed: starts anew, unless the page is waiting to be started. */
export function restartRunSoon(afterMs = RESTART_AFTER_MS): void {
  if (readApp().runStatus === 'idle' || isMissingPart()) return;
  if (restartTimer !== null) clearTimeout(restartTimer);
  abandonRun();
  // At once, not when the timer fires: nobody may take the old run's end for the new one's.
  writeApp({ runStatus: 'running' });
  restartTimer = setTimeout(startRun, afterMs);
}

export function changeSetup(change: Partial<Setup>): void {
  writeApp((state) => ({ setup: { ...state.setup, ...change } }));
  restartRunSoon();
}
