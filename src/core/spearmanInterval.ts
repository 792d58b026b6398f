/** How far a rank correlation of few pairs can be trusted. */

const Z975 = 1.959963985;
/** Below this the expansion behind the standard error says nothing. */
const LEAST_PAIRS = 5;

/**
 * The 95% interval of Spearman's rho by Fisher's z with the standard error of Bonett & Wright (2000), sqrt((1 + rho²/2) / (n - 3)).
 * @returns null for fewer than five pairs, and for rho of ±1, where z is infinite
 */
export function spearmanInterval(rho: number, pairs: number): readonly [low: number, high: number] | null {
  if (pairs < LEAST_PAIRS || !(Math.abs(rho) < 1)) return null;
  const z = Math.atanh(rho);
  const half = Z975 * Math.sqrt((1 + rho ** 2 / 2) / (pairs - 3));
  return [Math.tanh(z - half), Math.tanh(z + half)];
}
