/** Results that need no computing: runs of this visit, and whatever else can look a run up by its key. */
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import { runKeyOf } from '../../records/runKey';
import { layerOf, withLayers } from './boardRecord';

/** Looks up a past run by the key of runKey.ts; null or undefined where there is none. */
export type KnownRunLookup = (runKey: string) => Promise<RunRecord | null | undefined>;

/** Of some hundred kilobytes each. */
const MOST_REMEMBERED = 100;
const remembered = new Map<string, RunRecord>();
const lookups: KnownRunLookup[] = [];

/** Told of every run of the board that has ended, as far as it has results. */
export type RunKeeper = (record: RunRecord) => void;

const keepers: RunKeeper[] = [];

export function provideRunKeeper(keeper: RunKeeper): void {
  keepers.push(keeper);
}

/** For stores of past runs; asked in the order in which they came, after the runs of this visit. */
export function provideKnownRuns(lookup: KnownRunLookup): void {
  lookups.push(lookup);
}

/** A layer that came to its own end: one that failed or was cancelled may do better another time. */
export const isResult = ({ progress, map }: LayerRecord) =>
  progress.status === 'unbounded' || (map !== null && (progress.status === 'converged' || progress.status === 'pass-limit'));

/** Keeps what has ended of a run for the rest of the visit. */
export function rememberRun(record: RunRecord): void {
  const results = record.layers.filter(isResult);
  if (results.length === 0 || !record.picture.seen) return;
  for (const keep of keepers) keep({ ...record, layers: results, spec: { ...record.spec, layerIds: results.map(({ info }) => info.id) } });
  const key = runKeyOf(record);
  const before = remembered.get(key);
  remembered.delete(key);
  remembered.set(key, before ? withLayers(before, results) : { ...record, layers: results });
  for (const oldest of remembered.keys()) {
    if (remembered.size <= MOST_REMEMBERED) break;
    remembered.delete(oldest);
  }
}

/** What is known of a run, from all who know of it; null where nothing is. A lookup that fails knows nothing. */
export async function knownRun(key: string): Promise<RunRecord | null> {
  const found: RunRecord[] = [];
  const here = remembered.get(key);
  if (here) found.push(here);
  for (const lookup of lookups) {
    const record = await lookup(key).catch(() => null);
    if (record) found.push(record);
  }
  const [first, ...others] = found.map((record): RunRecord => ({ ...record, layers: record.layers.filter(isResult) })).filter(({ layers }) => layers.length > 0);
  return first ? others.reduce((all, { layers }) => withLayers(all, layers.filter(({ info }) => !layerOf(all, info.id))), first) : null;
}

/** For tests. */
export function forgetRuns(): void {
  remembered.clear();
  lookups.length = 0;
  keepers.length = 0;
}
