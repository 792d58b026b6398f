import type { DistortionMeter } from './distortion';

/** Samples of the pairs that fix the uniform level; its ratio to tau fluctuates little. */
const SAMPLES = 64;
const MOST_LEVELS = 8;
/** The bracket is fine enough when the level's g is within this of the budget, in log. */
const CLOSE_ENOUGH = 0.03;

/**
 * The constant sigma with g = c, for every layer of the meter, intensity units. The first level, where layers that are
 * linear have g = c, is shared: one forward pass serves all. Layers that are not get levels of their own, so that no
 * layer's answer depends on which others are asked for. Between levels log g is interpolated over log sigma.
 */
export async function uniformNoiseStds(
  meter: DistortionMeter, layerIds: readonly string[], tau: number, budget: number,
): Promise<Map<string, number>> {
  if (layerIds.length === 0) return new Map();
  while (meter.samplesAtTau < SAMPLES) await meter.extendAtTau();
  const range = { from: 0, to: SAMPLES };
  const target = Math.log(budget);
  const shared = tau * Math.sqrt(budget);
  const relative = await meter.relativeOf(layerIds, shared, range);
  const stds = new Map<string, number>();
  for (const id of layerIds) {
    // g(tau) = 1 by definition: the first point of every layer.
    const points = [pointAt(tau, 1), pointAt(shared, relative.get(id)!.ratio)];
    while (points.length < MOST_LEVELS && !points.some(({ logG }) => Math.abs(logG - target) < CLOSE_ENOUGH)) {
      const std = Math.exp(logStdAt(points, target));
      points.push(pointAt(std, (await meter.relativeOf([id], std, range)).get(id)!.ratio));
    }
    stds.set(id, Math.exp(logStdAt(points, target)));
  }
  return stds;
}

interface LevelPoint {
  readonly logStd: number;
  readonly logG: number;
}

const pointAt = (std: number, g: number): LevelPoint => ({ logStd: Math.log(std), logG: Math.log(g) });

/** Where log g reaches the target: on the line through the two points nearest it; slope 2 (linear layer) from one point. */
function logStdAt(points: readonly LevelPoint[], target: number): number {
  const [first, second] = [...points].sort((a, b) => Math.abs(a.logG - target) - Math.abs(b.logG - target));
  const measured = second ? (first!.logG - second.logG) / (first!.logStd - second.logStd) : 2;
  const slope = Number.isFinite(measured) && measured > 0.2 ? measured : 2;
  return first!.logStd + (target - first!.logG) / slope;
}
