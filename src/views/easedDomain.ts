/** Lets the shared scale glide to where the maps want it, so that a new result does not flash through all the others. */
import type { Domain } from './colourScale';
import { prefersReducedMotion } from './frames';

export interface EasedDomain {
  /** null forgets the scale: the next target is taken at once. */
  setTarget(target: Domain | null): void;
  destroy(): void;
}

/** Part of the way that is left, covered in each step. */
const EASE = 0.3;
/** Every step redraws all maps: half the frames of a screen are smooth enough. */
const STEP_MS = 32;
/** Of the scale's span: a tenth of a colour step. */
const CLOSE_ENOUGH = 0.0004;

export function createEasedDomain(onChange: (domain: Domain | null) => void): EasedDomain {
  let current: Domain | null = null;
  let target: Domain | null = null;
  let request = 0;
  let steppedAt = 0;

  function step(now: number) {
    request = 0;
    if (!current || !target) return;
    if (now - steppedAt < STEP_MS) {
      request = requestAnimationFrame(step);
      return;
    }
    steppedAt = now;
    const low = target[0] - current[0];
    const high = target[1] - current[1];
    const close = CLOSE_ENOUGH * (target[1] - target[0]);
    const isClose = Math.abs(low) <= close && Math.abs(high) <= close;
    current = isClose ? target : [current[0] + low * EASE, current[1] + high * EASE];
    if (!isClose) request = requestAnimationFrame(step);
    onChange(current);
  }

  return {
    setTarget(next) {
      const jumps = !current || !next || prefersReducedMotion();
      if (next && target && next[0] === target[0] && next[1] === target[1] && current) return;
      target = next;
      if (jumps) {
        current = next;
        onChange(current);
      } else if (request === 0) request = requestAnimationFrame(step);
    },
    destroy() {
      cancelAnimationFrame(request);
    },
  };
}
