/**
 * The map of a layer that is linear in the noise, in closed form: with the squared sensitivities s_i,
 * g(sigma) = sum_i sigma_i^2 s_i / (tau^2 sum_i s_i), and mean log sigma is highest under g = c at sigma_i^2 = c tau^2 mean(s) / s_i.
 */
import { entropyOfStd } from './entropy';
import { mean } from './stats';

export interface LinearOptimum {
  /** sigma_i, in the unit of tau. */
  readonly noiseStd: readonly number[];
  /** H_i, nats. */
  readonly entropiesNats: readonly number[];
  readonly meanEntropyNats: number;
  /** The constant sigma with g = c, which is tau sqrt(c), and its entropy. */
  readonly uniformStd: number;
  readonly uniformEntropyNats: number;
  /** meanEntropyNats - uniformEntropyNats: half the log of the arithmetic over the geometric mean of s. At least 0. */
  readonly gainNats: number;
}

/** @throws RangeError where a sensitivity, tau or c is not above 0 */
export function linearOptimum(sensitivities: readonly number[], tau: number, budget: number): LinearOptimum {
  if (sensitivities.length === 0 || ![...sensitivities, tau, budget].every((value) => value > 0)) {
    throw new RangeError(`sensitivities ${sensitivities.join(', ')}, tau ${tau} and c ${budget} must all be above 0`);
  }
  const meanSensitivity = mean(sensitivities);
  const noiseStd = sensitivities.map((s) => tau * Math.sqrt((budget * meanSensitivity) / s));
  const entropiesNats = noiseStd.map(entropyOfStd);
  const uniformStd = tau * Math.sqrt(budget);
  return {
    noiseStd,
    entropiesNats,
    meanEntropyNats: mean(entropiesNats),
    uniformStd,
    uniformEntropyNats: entropyOfStd(uniformStd),
    gainNats: 0.5 * (Math.log(meanSensitivity) - mean(sensitivities.map(Math.log))),
  };
}

/** g of a map on such a layer, relative to uniform noise tau. */
export function linearDistortion(noiseStd: readonly number[], sensitivities: readonly number[], tau: number): number {
  const moved = noiseStd.reduce((sum, std, i) => sum + std * std * sensitivities[i]!, 0);
  return moved / (tau * tau * sensitivities.reduce((sum, s) => sum + s, 0));
}
