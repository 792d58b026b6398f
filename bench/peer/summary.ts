/** The report's arithmetic: figures of one network, layer and picture, and their mean and spread over pictures. */
import { spearman } from '../../src/core/rankCorrelation';
import { mean, variance } from '../../src/core/stats';
import type { JudgedMethod, Judgement, Pair } from './records';

/** A method's map and cost, as its record has them. */
export interface MethodRun {
  readonly logSigma: Float32Array;
  readonly passes: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  /** What the engine measured itself, with the half-width of its 95% interval; null for what PyTorch computed. */
  readonly ownDistortion: { readonly value: number; readonly ci95: number } | null;
}

export interface MethodFigures extends JudgedMethod {
  readonly passes: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Spearman's rho with the optimum's map. */
  readonly rankWithOptimum: number;
  /** The engine's own g less the judge's, in standard errors of the difference; null for what PyTorch computed. */
  readonly ownDistortionZ: number | null;
}

export interface PairFigures extends Pair {
  readonly slope: number;
  readonly uniformEntropyNats: number;
  readonly methods: Readonly<Record<string, MethodFigures>>;
  /** Spearman's rho of the recipe's map with the `reference` solver's. */
  readonly rankRecipeWithReference: number;
  /** ... and with the recipe's under other noise: no other rendering of the recipe can be expected to agree better. */
  readonly rankRecipeWithItself: number;
}

export interface Spread {
  readonly mean: number;
  /** Standard deviation of the values; null for one value. */
  readonly std: number | null;
  readonly count: number;
}

/** The figures of a method that are averaged over pairs. */
const AVERAGED = [
  'distortion', 'distortionCi95', 'meanEntropyNatsAsRun', 'meanEntropyNatsAtBudget', 'gainNats', 'gainErrorNats', 'shareOfOptimum', 'shareError',
  'rankWithOptimum', 'passes', 'seconds', 'processorSeconds',
] as const;

export interface MethodSummary extends Readonly<Record<(typeof AVERAGED)[number], Spread>> {
  /** Sum of the gains over the sum of the optimum's: layers where there is little to gain count little. */
  readonly shareOfSummedGain: number;
  /** Largest |g / c - 1|. */
  readonly worstDistortionMiss: number;
}

/** @throws Error where a value is not finite: a mean over it would hide which one */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0 || !values.every(Number.isFinite)) throw new Error(`no spread of ${JSON.stringify(values)}`);
  return { mean: mean(values), std: values.length > 1 ? Math.sqrt(variance(values)) : null, count: values.length };
}

/** @throws Error where a map that the figures need is missing */
export function pairFigures(judgement: Judgement, runs: Readonly<Record<string, MethodRun>>): PairFigures {
  const run = (method: string): MethodRun => {
    const found = runs[method];
    if (!found) throw new Error(`${judgement.network}/${judgement.layer}/${judgement.picture}: there is no map of "${method}"`);
    return found;
  };
  const methods = Object.entries(judgement.methods).map(([method, judged]): [string, MethodFigures] => {
    const { logSigma, passes, seconds, processorSeconds, ownDistortion } = run(method);
    const rankWithOptimum = spearman(logSigma, run('optimum').logSigma);
    const ownDistortionZ = ownDistortion && differenceInErrors(ownDistortion, judged);
    return [method, { ...judged, passes, seconds, processorSeconds, rankWithOptimum, ownDistortionZ }];
  });
  const { network, layer, picture, slope, uniformEntropyNats } = judgement;
  return {
    network, layer, picture, slope, uniformEntropyNats,
    methods: Object.fromEntries(methods),
    rankRecipeWithReference: spearman(run('recipe').logSigma, run('reference').logSigma),
    rankRecipeWithItself: spearman(run('recipe').logSigma, run('recipe-again').logSigma),
  };
}

function differenceInErrors(own: { value: number; ci95: number }, judged: JudgedMethod): number {
  return (own.value - judged.distortion) / (Math.hypot(own.ci95, judged.distortionCi95) / 1.96);
}

/** Over the pairs that have the method; null where none has. */
export function summariseMethod(pairs: readonly PairFigures[], method: string, budget: number): MethodSummary | null {
  const having = pairs.filter((pair) => pair.methods[method]);
  if (having.length === 0) return null;
  const figures = having.map((pair) => pair.methods[method]!);
  const spreads = Object.fromEntries(AVERAGED.map((key) => [key, spread(figures.map((figure) => figure[key]))]));
  const optimumGains = having.map((pair) => pair.methods['optimum']!.gainNats);
  return {
    ...(spreads as Record<(typeof AVERAGED)[number], Spread>),
    shareOfSummedGain: mean(figures.map((figure) => figure.gainNats)) / mean(optimumGains),
    worstDistortionMiss: Math.max(...figures.map((figure) => Math.abs(figure.distortion / budget - 1))),
  };
}
