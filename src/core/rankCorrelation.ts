/** Agreement of two lists of numbers, and of their orders. */
import { mean } from './stats';

/** Ranks from 1; equal values share the mean of the ranks they take up. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    // Positions start..end-1 are ranks start+1..end.
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/**
 * Pearson's correlation.
 * @returns -1..1; NaN where one side is constant, or for fewer than two values: there is nothing to agree with
 * @throws RangeError where the lengths differ or a value is not a number
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`correlation of ${a.length} with ${b.length} values`);
  for (const values of [a, b]) {
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) throw new RangeError(`value ${i} is not a number`);
  }
  const [centreA, centreB] = [mean(a), mean(b)];
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - centreA, b[i]! - centreB];
    products += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return products / Math.sqrt(squaresA * squaresB);
}

/**
 * Spearman's rho: Pearson's correlation of the average ranks.
 * @returns -1..1; NaN where one side is constant, or for fewer than two values: there is no order to agree with
 * @throws RangeError where the lengths differ or a value is not a number
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (const values of [a, b]) {
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) throw new RangeError(`value ${i} is not a number`);
  }
  return pearson(averageRanks(a), averageRanks(b));
}
