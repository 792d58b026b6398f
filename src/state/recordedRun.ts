/**
 * What is shown where the browser cannot compute: a run that was recorded where it can, `public/recorded/run.json`, on the same
 * table. The address, and what was chosen in it, stay as they are.
 */
import type { NeededFeature } from '../core/browserSupport';
import { missingFeatures } from '../core/browserSupport';
import type { RunRecord } from '../records/runRecord';
import { cannotRunTexts } from '../ui/textsOffline';
import { readLive, writeLive } from './live';
import { choosePictureOfLink } from './pictureFetch';
import { resultsOfRecord, setupOfRecord, tableModelOfRecord } from './recordOnTable';
import { clearTopic, readApp, tell, useApp, writeApp } from './store';
import { setView } from './viewActions';

const PATH = 'recorded/run.json';

/** Called once, after the engine was asked to start: whatever keeps it from doing so, the page is not left without a map. */
export function followEngineFailure(): void {
  useApp.subscribe(({ engineFailure, recording }) => {
    const hasMaps = [...readLive().results.values()].some(({ map }) => map !== null);
    if (engineFailure !== null && !recording && !hasMaps) void showRecordedRun();
  });
}

/** Instead of starting the engine. */
export function refuseToRun(missing: readonly NeededFeature[]): void {
  writeApp({ engineFailure: cannotRunTexts.missing(missing), runWanted: false });
}

let isAsked = false;

async function showRecordedRun(): Promise<void> {
  if (isAsked) return;
  isAsked = true;
  try {
    const [{ runFromJson }, response] = await Promise.all([import('../records/runFromJson'), fetch(PATH)]);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const record = runFromJson(await response.text(), PATH);
    layOnTable(record);
    // Where pictures cannot be decoded either, the maps lie on nothing.
    if (record.picture.link !== null && missingFeatures(globalThis).length === 0) await choosePictureOfLink(record.picture.link, null);
    // What they say stands above the recording.
    for (const topic of ['engine', 'model', 'link'] as const) clearTopic(topic);
  } catch (error) {
    tell('error', 'engine', cannotRunTexts.recordingMissing(error instanceof Error ? error.message : String(error)));
  }
}

function layOnTable(record: RunRecord): void {
  setView({ mode: 'table' });
  writeLive(resultsOfRecord(record));
  writeApp({
    recording: record,
    runWanted: false,
    model: tableModelOfRecord(record),
    setup: { ...readApp().setup, ...setupOfRecord(record) },
    predictions: record.predictions,
  });
}
