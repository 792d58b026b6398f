import { baselinePicture } from './baseline';
import { sumOverChannels } from './channels';
import { type Attribution, type AttributionProblem, batchOf } from './problem';
import { gradientSum, targetDifference } from './target';

/** Midpoints of n intervals are midpoints of 3n intervals again, so that tripling wastes no gradient. */
const REFINEMENT = 3;
const FEWEST_STEPS = 27;
export const INTEGRATION_MOST_STEPS = 243;
/** Relative completeness error that ends the refinement. */
const COMPLETENESS = 0.01;

/**
 * A_i = sum over channels of (x_i - x0_i) * integral over a in 0..1 of dF/dx_i (x0 + a (x - x0)), signed, in units of F; x0 is
 * the preprocessing's channel mean. By the midpoint rule with 27, 81 or 243 steps: until the map adds up to F(x) - F(x0) within
 * 1% of it. How well it does is in the finding.
 * Sundararajan, Taly, Yan, "Axiomatic attribution for deep networks", ICML 2017.
 */
export async function* integratedGradients(problem: AttributionProblem): Attribution {
  const { network, picture, target } = problem;
  const baseline = baselinePicture(network, picture);
  const way = picture.rgb.map((value, i) => value - baseline[i]!);
  const difference = await targetDifference(network, picture.rgb, baseline, picture, target);
  const sum = new Float64Array(way.length);
  let [values, passes, finding]: [Float32Array<ArrayBuffer> | null, number, string] = [null, 0, 'first steps'];
  const state = (converged: boolean) =>
    ({ values, passes, shareDone: passes / INTEGRATION_MOST_STEPS, converged, finding });
  for (let steps = REFINEMENT; ; steps *= REFINEMENT) {
    for (const shares of inBatches(newMidpoints(steps), batchOf(problem))) {
      const slopes = await gradientSum(network, pointsOnWay(baseline, way, shares), picture, target);
      slopes.forEach((slope, i) => (sum[i]! += slope));
      passes += shares.length;
      if (passes < steps) yield state(false);
    }
    const attributions = sumOverChannels(sum.map((slope, i) => (slope / steps) * way[i]!));
    values = attributions;
    const total = attributions.reduce((a, b) => a + b, 0);
    const miss = completenessError(total, difference);
    finding = `${steps} steps; the map adds up to ${total.toPrecision(4)}, F(x) - F(x0) is ${difference.toPrecision(4)}: ${(100 * miss).toPrecision(2)}% apart`;
    const isComplete = steps >= FEWEST_STEPS && miss < COMPLETENESS;
    yield state(isComplete);
    if (isComplete || steps === INTEGRATION_MOST_STEPS) return;
  }
}

/** |sum of the map - (F(x) - F(x0))|, relative to the difference; 0 where both are 0. */
export function completenessError(total: number, difference: number): number {
  return total === difference ? 0 : Math.abs((total - difference) / difference);
}

/** Midpoints of `steps` equal intervals of 0..1 that a third as many intervals do not have. */
function newMidpoints(steps: number): number[] {
  const all = Array.from({ length: steps }, (_, k) => (k + 0.5) / steps);
  return steps === REFINEMENT ? all : all.filter((_, k) => k % REFINEMENT !== 1);
}

function inBatches(values: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, k) => values.slice(k * size, (k + 1) * size));
}

/** x0 + a (x - x0) for each share a, one after the other. */
function pointsOnWay(baseline: Float32Array, way: Float32Array, shares: readonly number[]): Float32Array {
  const points = new Float32Array(shares.length * way.length);
  shares.forEach((share, k) => points.set(way.map((distance, i) => baseline[i]! + share * distance), k * way.length));
  return points;
}
