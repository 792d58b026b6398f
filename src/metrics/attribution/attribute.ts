/** Attribution methods by name: the baselines that strict information discarding is compared with. */
import type { AttributionMethod } from '../../core/spec';
import { gradCam, gradCamPasses } from './gradCam';
import { gradient } from './gradient';
import { gradientInput } from './gradientInput';
import { INTEGRATION_MOST_STEPS, integratedGradients } from './integratedGradients';
import { occlusion } from './occlusion';
import type { Attribution, AttributionProblem } from './problem';
import { SMOOTHGRAD_SAMPLES, smoothGrad } from './smoothGrad';
import type { ScalarTarget } from './target';

interface Method {
  readonly start: (problem: AttributionProblem) => Attribution;
  readonly passLimit: (target: ScalarTarget) => number;
}

const METHODS: Readonly<Record<AttributionMethod, Method>> = {
  gradient: { start: gradient, passLimit: () => 1 },
  'gradient-input': { start: gradientInput, passLimit: () => 1 },
  smoothgrad: { start: smoothGrad, passLimit: () => SMOOTHGRAD_SAMPLES },
  'integrated-gradients': { start: integratedGradients, passLimit: () => INTEGRATION_MOST_STEPS },
  'grad-cam': { start: gradCam, passLimit: gradCamPasses },
  occlusion: { start: occlusion, passLimit: () => 0 },
};

/** Nothing is computed before the first step is asked for. */
export function attribute(method: AttributionMethod, problem: AttributionProblem): Attribution {
  return METHODS[method].start(problem);
}

/** The most forward-and-backward sample passes that the method may spend; 0 where it goes forward only. */
export function passLimitOf(method: AttributionMethod, target: ScalarTarget): number {
  return METHODS[method].passLimit(target);
}

/** A class score is the whole network's: only Grad-CAM then looks at the layer. */
export function dependsOnLayer(method: AttributionMethod, target: ScalarTarget): boolean {
  return method === 'grad-cam' || target.kind === 'features';
}
