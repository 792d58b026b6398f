import type { DistortionMeter } from './distortion';

/** Samples of the pairs that fix the uniform level; its ratio to tau fluctuates little. */
const SAMPLES = 64;
const MOST_LEVELS = 8;
/** The bracket is fine enough when the level's g is within this of the budget, in log. */
const CLOSE_ENOUGH = 0.03;

/**
 * The constant sigma with g = c, for every layer of the meter, intensity units. Levels are shared by the layers, so that one
 * forward pass serves all; between levels log g is interpolated over log sigma.
 */
export async function uniformNoiseStds(
  meter: DistortionMeter, layerIds: readonly string[], tau: number, budget: number,
): Promise<Map<string, number>> {
  while (meter.samplesAtTau < SAMPLES) await meter.extendAtTau();
  const range = { from: 0, to: SAMPLES };
  // g(tau) = 1 by definition: the first point of every layer.
  const points = new Map(layerIds.map((id) => [id, [{ logStd: Math.log(tau), logG: 0 }]]));
  const target = Math.log(budget);
  for (let level = 0; level < MOST_LEVELS; level++) {
    const guesses = layerIds.map((id) => logStdAt(points.get(id)!, target));
    const open = layerIds.filter((id) => !points.get(id)!.some(({ logG }) => Math.abs(logG - target) < CLOSE_ENOUGH));
    if (open.length === 0) break;
    const openGuesses = guesses.filter((_, index) => open.includes(layerIds[index]!)).sort((a, b) => a - b);
    const logStd = openGuesses[Math.floor(openGuesses.length / 2)]!;
    const relative = await meter.relativeOfAll(Math.exp(logStd), range);
    for (const id of layerIds) points.get(id)!.push({ logStd, logG: Math.log(relative.get(id)!.ratio) });
  }
  return new Map(layerIds.map((id) => [id, Math.exp(logStdAt(points.get(id)!, target))]));
}

/** Where log g reaches the target: on the line through the two points nearest it; slope 2 (linear layer) from one point. */
function logStdAt(points: readonly { logStd: number; logG: number }[], target: number): number {
  const [first, second] = [...points].sort((a, b) => Math.abs(a.logG - target) - Math.abs(b.logG - target));
  const measured = second ? (first!.logG - second.logG) / (first!.logStd - second.logStd) : 2;
  const slope = Number.isFinite(measured) && measured > 0.2 ? measured : 2;
  return first!.logStd + (target - first!.logG) / slope;
}
