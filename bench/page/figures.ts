/** One round's figures, and their medians over rounds. */
import type { JudgedMaps, RecipeRun } from '../peer/recipe';
import { gainAfterPasses, gainWanted, type JudgedMap, LEAST_GAIN_NATS, medianOf, type Reached, whenAllReached, whenReached } from './trajectory';
import type { CurveVisit } from './visit';

export const SHARES = [0.5, 0.75, 0.95] as const;
/** Passes a layer at which the targets on work are stated. */
export const WORK_PASSES = [16, 96] as const;
/** Another name than any checkpoint's. */
export const REPORTED = 'reported';

export interface SideFigures {
  /** Sample passes a second on all of the machine's threads. */
  readonly passesPerSecond: number;
  /** At SHARES; null where the attainable gain is not known, or the share is never reached. */
  readonly reached: readonly (Reached | null)[];
  readonly gainNats: number;
}

export interface LayerFigures {
  readonly layer: string;
  readonly attainableNats: number | null;
  readonly page: SideFigures & {
    /** Of the attainable gain, after WORK_PASSES. */
    readonly shareAfter: readonly (number | null)[];
    /** The first map better than the one that the recipe reports, and than the best that it ever has. */
    readonly betterThanReported: Reached | null;
    readonly betterThanBest: Reached | null;
  };
  /** `gainNats` is that of its best map. */
  readonly recipe: SideFigures & { readonly seconds: number; readonly reportedGainNats: number };
}

export interface RoundFigures {
  readonly network: string;
  readonly picture: string;
  readonly layers: readonly LayerFigures[];
  readonly pageCurveSeconds: number;
  /** Until every layer is within 5% of the attainable gain, or of 0.05 nats where there is less; null where one never is. */
  readonly pageCurveAt95Seconds: number | null;
  readonly recipeCurveSeconds: number;
  /** Of its layers one after the other; null where one never gets there. */
  readonly recipeCurveAt95Seconds: number | null;
  /** Until every layer with something to gain has a map better than the one that the recipe reports, or than its best. */
  readonly pageBetterThanReportedSeconds: number | null;
  readonly pageBetterThanBestSeconds: number | null;
  readonly dropToFirstMapMs: number;
  readonly pagePeakBytes: number | null;
  readonly pageScriptBytes: { readonly page: number; readonly workers: number };
  readonly recipePeakBytes: number;
  readonly recipeBeforeBytes: number;
}

/** @param attainable by layer, nats; null where it is not known */
export function roundFigures(
  network: string, picture: string, visit: CurveVisit, recipe: RecipeRun, judged: JudgedMaps, attainable: (layer: string) => number | null,
): RoundFigures {
  const layers = Object.keys(visit.layers).map((layer): LayerFigures => {
    const gains = judged.layers[layer]!;
    const all = attainable(layer);
    const page = pageMaps(visit, layer, gains);
    const peer = recipe.layers[layer]!;
    const recipeMaps = peer.maps.map(({ passes, seconds }): JudgedMap => ({ passes, seconds, gainNats: gains[recipeName(passes)]!.gainNats }));
    const recipeBest = Math.max(gains[REPORTED]!.gainNats, ...recipeMaps.map((map) => map.gainNats));
    const reached = (maps: readonly JudgedMap[]) => SHARES.map((share) => (all === null ? null : whenReached(maps, gainWanted(all, share))));
    return {
      layer,
      attainableNats: all,
      page: {
        passesPerSecond: visit.layers[layer]!.passesPerOwnSecond * visit.threads,
        reached: reached(page),
        gainNats: page.at(-1)!.gainNats,
        shareAfter: WORK_PASSES.map((passes) => {
          const gain = gainAfterPasses(page, passes);
          return all === null || gain === null ? null : gain / all;
        }),
        betterThanReported: whenReached(page, gains[REPORTED]!.gainNats),
        betterThanBest: whenReached(page, recipeBest),
      },
      recipe: {
        passesPerSecond: peer.passes / peer.seconds, reached: reached(recipeMaps), gainNats: recipeBest, seconds: peer.seconds,
        reportedGainNats: gains[REPORTED]!.gainNats,
      },
    };
  });
  const worthwhile = layers.filter(isWorthwhile);
  return {
    network, picture, layers,
    pageCurveSeconds: visit.runSeconds,
    pageCurveAt95Seconds: whenAllReached(layers.map((layer) => layer.page.reached.at(-1) ?? null)),
    recipeCurveSeconds: layers.reduce((sum, layer) => sum + layer.recipe.seconds, 0),
    recipeCurveAt95Seconds: layers.every((layer) => layer.recipe.reached.at(-1))
      ? layers.reduce((sum, layer) => sum + layer.recipe.reached.at(-1)!.seconds, 0)
      : null,
    pageBetterThanReportedSeconds: whenAllReached(worthwhile.map((layer) => layer.page.betterThanReported)),
    pageBetterThanBestSeconds: whenAllReached(worthwhile.map((layer) => layer.page.betterThanBest)),
    dropToFirstMapMs: visit.dropToFirstMapMs,
    pagePeakBytes: visit.peakBytes,
    pageScriptBytes: visit.scriptBytes,
    recipePeakBytes: recipe.memory.peakBytes,
    recipeBeforeBytes: recipe.memory.beforeBytes,
  };
}

