/** The numbers of the run on the table, set into the formula of a quantity. */
import { HALF_LOG_2_PI_E, stdOfEntropy } from '../core/entropy';
import { countInside } from '../core/mask';
import type { QuantityName } from '../core/quantityNames';
import { attributionMethod, noiseInIntensity } from '../core/spec';
import { fixed, toDigits } from '../core/writtenNumber';
import type { LayerMap } from '../engine/protocol';
import { insideShareText } from '../ui/textsConcentration';
import { quantityLines as say } from '../ui/textsQuantities';
import { formatDistortion, formatValue, writeValue } from '../views/valueTicks';
import { selectForeground } from './foreground';
import type { LayerResult } from './live';
import { readLive } from './live';
import type { MapReading } from './mapReading';
import { readingNow } from './mapReading';
import { regionFigures } from './regionFigures';
import { valueAtPixel } from './shownLayer';
import { readApp } from './store';
import { seenResult } from './veil';

export interface QuantityNumbers {
  /** null for numbers of the run as a whole. */
  readonly layer: string | null;
  readonly lines: readonly string[];
}

const GREY_LEVELS = 255;
const three = (value: number) => toDigits(value, 3);
const greyLevels = (std: number) => three(GREY_LEVELS * std);

/** Whatever layer is meant: the named one, the one that is pointed at, or the first with a result. */
function resultOf(layerId: string | undefined): LayerResult | undefined {
  const { results, layerId: pointed } = readLive();
  return seenResult(results.get(layerId ?? pointed ?? '') ?? (layerId === undefined ? [...results.values()][0] : undefined));
}

interface Told {
  readonly result: LayerResult | undefined;
  readonly reading: MapReading;
  readonly write: (nats: number, signed?: boolean) => string;
  /** The map's value where the pointer is. */
  readonly atPixel: number | null;
}

export function quantityNumbers(name: QuantityName, layerId?: string): QuantityNumbers {
  const { model, fitted, view } = readApp();
  const result = resultOf(layerId);
  const { pixel } = readLive();
  const size = fitted?.picture;
  const atPixel = result?.map && pixel && size ? valueAtPixel(result.map, pixel, size.width, size.height) : null;
  const told: Told = { result, reading: readingNow(), write: (nats, signed) => writeValue(nats, view.units, signed), atPixel };
  const lines = name === 'noise' || name === 'budget' ? runLines(name, told) : layerLines(name, told);
  const layer = name === 'noise' || name === 'budget' ? null : (model?.layers.find(({ id }) => id === result?.progress.layerId)?.title ?? null);
  return { layer, lines: lines.length > 0 ? lines : [say.nothing] };
}

function runLines(name: 'noise' | 'budget', { result }: Told): readonly string[] {
  const { shownRun, setup, model } = readApp();
  const { budget, noise } = shownRun?.spec ?? setup;
  const tau = noiseInIntensity(noise, model?.card.input.std ?? [0.25]);
  if (name === 'noise') return [say.tau(three(tau), greyLevels(tau))];
  const std = tau * Math.sqrt(budget);
  const uniform = result?.map?.quantity === 'entropyNats' ? result.progress.uniformValue : null;
  return [
    say.budget(budget),
    say.linear(three(tau), budget, three(std), greyLevels(std)),
    ...(uniform === null ? [] : [say.measuredUniform(three(stdOfEntropy(uniform)))]),
  ];
}

