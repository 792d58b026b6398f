/** Where the authors' recipe can be read otherwise than we read it, for the report. */
import { mean } from '../../src/core/stats';
import type { Report } from './reportMarkdown';

const PAPER_TAU_NORMALISED = 0.01;

export function readingsMarkdown(report: Report): string {
  const meanStd = mean(report.channelStd);
  const tauNormalised = report.tau / meanStd;
  const rateFactor = (tauNormalised / PAPER_TAU_NORMALISED) ** 2;
  const widest = Math.max(...report.channelStd.map((std) => Math.abs(std / meanStd - 1)));
  const rectified = report.notRectified.length === 0
    ? 'Every layer compared here ends in a ReLU already, so that it changes nothing.'
    : `It changes something at ${report.notRectified.join(', ')}; every other layer here ends in a ReLU already.`;
  return [
    `- **ReLU.** The recipe passes both features through a ReLU before it compares them; our rendering does too. ${rectified} The`,
    '  judge, `fast` and the long run compare the features as they are.',
    '- **delta2 from one batch.** The recipe takes delta2 from eight samples at the start and keeps it. Its error is a common',
    '  factor of every g of that run, so that the step chosen is nearest another budget than the one asked for.',
    '- **Which step.** The step whose own eight samples give the g nearest the budget; its sigma is the one before that step\'s',
    '  update. The choice is among 100 noisy numbers, and the path goes on beyond the budget: the loss rests at g = lambda = 5.',
    '- **Normalised units.** The recipe adds noise to the normalised picture, the same sigma to each channel; on the 0..1 scale the',
    `  channels then differ by up to ${(100 * widest).toFixed(1)}% from their mean. Our rendering does that, with sigma converted at the mean. \`reference\`,`,
    '  `fast`, the long run and the judge give all channels of a pixel the same noise on the 0..1 scale.',
    `- **Learning rate and tau.** The constants belong to tau = ${PAPER_TAU_NORMALISED}. Ours is ${report.tau} on the 0..1 scale, ${tauNormalised.toFixed(5)} normalised. Start and learning`,
    `  rate are scaled so that sigma / tau follows the same path; here that is a factor of ${rateFactor.toFixed(3)} on the rate.`,
    '- **Grid.** The authors put 16 x 16 cells over 224 x 224 pixels; here sigma is one a pixel, 32 x 32. A cell\'s gradient goes with',
    '  1 / cells, so that at the same learning rate 1024 cells move a quarter as far a step as 256 do, and the budget is reached later.',
    '- **Scaling to g = c.** The authors report the map as it is at the chosen step. Both are given above: as run, and scaled by one',
    '  factor to g = c, without which layers and methods cannot be compared.',
    '- **The penalty.** mean over cells of log(2 pi e sigma^2), by the paper and by what the published script prints. The module with',
    '  the noise layer is not among the published files that we could read; a sum over cells, or a smooth upsampling, would differ.',
    '- **The number reported.** The published script averages log(sigma^2 + 1e-6), sigma in normalised units, and replaces a layer\'s',
    '  value by the largest so far along the network. Here a layer\'s value is the mean of log sigma + 0.5 log(2 pi e), sigma on the',
    '  0..1 scale, as measured. (At sigma = 0.01 the floor adds a hundredth to sigma^2.)',
    '- **Sigma through zero.** A step can carry a sigma through zero. Our PyTorch rendering goes on and takes the absolute value, as',
    '  the square in the penalty does; `reference` stops it just above zero.',
    '- **Feature masks.** For data sets with foreground boxes the published script first multiplies features by a channel mask',
    '  in early layers. That belongs to those data sets and is left out.',
    '- **Networks and pictures.** CIFAR-10 test pictures at 32 pixels and our own networks, batch norm folded; the authors\' published',
    '  defaults are for 224 pixels, on training pictures.',
  ].join('\n');
}
