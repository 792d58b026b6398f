/** Texts of maps, of the large map, of the curve's axis and of the table of numbers. */
import { inLanguage } from '../core/language';

const english = {
  mapTexts: {
    pixel: 'Pixel',
    there: (quantity: string) => `${quantity} there`,
    noiseTaken: 'Noise it takes, σ',
    greyLevels: (levels: string) => `${levels} of 255`,
    mean: (quantity: string) => `Mean ${quantity}`,
    uniformNoise: 'Uniform noise',
    gain: 'Gain',
    distortion: 'Distortion g',
    recipeDistortion: 'g of the recipe’s own stop',
    passes: 'Passes',
    passesOf: (passes: number, limit: number) => `${passes} of at most ${limit}`,
    status: 'Status',
    layerOf: (depth: number, layers: number) => `Layer ${depth} of ${layers}`,
    passOf: (pass: number, limit: number) => `pass ${pass} of ${limit}`,
    notSettled: ', not settled',
    notKnown: 'not known yet',
    pixels: 'pixels',
    scaleLabel: (symbol: string, units: string, low: string, high: string) =>
      `Colour scale and y axis: ${symbol} in ${units}; low is ${low}, high is ${high}`,
  },

  numbersTexts: {
    layer: 'Layer',
    shape: 'Shape',
    meanIn: (quantity: string, units: string) => `Mean ${quantity} (${units})`,
    percentiles: '10th to 90th percentile',
    uniform: 'Uniform',
    gain: 'Gain',
    distortion: 'g, 95% interval',
    passes: 'Passes',
    seconds: 'Seconds',
    status: 'Status',
  },
};

export const { mapTexts, numbersTexts } = inLanguage({ en: english });