function layerLines(name: Exclude<QuantityName, 'noise' | 'budget'>, told: Told): readonly string[] {
  const { result, write } = told;
  if (!result) return [];
  const { meanValue, uniformValue, gain, p10Value, p90Value, distortion, distortionCi95, recipeDistortion, passes, passLimit, statusReason } = result.progress;
  switch (name) {
    case 'entropy':
    case 'relative':
    case 'uncertainty':
    case 'attribution':
      return pixelLines(name, told);
    case 'mean':
      return [...meanLines(result.map, meanValue, told), ...(p10Value === null || p90Value === null ? [] : [say.band(writeIn(told, p10Value), writeIn(told, p90Value))])];
    case 'uniform':
      return uniformValue === null ? [] : sigmaLines('σ', uniformValue, told);
    case 'gain':
      return meanValue === null || uniformValue === null || gain === null
        ? []
        : [say.difference('gain', write(meanValue), write(uniformValue), write(gain, true)), say.factor(formatValue(gain, 'nats'), three(Math.exp(gain)))];
    case 'distortion':
      return distortion === null
        ? []
        : [
            say.distortion(formatDistortion(distortion, distortionCi95), readApp().shownRun?.spec.budget ?? readApp().setup.budget),
            say.interval,
            ...(recipeDistortion === null ? [] : [say.recipe(fixed(recipeDistortion, 3))]),
          ];
    case 'passes':
      return passes === 0 ? [] : [say.passes(passes, passLimit), ...(statusReason ? [say.ended(statusReason)] : [])];
    case 'concentration':
    case 'knowledge':
      return regionLines(name, result, told);
    default: {
      const unknown: never = name;
      throw new Error(`unknown quantity ${String(unknown)}`);
    }
  }
}

const writeIn = ({ reading }: Told, value: number) => writeValue(value, reading.units, reading.signed && !reading.isRelative);

function meanLines(map: LayerMap | null, mean: number | null, told: Told): readonly string[] {
  return map && mean !== null ? [say.mean(map.values.length, writeIn(told, mean))] : [];
}

/** sigma from an entropy, and the entropy from it again: the formula read both ways. */
function sigmaLines(symbol: string, nats: number, { result, write }: Told): readonly string[] {
  if (result?.map?.quantity !== 'entropyNats') return [write(nats)];
  const std = stdOfEntropy(nats);
  return [say.sigma(symbol, three(std), greyLevels(std)), say.entropy(three(std), fixed(HALF_LOG_2_PI_E, 3), writeValue(nats, 'nats')), ...(readApp().view.units === 'nats' ? [] : [write(nats)])];
}

function pixelLines(name: 'entropy' | 'relative' | 'uncertainty' | 'attribution', told: Told): readonly string[] {
  const { result, atPixel, write } = told;
  const { pixel } = readLive();
  if (!result?.map) return [];
  if (atPixel === null || !pixel) return [...meanLines(result.map, result.progress.meanValue, told), say.pointAtPixel];
  const head = say.pixel(pixel.x, pixel.y);
  if (name === 'attribution' || attributionMethod(readApp().shownRun?.spec.metric ?? 'discarding')) return [head, say.value('A', formatValue(atPixel, 'raw')), say.noUnit];
  const { uniformValue } = result.progress;
  if (name === 'relative') return uniformValue === null ? [] : [head, say.difference('ΔH', write(atPixel), write(uniformValue), write(atPixel - uniformValue, true))];
  // RU = ½ log(2πe E(x̂ − x)²), so that the mean square is that of a noise of the same entropy.
  if (result.map.quantity === 'reconstructionUncertaintyNats') return [head, say.error(three(stdOfEntropy(atPixel) ** 2), write(atPixel))];
  return [head, ...sigmaLines('σ', atPixel, told)];
}

function regionLines(name: 'concentration' | 'knowledge', result: LayerResult, { write }: Told): readonly string[] {
  const state = readApp();
  const mask = selectForeground(state);
  const threshold = state.view.knowledgeThresholdNats;
  const figures = regionFigures(result, mask, threshold);
  if (!mask) return [say.noForeground];
  if (!figures) return [];
  const { backgroundMeanNats, foregroundMeanNats, concentrationNats, points } = figures;
  const foreground = countInside(mask);
  const sides = say.sides(mask.inside.length - foreground, foreground);
  if (name === 'concentration') return [sides, say.difference('C', write(backgroundMeanNats), write(foregroundMeanNats), write(concentrationNats, true))];
  return [
    sides,
    say.limit(write(backgroundMeanNats), write(threshold), write(backgroundMeanNats - threshold)),
    say.points(points.inside, points.outside, insideShareText(points.insideShare)),
  ];
}
