/** Drawing once a frame, however often something asks for it; and a slow shared clock for grain. */

export interface FrameDrawer {
  invalidate(): void;
  destroy(): void;
}

export function createFrameDrawer(draw: () => void): FrameDrawer {
  let request = 0;
  return {
    invalidate() {
      if (request !== 0) return;
      request = requestAnimationFrame(() => {
        request = 0;
        draw();
      });
    },
    destroy() {
      cancelAnimationFrame(request);
    },
  };
}

/** Grain changes this often: it should shimmer, not flicker. */
const GRAIN_EVERY_MS = 160;

const grainListeners = new Set<(frame: number) => void>();
let grainTimer: ReturnType<typeof setInterval> | null = null;
let grainFrame = 0;

/** Calls back at every step of the grain until the returned function is called. One clock for all maps. */
export function onGrainFrame(listener: (frame: number) => void): () => void {
  grainListeners.add(listener);
  grainTimer ??= setInterval(() => {
    grainFrame++;
    for (const each of grainListeners) each(grainFrame);
  }, GRAIN_EVERY_MS);
  return () => {
    grainListeners.delete(listener);
    if (grainListeners.size > 0 || grainTimer === null) return;
    clearInterval(grainTimer);
    grainTimer = null;
  };
}

let reducedMotion: MediaQueryList | null = null;

/** Asked in every frame: the query is made once. */
export function prefersReducedMotion(): boolean {
  reducedMotion ??= matchMedia('(prefers-reduced-motion: reduce)');
  return reducedMotion.matches;
}
