/** What each metric is, in a line for the picker and a paragraph beside its maps. */
import { inLanguage } from '../core/language';
import type { AttributionMethod, MetricName } from '../core/spec';
import { attributionMethod } from '../core/spec';

interface MetricTexts {
  readonly title: string;
  /** For the bar. */
  readonly short: string;
  readonly line: string;
  readonly paragraph: string;
}

const comparability =
  ' F has another scale at every layer and in every network, so these numbers do not compare across maps as entropies do.';

const english = {
  discardingTexts: {
    title: 'Strict information discarding',
    short: 'Discarding',
    line: 'How much noise each pixel takes before the layer moves by c',
    paragraph:
      'Each map shows how much noise every pixel takes before that layer moves by c. Dark pixels take a lot: the layer has forgotten them. Light pixels take little: it still depends on them. Every layer of every network is held to the same relative distortion, so their numbers compare.',
  } satisfies MetricTexts,

  relativeParagraph:
    'The same maps against uniform noise of the same distortion. Purple pixels take more noise than the average one, orange pixels less: what a layer treats evenly is pale. The mean is the gain: how selective the layer is.',

  reconstructionTexts: {
    title: 'Reconstruction uncertainty',
    short: 'Reconstruction',
    line: 'What a decoder can no longer paint back from the layer',
    paragraph:
      'A decoder D, trained to paint the picture back from this layer’s features, is given features under the noise that the budget allows. Dark pixels come back wrong: what was there is lost to the decoder. Light pixels come back right. The clean reconstruction shows what the decoder itself cannot restore, noise or not.',
  } satisfies MetricTexts,

  attributionTexts: {
    gradient: {
      title: 'Gradient',
      short: 'Gradient',
      line: 'How fast the target changes with a pixel; the authors’ baseline',
      paragraph: `The length of F’s gradient at each pixel, over its three channels; F is the sum of the layer’s features, or a class score.${comparability}`,
    },
    'gradient-input': {
      title: 'Gradient × input',
      short: 'Gradient × input',
      line: 'The gradient times the pixel, signed',
      paragraph: `The gradient times the pixel’s difference from x₀, the mean colour of the training set: the first-order share of the pixel in F. Sums over channels.${comparability}`,
    },
    smoothgrad: {
      title: 'SmoothGrad',
      short: 'SmoothGrad',
      line: 'The gradient averaged over noisy copies',
      paragraph: `The gradient averaged over noisy copies of the picture, which takes out what changes from one to the next; then its length over the channels.${comparability}`,
    },
    'integrated-gradients': {
      title: 'Integrated gradients',
      short: 'Integrated gradients',
      line: 'The gradient along the way from a mean-coloured picture',
      paragraph: `The gradient summed along the straight way from x₀, a picture of the training set’s mean colour. The map adds up to F(x) − F(x₀): how well it does is measured for each map.${comparability}`,
    },
    'grad-cam': {
      title: 'Grad-CAM',
      short: 'Grad-CAM',
      line: 'The layer’s channels, weighted by what they do for a class',
      paragraph: `The layer’s channels summed, each weighted by its mean effect on the class score F; what speaks against the class is cut off. At the layer’s own resolution, enlarged smoothly.${comparability}`,
    },
    occlusion: {
      title: 'Occlusion',
      short: 'Occlusion',
      line: 'What the target loses when a patch is covered',
      paragraph: `What F loses when a patch of the picture is covered in the training set’s mean colour, averaged over the patches that cover a pixel. Needs no gradient.${comparability}`,
    },
  } satisfies Record<AttributionMethod, MetricTexts>,

  metricPickerTexts: {
    metric: 'Metric',
    attributions: 'Attributions, to compare with',
    target: 'Explains',
    targetFeatures: 'The layer’s feature sum',
    targetPredicted: 'The predicted class',
    targetClass: 'A class',
    targetSameEverywhere:
      'With a class as target this method explains the network’s output: its map is the same at every layer. Grad-CAM alone depends on the layer.',
    scaleShared: 'One scale for all',
    scaleOwn: 'A scale each',
    scale: 'Scale of the maps',
  },

  sweepTexts: {
    title: 'Gain against budget',
    help: 'How much more noise than uniform the best map hides in this layer, at budgets from 0.15 to 1500. Where more noise hardly moves the layer any more, its entropy has no bound.',
    start: 'Measure',
    wait: 'After the run',
    cancel: 'Stop',
    unbounded: 'no bound from here',
  },

  reconstructionPrintTexts: {
    title: 'What the decoder paints',
    help: 'First from the features as they are, then from features under draws of this map’s noise. What differs from the picture already in the first is the decoder’s own loss.',
    clean: 'clean',
    noisy: 'under noise',
    noisyOf: (number: number) => `noise ${number}`,
  },
};

export const {
  discardingTexts, relativeParagraph, reconstructionTexts, attributionTexts, metricPickerTexts, sweepTexts, reconstructionPrintTexts,
} = inLanguage({ en: english });

/** What a metric is called and is. */
export function metricTexts(metric: MetricName): MetricTexts {
  const method = attributionMethod(metric);
  if (method) return attributionTexts[method];
  return metric === 'reconstruction' ? reconstructionTexts : discardingTexts;
}
