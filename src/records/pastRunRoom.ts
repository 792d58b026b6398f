/** Which past runs make room for a new one. */
import type { PastRunInfo } from './pastRun';

export interface PastRunBounds {
  readonly runs: number;
  readonly bytes: number;
}

export const PAST_RUN_BOUNDS: PastRunBounds = { runs: 200, bytes: 250e6 };

export interface Room {
  /** Whether the new one is to be kept. */
  readonly isKept: boolean;
  /** Ids of those that go; `repeated` are of the same run, `oldest` made room. */
  readonly repeated: readonly string[];
  readonly oldest: readonly string[];
}

/** The same numbers asked for at the same layers. */
export function isSameRun(one: PastRunInfo, other: PastRunInfo): boolean {
  return one.key === other.key && one.layerIds.join(' ') === other.layerIds.join(' ');
}

/**
 * A run that was computed again takes the place of the one before it, unless that has a name. Then, as long as there are too many, the
 * oldest without a name goes; named ones stay, and where they fill all the room the new one is not kept.
 */
export function roomFor(incoming: PastRunInfo, kept: readonly PastRunInfo[], bounds: PastRunBounds = PAST_RUN_BOUNDS): Room {
  const same = kept.filter((info) => isSameRun(info, incoming));
  if (same.some(({ name }) => name !== null)) return { isKept: false, repeated: [], oldest: [] };
  const others = kept.filter((info) => !same.includes(info));
  const goable = others.filter(({ name }) => name === null).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  let bytes = others.reduce((sum, info) => sum + info.bytes, incoming.bytes);
  let runs = others.length + 1;
  const oldest: string[] = [];
  for (const info of goable) {
    if (runs <= bounds.runs && bytes <= bounds.bytes) break;
    oldest.push(info.id);
    bytes -= info.bytes;
    runs -= 1;
  }
  const isKept = runs <= bounds.runs && bytes <= bounds.bytes;
  return isKept ? { isKept, repeated: same.map(({ id }) => id), oldest } : { isKept, repeated: [], oldest: [] };
}
