import type { DistortionMeter } from './distortion';

/** Samples of the pairs that fix the uniform level; its ratio to tau fluctuates little. */
const SAMPLES = 64;
/** A level at a budget above the first is measured again on this many: saturating layers fluctuate more, and gains are smaller. */
const LARGEST_LINEAR_BUDGET = 3;
const SAMPLES_FAR_OUT = 256;
const MOST_LEVELS = 16;
/** A new level stays this share of the bracket away from its ends, and outside all known levels by this much in log at most. */
const LEAST_INSIDE = 0.05;
const MOST_OUTSIDE = 1.5;
/** Of log g over log sigma, for the step beyond the highest level. */
const LEAST_SLOPE = 0.01;
/** No layer is asked for more noise than this, intensity units: it has long been saturated. */
const MOST_STD = 100;
/** A level whose g is further than this from the budget, in log, is not reported: the layer does not get there. */
const REACHED = 0.1;
/** The bracket is fine enough when the level's g is within this of the budget, in log. */
const CLOSE_ENOUGH = 0.03;

/**
 * The constant sigma with g = c, for every layer of the meter, intensity units. The first level, where layers that are
 * linear have g = c, is shared: one forward pass serves all. Layers that are not get levels of their own, so that no
 * layer's answer depends on which others are asked for. Between levels log g is interpolated over log sigma, and a bracket is kept:
 * a layer can all but stand still between two stretches in which it moves. A layer that saturates below the budget has no
 * such level, and no entry.
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
    const measure = async (std: number, of = range) => pointAt(std, (await meter.relativeOf([id], std, of)).get(id)!.ratio);
    while (points.length < MOST_LEVELS && !points.some(({ logG }) => Math.abs(logG - target) < CLOSE_ENOUGH)) {
      const next = Math.min(Math.log(MOST_STD), nextLogStd(points, target));
      if (points.some(({ logStd }) => logStd === next)) break;
      points.push(await measure(Math.exp(next)));
    }
    if (!points.some(({ logG }) => Math.abs(logG - target) < REACHED)) continue;
    let logStd = logStdAt(points, target);
    if (budget > LARGEST_LINEAR_BUDGET) {
      while (meter.samplesAtTau < SAMPLES_FAR_OUT) await meter.extendAtTau();
      const { logG } = await measure(Math.exp(logStd), { from: 0, to: SAMPLES_FAR_OUT });
      logStd += (target - logG) / slopeNear(points, target);
    }
    stds.set(id, Math.exp(logStd));
  }
  return stds;
}

interface LevelPoint {
  readonly logStd: number;
  readonly logG: number;
}

const pointAt = (std: number, g: number): LevelPoint => ({ logStd: Math.log(std), logG: Math.log(g) });

/** A level to try: inside the bracket where two neighbouring levels are on either side of the target. */
function nextLogStd(points: readonly LevelPoint[], target: number): number {
  const sorted = [...points].sort((a, b) => a.logStd - b.logStd);
  const above = sorted.findIndex((point, i) => i > 0 && (sorted[i - 1]!.logG < target) !== (point.logG < target));
  if (above < 0) {
    const [low, high] = [sorted[0]!, sorted.at(-1)!];
    // Across a plateau the slope says little but that it is a long way.
    if (high.logG < target) return high.logStd + Math.min(MOST_OUTSIDE, (target - high.logG) / outerSlope(sorted.at(-2)!, high));
    return Math.max(low.logStd - MOST_OUTSIDE, logStdAt(points, target));
  }
  const [from, to] = [sorted[above - 1]!, sorted[above]!];
  const share = (target - from.logG) / (to.logG - from.logG);
  // Every other time the middle: where log g bends, interpolation creeps along from one end.
  const part = points.length % 2 === 0 ? Math.min(1 - LEAST_INSIDE, Math.max(LEAST_INSIDE, share)) : 0.5;
  return from.logStd + part * (to.logStd - from.logStd);
}

function outerSlope(from: LevelPoint, to: LevelPoint): number {
  const slope = slopeBetween(from, to);
  return Number.isFinite(slope) ? Math.max(LEAST_SLOPE, slope) : 2;
}

/** d log g / d log sigma. */
const slopeBetween = (a: LevelPoint, b: LevelPoint): number => (a.logG - b.logG) / (a.logStd - b.logStd);

/** Where log g reaches the target: on the line through the two points nearest it. */
function logStdAt(points: readonly LevelPoint[], target: number): number {
  const nearest = nearestTwo(points, target)[0]!;
  return nearest.logStd + (target - nearest.logG) / slopeNear(points, target);
}

/** d log g / d log sigma between the two points nearest the target; 2 (linear layer) where they cannot tell. */
function slopeNear(points: readonly LevelPoint[], target: number): number {
  const [first, second] = nearestTwo(points, target);
  const measured = second ? slopeBetween(first!, second) : 2;
  return Number.isFinite(measured) && measured > 0.2 ? measured : 2;
}

function nearestTwo(points: readonly LevelPoint[], target: number): LevelPoint[] {
  return [...points].sort((a, b) => Math.abs(a.logG - target) - Math.abs(b.logG - target)).slice(0, 2);
}
