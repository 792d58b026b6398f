/** What a quantity is, in a sentence or two, and the lines in which this run's numbers stand in its formula. */
import { inLanguage } from '../core/language';
import type { QuantityName } from '../core/quantityNames';

interface QuantityText {
  readonly title: string;
  readonly sentence: string;
}

const english = {
  quantityTexts: {
    entropy: { title: 'Entropy H of a pixel', sentence: 'How much noise σ the pixel takes within the budget. Large: the layer does not notice it, the pixel is forgotten.' },
    relative: { title: 'Relative entropy ΔH of a pixel', sentence: 'Its entropy less that of uniform noise with the same g. 0: treated like the average pixel.' },
    mean: { title: 'Mean entropy of a layer', sentence: 'One number for a map: how much the layer forgets of this picture. It is what the curve shows.' },
    uniform: { title: 'Uniform noise', sentence: 'The same σ on every pixel, with the same g as the map: what the map is compared with.' },
    gain: { title: 'Gain', sentence: 'How much more noise, in the geometric mean, the map hides than uniform noise does. It says how selective the layer is, and is never below 0 at the optimum.' },
    distortion: { title: 'Distortion g', sentence: 'How far the map’s noise moves the layer, over how far reference noise τ does. Measured on noise that the solver has not seen.' },
    budget: { title: 'Budget c', sentence: 'The distortion that every layer of every network is held to. Only therefore do their maps share one scale.' },
    noise: { title: 'Reference noise τ', sentence: 'Faint uniform noise. How far it moves a layer is that layer’s unit of distortion.' },
    passes: { title: 'Passes', sentence: 'One sample through the network and back is a pass: the same work whatever the machine. Measuring g takes forward passes besides, which are not counted.' },
    uncertainty: { title: 'Reconstruction uncertainty RU of a pixel', sentence: 'The error with which a decoder paints the pixel back from the layer’s features, under noise of the same budget, as an entropy.' },
    concentration: { title: 'Concentration C', sentence: 'Mean entropy of the background less that of the foreground. Above 0: the layer forgets the background first.' },
    knowledge: { title: 'Knowledge points', sentence: 'Pixels that lie below the background’s mean by more than b: kept clearly better than the average background pixel.' },
    attribution: { title: 'Attribution A of a pixel', sentence: 'How much the pixel matters to a number F. F has another scale at every layer: within a map the numbers compare, between maps they do not.' },
  } satisfies Record<QuantityName, QuantityText>,

  quantityLines: {
    inThisRun: (layer: string | null) => (layer === null ? 'In this run' : `In this run, ${layer}`),
    nothing: 'Nothing is measured yet.',
    pixel: (x: number, y: number) => `Pixel ${x + 1}, ${y + 1}`,
    pointAtPixel: 'Point at a pixel to get its own numbers.',
    sigma: (symbol: string, std: string, levels: string) => `${symbol} = ${std}, or ${levels} of 255 grey levels`,
    entropy: (std: string, half: string, value: string) => `H = log ${std} + ${half} = ${value}`,
    difference: (left: string, a: string, b: string, value: string) => `${left} = ${a} − (${b}) = ${value}`,
    mean: (pixels: number, value: string) => `Mean over ${pixels} cells: ${value}`,
    band: (low: string, high: string) => `From ${low} (10 %) to ${high} (90 %)`,
    factor: (value: string, factor: string) => `e^${value} = ${factor}: so many times the noise`,
    distortion: (g: string, budget: number) => `g = ${g}, budget c = ${budget}`,
    interval: 'The interval holds the true g with 95 %.',
    recipe: (g: string) => `At the recipe’s own stop, before scaling: ${g}`,
    budget: (budget: number) => `c = ${budget}`,
    linear: (tau: string, budget: number, std: string, levels: string) => `If the layer is linear: σ = ${tau} · √${budget} = ${std}, or ${levels} of 255 grey levels`,
    measuredUniform: (std: string) => `Measured: σ = ${std}`,
    tau: (tau: string, levels: string) => `τ = ${tau} on the scale from 0 to 1, or ${levels} of 255 grey levels`,
    passes: (passes: number, limit: number) => (limit > 0 ? `${passes} of at most ${limit} passes` : `${passes} passes`),
    ended: (reason: string) => reason,
    error: (mse: string, value: string) => `E(x̂ − x)² = ${mse}, RU = ${value}`,
    sides: (background: number, foreground: number) => `B: ${background} px, F: ${foreground} px`,
    limit: (mean: string, b: string, limit: string) => `Below ${mean} − ${b} = ${limit}`,
    points: (inside: number, outside: number, share: string) => `${inside} inside, ${outside} outside: share inside ${share}`,
    noForeground: 'There is no foreground yet. Mark one on the picture.',
    value: (symbol: string, value: string) => `${symbol} = ${value}, in units of F`,
    noUnit: 'F is the sum of the layer’s features, or a class score.',
  },
};

export const { quantityTexts, quantityLines } = inLanguage({ en: english });
