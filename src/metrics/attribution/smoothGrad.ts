import { noisyPictures } from '../noisyPictures';
import { normOverChannels } from './channels';
import { type Attribution, type AttributionProblem, batchOf } from './problem';
import { gradientSum } from './target';

export const SMOOTHGRAD_SAMPLES = 32;
/** Of the intensity range, which is 1; the paper finds 10 to 20% best. */
export const SMOOTHGRAD_NOISE_STD = 0.1;

/**
 * A_i = ||mean over k of dF/dx_i (x + 0.1 eps_k)||, eps_k ~ N(0, I) for k = 1..32, the norm over channels; per intensity.
 * Smilkov, Thorat, Kim, Viégas, Wattenberg, "SmoothGrad: removing noise by adding noise", 2017. Noisy pictures are not clipped
 * to 0..1. Sample k's noise depends on the seed and its stream only.
 */
export async function* smoothGrad(problem: AttributionProblem): Attribution {
  const { network, picture, target, seed, firstStream } = problem;
  const sum = new Float64Array(picture.rgb.length);
  for (let done = 0; done < SMOOTHGRAD_SAMPLES; ) {
    const samples = Math.min(batchOf(problem), SMOOTHGRAD_SAMPLES - done);
    const { pictures } = noisyPictures(picture, SMOOTHGRAD_NOISE_STD, seed, firstStream + done, samples);
    const batch = await gradientSum(network, pictures, picture, target);
    done += samples;
    batch.forEach((slope, i) => (sum[i]! += slope));
    yield {
      values: normOverChannels(sum.map((slope) => slope / done)),
      passes: done,
      shareDone: done / SMOOTHGRAD_SAMPLES,
      converged: done === SMOOTHGRAD_SAMPLES,
      finding: `mean gradient of ${done} noisy pictures`,
    };
  }
}
