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
    rulerLabel: (layers: number, stages: readonly string[]) => `The network from the picture to its end: ${layers} layers. Stages: ${stages.join(', ')}.`,
    scaleLabel: (symbol: string, units: string, low: string, high: string) =>
      `Colour scale and y axis: ${symbol} in ${units}; low is ${low}, high is ${high}`,
  },

  mapWords: {
    places: {
      upper: { left: 'in the upper left', centre: 'at the top', right: 'in the upper right' },
      middle: { left: 'on the left', centre: 'in the centre', right: 'on the right' },
      lower: { left: 'in the lower left', centre: 'at the bottom', right: 'in the lower right' },
    },
    part: 'Part',
    rows: { upper: 'Upper third', middle: 'Middle third', lower: 'Lower third' },
    columns: { left: 'Left', centre: 'Centre', right: 'Right' },
    regions: (quantity: string, units: string) => `Mean ${quantity} by ninths of the map, ${units}`,
    regionsShort: 'As a table',
    even: 'About even: no part of it stands out.',
    extremes: (high: string, highWord: string, above: string, low: string, lowWord: string, below: string) =>
      `Highest (${highWord}) ${high}, ${above} above the mean; lowest (${lowWord}) ${low}, ${below} below it.`,
    curve: (first: string, firstLayer: string, last: string, lastLayer: string, highest: string, lowest: string) =>
      `From ${first} at ${firstLayer} to ${last} at ${lastLayer}. Highest: ${highest}. Lowest: ${lowest}. All numbers are in the table below.`,
    pixel: (x: number, y: number, values: readonly string[]) => `Column ${x}, row ${y}${values.length > 0 ? `: ${values.join('; ')}` : ''}.`,
    atLayer: (layer: string, value: string) => `${layer} ${value}`,
    arrowsMove: 'Arrow keys move the cross-hair.',
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

export const { mapTexts, mapWords, numbersTexts } = inLanguage({ en: english });
