/** From a run to the numbers that a lesson speaks of. */
import { concentration } from '../core/concentration';
import { stdOfEntropy } from '../core/entropy';
import { knowledgePoints } from '../core/knowledgePoints';
import { linearOptimum } from '../core/linearOptimum';
import type { PixelMask } from '../core/mask';
import { splits } from '../core/mask';
import { spearman } from '../core/rankCorrelation';
import { mean } from '../core/stats';
import type { LayerMap, LayerProgress } from '../engine/protocol';
import type { LayerQuantity, LayerRef, LessonPage, Measure, Reading } from './lesson';

export interface MeasuredLayer {
  readonly progress: LayerProgress;
  readonly map: LayerMap | null;
}

/** What lies before the viewer when a number is asked for. */
export interface Evidence {
  /** Of the table, in the order of the network, results that are over; a layer that still moves is not there. */
  readonly table: ReadonlyMap<string, MeasuredLayer>;
  /** Of the runs beside it, by name and layer. */
  readonly beside: ReadonlyMap<string, ReadonlyMap<string, MeasuredLayer>>;
  readonly foreground: PixelMask | null;
  readonly knowledgeThresholdNats: number;
  /** Of the most probable class, 0..1; null while it is not known. */
  readonly probability: number | null;
  /** Measured before, on this page or an earlier one. */
  readonly measured: ReadonlyMap<string, number>;
}

const GREY_LEVELS = 255;

/** Nats, or a number without unit; null where the run does not give it (yet). */
export function evaluate({ reading, minus, over }: Measure, evidence: Evidence): number | null {
  const value = readingValue(reading, evidence);
  const less = minus === null ? 0 : readingValue(minus, evidence);
  const by = over === null ? 1 : readingValue(over, evidence);
  if (value === null || less === null || by === null || by === 0) return null;
  return (value - less) / by;
}

/** The page's measures in their order, each able to use those before it. */
export function evaluateAll(page: LessonPage, evidence: Evidence): ReadonlyMap<string, number> {
  const measured = new Map(evidence.measured);
  for (const [name, measure] of page.measures) {
    const value = evaluate(measure, { ...evidence, measured });
    if (value === null) measured.delete(name);
    else measured.set(name, value);
  }
  return measured;
}

function readingValue(reading: Reading, evidence: Evidence): number | null {
  switch (reading.of) {
    case 'measured':
      return evidence.measured.get(reading.measure) ?? null;
    case 'probability':
      return evidence.probability;
    case 'twoPixelGain':
      return linearOptimum(reading.sensitivities, 1, 1).gainNats;
    case 'depthOrder':
      return depthOrder(evidence.table);
    case 'rankCorrelation': {
      const one = layerOf(reading.layer, reading.run, evidence)?.map;
      const other = layerOf(reading.withLayer, reading.withRun, evidence)?.map;
      if (!one || !other || one.values.length !== other.values.length) return null;
      const rho = spearman(one.values, other.values);
      return Number.isNaN(rho) ? null : rho;
    }
    default: {
      const layer = layerOf(reading.layer, reading.run, evidence);
      return layer ? layerValue(reading.of, layer, evidence) : null;
    }
  }
}

function layerValue(of: Exclude<LayerQuantity, 'rankCorrelation'>, { progress, map }: MeasuredLayer, evidence: Evidence): number | null {
  switch (of) {
    case 'mean':
      return progress.meanValue;
    case 'p10':
      return progress.p10Value;
    case 'p90':
      return progress.p90Value;
    case 'gain':
      return progress.gain;
    case 'uniform':
      return progress.uniformValue;
    case 'distortion':
      return progress.distortion;
    case 'passes':
      return progress.passes;
    case 'noise':
      return progress.meanValue === null || map?.quantity !== 'entropyNats' ? null : GREY_LEVELS * stdOfEntropy(progress.meanValue);
    case 'magnitude':
      return map ? mean(map.values.map(Math.abs)) : null;
    case 'concentration':
    case 'insideShare': {
      const { foreground, knowledgeThresholdNats } = evidence;
      if (!map || map.quantity === 'attribution' || !foreground || !splits(foreground)) return null;
      if (of === 'concentration') return concentration(map, foreground).concentrationNats;
      return knowledgePoints(map, foreground, knowledgeThresholdNats).insideShare;
    }
    default: {
      const unknown: never = of;
      throw new Error(`unknown quantity ${String(unknown)}`);
    }
  }
}

function layerOf(ref: LayerRef, run: string | null, evidence: Evidence): MeasuredLayer | null {
  const layers = run === null ? evidence.table : evidence.beside.get(run);
  const id = layers && resolveLayer(ref, [...layers.keys()], (layerId) => layers.get(layerId)?.progress.meanValue ?? null);
  return id == null ? null : (layers!.get(id) ?? null);
}

/** The layer that is meant, of these in the order of the network; null where there is none such. */
export function resolveLayer(ref: LayerRef, layerIds: readonly string[], meanOf: (layerId: string) => number | null): string | null {
  if (ref === 'first') return layerIds[0] ?? null;
  if (ref === 'last') return layerIds.at(-1) ?? null;
  if (ref !== 'highest' && ref !== 'lowest') return layerIds.includes(ref) ? ref : null;
  const sign = ref === 'highest' ? 1 : -1;
  let best: string | null = null;
  for (const id of layerIds) {
    const value = meanOf(id);
    if (value === null) continue;
    if (best === null || sign * value > sign * meanOf(best)!) best = id;
  }
  return best;
}

/** Spearman's rho of the layers' means with their order: 1 where each layer has a higher mean than the one before. */
function depthOrder(table: Evidence['table']): number | null {
  const means = [...table.values()].flatMap(({ progress }) => progress.meanValue ?? []);
  if (means.length < 3) return null;
  const rho = spearman(means, means.map((_, i) => i));
  return Number.isNaN(rho) ? null : rho;
}

export type MeasureUnit = 'nats' | 'difference' | 'raw' | 'share' | 'rank' | 'count' | 'greyLevels' | 'times';

/** How a measure is written; a difference of nats has a sign, a quotient no unit. `isAttribution`: of the runs that it reads. */
export function unitOf({ reading, minus, over }: Measure, isAttribution: boolean): MeasureUnit {
  if (over !== null) return 'times';
  switch (reading.of) {
    case 'gain':
    case 'twoPixelGain':
    case 'concentration':
      return 'difference';
    case 'mean':
    case 'p10':
    case 'p90':
    case 'uniform':
      if (isAttribution) return 'raw';
      return minus === null ? 'nats' : 'difference';
    case 'magnitude':
    case 'distortion':
      return 'raw';
    case 'noise':
      return 'greyLevels';
    case 'passes':
      return 'count';
    case 'insideShare':
    case 'probability':
      return 'share';
    case 'rankCorrelation':
    case 'depthOrder':
      return 'rank';
    case 'measured':
      return 'difference';
    default: {
      const unknown: never = reading;
      throw new Error(`unknown reading ${JSON.stringify(unknown)}`);
    }
  }
}
