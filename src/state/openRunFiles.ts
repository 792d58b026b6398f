/** Exported runs that were dropped: each checked on its own, the first good one on the table, the others among the past runs. */
import type { RunRecord } from '../records/runRecord';
import { runFromJson } from '../records/runFromJson';
import { recordTexts } from '../ui/textsRecords';
import { openRecord } from './openRecord';
import { keepPastRun } from './pastRuns';
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
  const [first, ...others] = records;
  if (first) await openRecord(first);
  for (const record of others) await keepPastRun(record);
  if (others.length > 0) tell('note', 'record', recordTexts.othersKept(files[0]!.name, others.length));
  if (refusals.length > 0) tell('error', 'export', ...refusals);
}
