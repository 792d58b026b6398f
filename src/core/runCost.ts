/** What a run is expected to take, from what a pass takes. */

/** Passes that the fast solver spends on a layer at the usual budget; the recipe of the reference has its own number. */
const USUAL_PASSES = { fast: 128, reference: 800 } as const;
/** Calibration and verification, forward only, in passes of forward and backward. */
const MEASURING_IN_PASSES = 64;

/**
 * @param secondsPerPass one a layer
 * @param threads workers that layers are spread over; a layer is not split
 * @returns seconds
 */
export function expectedSeconds(secondsPerPass: readonly number[], solver: keyof typeof USUAL_PASSES, threads: number): number {
  const perLayer = secondsPerPass.map((seconds) => seconds * (USUAL_PASSES[solver] + MEASURING_IN_PASSES));
  const together = perLayer.reduce((sum, seconds) => sum + seconds, 0);
  return Math.max(together / Math.max(1, threads), ...perLayer);
}
