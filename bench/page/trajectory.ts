/** From judged maps on the way to figures: when a share of the attainable gain was reached, and what so many passes are worth. */

/** One map of a layer on its way; seconds since the run's start, or since the layer's own. */
export interface JudgedMap {
  readonly passes: number;
  readonly seconds: number;
  readonly gainNats: number;
}

export interface Reached {
  readonly passes: number;
  readonly seconds: number;
}

/** Below this, shares are ratios of sampling errors: such layers are left out of means over shares. */
export const LEAST_GAIN_NATS = 0.05;

/**
 * Where the gain first reaches `gainNats`, linear between the map before and the first map at or above it; a flat map (no
 * gain) stands at the start. null where no map gets there.
 * @param maps in the order of time
 */
export function whenReached(maps: readonly JudgedMap[], gainNats: number): Reached | null {
  let before: JudgedMap = { passes: 0, seconds: 0, gainNats: 0 };
  for (const [index, map] of maps.entries()) {
    if (map.gainNats >= gainNats) {
      // There is no map to look at before the first: it is reached when the first is there, not on the way to it.
      if (index === 0 || before.gainNats >= map.gainNats) return { passes: map.passes, seconds: map.seconds };
      const part = Math.max(0, (gainNats - before.gainNats) / (map.gainNats - before.gainNats));
      return {
        passes: before.passes + part * (map.passes - before.passes),
        seconds: before.seconds + part * (map.seconds - before.seconds),
      };
    }
    before = map;
  }
  return null;
}

/** The gain a viewer has after so many passes: of the last map up to there; null before the first. */
export function gainAfterPasses(maps: readonly JudgedMap[], passes: number): number | null {
  return maps.findLast((map) => map.passes <= passes)?.gainNats ?? null;
}

/** Within `1 - share` of the attainable gain, or of LEAST_GAIN_NATS where there is less to gain. */
export function gainWanted(attainableNats: number, share: number): number {
  return attainableNats - (1 - share) * Math.max(attainableNats, LEAST_GAIN_NATS);
}

/** When the last of the layers has got there; null where one never does. */
export function whenAllReached(layers: readonly (Reached | null)[]): number | null {
  return layers.length === 0 || layers.includes(null) ? null : Math.max(...layers.map((reached) => reached!.seconds));
}

/**
 * About `count` of a layer's maps, even in log passes, the first and the last among them: judging costs time.
 * @param also passes at which the last map up to there is wanted besides
 */
export function thinned<Item extends { readonly passes: number }>(maps: readonly Item[], count: number, also: readonly number[] = []): Item[] {
  if (maps.length <= count) return [...maps];
  const [first, last] = [Math.log(maps[0]!.passes), Math.log(maps.at(-1)!.passes)];
  const chosen = new Set<number>();
  for (let i = 0; i < count; i++) {
    const wanted = first + ((last - first) * i) / (count - 1);
    const distance = (item: Item) => Math.abs(Math.log(item.passes) - wanted);
    chosen.add(maps.reduce((best, item, index) => (distance(item) < distance(maps[best]!) ? index : best), 0));
  }
  // Maps of equal passes: the last is the one that stays on screen.
  chosen.add(maps.length - 1);
  for (const passes of also) chosen.add(Math.max(0, maps.findLastIndex((item) => item.passes <= passes)));
  return [...chosen].sort((a, b) => a - b).map((index) => maps[index]!);
}

/** Middle value, or the mean of the two; null for none. */
export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
