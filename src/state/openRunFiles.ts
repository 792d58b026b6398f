/** Exported runs that were dropped: each checked on its own, the first good one on the table. */
import type { RunRecord } from '../records/runRecord';
import { runFromJson } from '../records/runFromJson';
import { openRecord } from './openRecord';
import { tell } from './store';

export async function openRunFiles(files: readonly File[]): Promise<void> {
  const records: RunRecord[] = [];
  const refusals: string[] = [];
  for (const file of files) {
    try {
      records.push(runFromJson(await file.text(), file.name));
    } catch (error) {
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (records[0]) await openRecord(records[0]);
  if (refusals.length > 0) tell('error', 'export', ...refusals);
}
