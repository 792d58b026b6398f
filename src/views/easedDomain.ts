/** Lets the shared scale glide to where the maps want it, so that a new result does not flash through all the others. */
import type { Domain } from './colourScale';
import { prefersReducedMotion } from './frames';

export interface EasedDomain {
  /**
   * null forgets the scale: the next target is taken at once.
   * @param isLast no more maps are on their way: whatever is left to move is moved now
   */
  setTarget(target: Domain | null, isLast?: boolean): void;
  destroy(): void;
}

/** Part of the way that is left, covered in each step. */
const EASE = 0.4;
/** Every step redraws all maps: twenty a second are smooth enough, and leave the processors to the run. */
const STEP_MS = 50;
/** Of the scale's span: a quarter of a colour step. */
const CLOSE_ENOUGH = 0.001;
/** Maps that form move the scale's ends all the time: by less than this share of its span they wait until it is calm. */
const WORTH_MOVING = 0.015;
const CALM_MS = 700;

const isWithin = (share: number, a: Domain, b: Domain) => Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])) <= share * (b[1] - b[0]);

export function createEasedDomain(onChange: (domain: Domain | null) => void): EasedDomain {
  let current: Domain | null = null;
  let target: Domain | null = null;
  let stepping: ReturnType<typeof setTimeout> | null = null;
  let waiting: ReturnType<typeof setTimeout> | null = null;

  function step() {
    stepping = null;
    if (!current || !target) return;
    const isClose = isWithin(CLOSE_ENOUGH, current, target);
    current = isClose ? target : [current[0] + (target[0] - current[0]) * EASE, current[1] + (target[1] - current[1]) * EASE];
    if (!isClose) stepping = setTimeout(step, STEP_MS);
    onChange(current);
  }

  function goTo(next: Domain | null) {
    const jumps = !current || !next || prefersReducedMotion();
    target = next;
    if (jumps) {
      current = next;
      onChange(current);
    } else stepping ??= setTimeout(step, 0);
  }

  function stopWaiting() {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
  }

  return {
    setTarget(next, isLast = false) {
      stopWaiting();
      // It is there, or on its way: another step would redraw every map for nothing.
      if (next && target && next[0] === target[0] && next[1] === target[1]) return;
      if (!next || !target || isLast || !isWithin(WORTH_MOVING, next, target)) goTo(next);
      else waiting = setTimeout(() => goTo(next), CALM_MS);
    },
    destroy() {
      stopWaiting();
      if (stepping !== null) clearTimeout(stepping);
    },
  };
}
