/** A foreground stays on what it was drawn on: when the network's window on the picture changes, it goes along. */
import type { MaskFrame } from '../core/maskProjection';
import { projectMask } from '../core/maskProjection';
import { countInside } from '../core/mask';
import { foregroundCut, foregroundEverywhere, foregroundOut } from '../ui/textsPictures';
import type { ForegroundEntry } from './foregroundEntry';
import { entryOf } from './foregroundEntry';

export interface Carried {
  readonly foregrounds: ReadonlyMap<string, ForegroundEntry>;
  /** What the viewer must know; null where all of it is still seen. */
  readonly told: { readonly kind: 'note' | 'warning'; readonly line: string } | null;
}

interface Place {
  /** Of the foregrounds' map. */
  readonly key: string;
  readonly frame: MaskFrame;
}

/**
 * The foreground drawn at `from`, at `to`. It is always derived from the mask as it was drawn, so that going to and fro costs
 * nothing, and what was out of sight is back with the window. Without a drawn one nothing changes.
 */
export function carryForeground(foregrounds: ReadonlyMap<string, ForegroundEntry>, from: Place, to: Place): Carried {
  const entry = foregrounds.get(from.key);
  if (!entry || from.key === to.key) return { foregrounds, told: null };
  const source = entry.source ?? { mask: entry.mask, frame: from.frame };
  const there = foregrounds.get(to.key);
  // Back where it was drawn: with its own history.
  if (there && there.mask === source.mask) return { foregrounds, told: null };
  const { mask, lostShare } = projectMask(source.mask, source.frame, to.frame);
  const carried: ForegroundEntry = { ...entryOf(mask), source };
  return { foregrounds: new Map(foregrounds).set(to.key, carried), told: entryOf(source.mask).isUsable ? wordsFor(carried, lostShare) : null };
}

function wordsFor({ mask, isUsable }: ForegroundEntry, lostShare: number): Carried['told'] {
  if (isUsable) return lostShare > 0.005 ? { kind: 'note', line: foregroundCut(lostShare) } : null;
  return { kind: 'warning', line: countInside(mask) === 0 ? foregroundOut : foregroundEverywhere };
}