export const isWorthwhile = ({ attainableNats }: LayerFigures): boolean => attainableNats !== null && attainableNats > LEAST_GAIN_NATS;

/** Names of maps in a judge's task. */
export const pageName = (passes: number): string => `page-${passes}`;
export const recipeName = (passes: number): string => `recipe-${passes}`;

function pageMaps(visit: CurveVisit, layer: string, gains: JudgedMaps['layers'][string]): JudgedMap[] {
  return visit.layers[layer]!.maps.flatMap(({ passes, seconds }) => {
    const judged = gains[pageName(passes)];
    return judged ? [{ passes, seconds, gainNats: judged.gainNats }] : [];
  });
}

/** Median of what is known; null where less than half of the rounds have a value: then the median is not one. */
export function medianKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  // What is missing comes last: it was not reached in the time that there was.
  return 2 * known.length <= values.length ? null : medianOf(values.map((value) => value ?? Infinity));
}

export interface Target {
  readonly network: string;
  readonly what: string;
  readonly wanted: string;
  readonly found: number | null;
  readonly unit: '' | '%' | ' times' | ' ms' | ' KB';
  readonly met: boolean | null;
}

/** The targets that one network's rounds answer. */
export function networkTargets(network: string, rounds: readonly RoundFigures[]): Target[] {
  const own = rounds.filter((round) => round.network === network);
  const layers = own.flatMap((round) => round.layers);
  const worthwhile = layers.filter(isWorthwhile);
  const target = (what: string, wanted: number, unit: Target['unit'], found: number | null): Target => ({
    network, what, unit, found, wanted: `at least ${unit === '%' ? 100 * wanted : +wanted.toFixed(3)}${unit}`, met: found === null ? null : found >= wanted,
  });
  const shareAfter = (index: number) => {
    const known = worthwhile.map((layer) => layer.page.shareAfter[index]!);
    // A layer without a map yet has nothing.
    return known.length === 0 ? null : known.reduce<number>((sum, share) => sum + (share ?? 0), 0) / known.length;
  };
  /** 0 where the page never gets there; null where what there is to gain is not known. */
  const timesSooner = (page: (round: RoundFigures) => number | null) =>
    medianKnown(own.map((round) =>
      round.layers.some(({ attainableNats }) => attainableNats === null) ? null : round.recipeCurveSeconds / (page(round) ?? Infinity)));
  return [
    target(`share of the attainable gain in at most ${WORK_PASSES[0]} passes a layer, mean`, 0.85, '%', shareAfter(0)),
    target(`share of the attainable gain in at most ${WORK_PASSES[1]} passes a layer, mean`, 0.97, '%', shareAfter(1)),
    target("whole curve at 95% sooner than the recipe's whole curve", 5, ' times', timesSooner((round) => round.pageCurveAt95Seconds)),
    target("maps better than the recipe's final ones sooner, all layers", 20, ' times', timesSooner((round) => round.pageBetterThanReportedSeconds)),
    target('sample passes a second, page over PyTorch, median over layers', 1 / 3, ' times', medianOf(layers.map((layer) => layer.page.passesPerSecond / layer.recipe.passesPerSecond))),
  ];
}
