import { baselinePicture } from './baseline';
import { sumOverChannels } from './channels';
import type { Attribution, AttributionProblem } from './problem';
import { gradientSum } from './target';

/**
 * A_i = sum over channels of (x_i - x0_i) dF/dx_i, signed, in units of F.
 * Shrikumar, Greenside, Kundaje, "Learning important features through propagating activation differences", ICML 2017.
 * x0 is the preprocessing's channel mean: this is "gradient times input" in the network's own normalised input, and for a linear
 * network it adds up to F(x) - F(x0) exactly.
 */
export async function* gradientInput({ network, picture, target }: AttributionProblem): Attribution {
  const slopes = await gradientSum(network, picture.rgb, picture, target);
  const baseline = baselinePicture(network, picture);
  const values = sumOverChannels(slopes.map((slope, i) => slope * (picture.rgb[i]! - baseline[i]!)));
  yield { values, passes: 1, shareDone: 1, converged: true, finding: 'one gradient' };
}
