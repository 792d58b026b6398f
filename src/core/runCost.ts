/** What a run is expected to take, from what a pass takes. */

/** Passes that the fast solver spends on a layer of a photograph at the usual budget and grid; the recipe of the reference has its own number. */
const USUAL_PASSES = { fast: 80, reference: 800 } as const;
/**
 * With more cells than this, passes grow with the layer's depth up to the solver's limit: on SSD-MobileNetV2 at 300 x 300, a cell a pixel, 56 at the
 * first layer, 136 at block 4, 760 at block 9 of 17 and 800 beyond.
 */
const MANY_CELLS = 64 * 64;
const [FIRST_LAYER_PASSES, PASSES_OVER_DEPTH, MOST_PASSES] = [64, 1800, 800];
/** Calibration and verification, forward only, in passes of forward and backward: on SSD-MobileNetV2's layers 90 to 300. */
const MEASURING_IN_PASSES = 200;

export interface LayerCost {
  readonly secondsPerPass: number;
  /** 0 at the first of the network's layers, 1 at the last. */
  readonly relativeDepth: number;
}

/**
 * @param cells of the grid
 * @param threads workers that layers are spread over; one that has ended its own takes half of the others' batches
 * @returns seconds
 */
export function expectedSeconds(layers: readonly LayerCost[], solver: keyof typeof USUAL_PASSES, cells: number, threads: number): number {
  const together = layers.reduce((sum, layer) => sum + layer.secondsPerPass * (passesOf(layer, solver, cells) + MEASURING_IN_PASSES), 0);
  return together / Math.max(1, Math.min(threads, 2 * layers.length));
}

function passesOf({ relativeDepth }: LayerCost, solver: keyof typeof USUAL_PASSES, cells: number): number {
  if (solver !== 'fast' || cells <= MANY_CELLS) return USUAL_PASSES[solver];
  return Math.min(MOST_PASSES, FIRST_LAYER_PASSES + PASSES_OVER_DEPTH * relativeDepth);
}
