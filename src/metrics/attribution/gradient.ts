import { normOverChannels } from './channels';
import type { Attribution, AttributionProblem } from './problem';
import { gradientSum } from './target';

/**
 * A_i = ||dF/dx_i||, the Euclidean norm over the pixel's channels, per intensity; at least 0.
 * Simonyan, Vedaldi, Zisserman, "Deep inside convolutional networks", ICLR workshop 2014 (they take the largest channel). With
 * the feature sum as F it is the baseline of Ma et al. 2022.
 */
export async function* gradient({ network, picture, target }: AttributionProblem): Attribution {
  const slopes = await gradientSum(network, picture.rgb, picture, target);
  yield { values: normOverChannels(slopes), passes: 1, shareDone: 1, converged: true, finding: 'one gradient' };
}
