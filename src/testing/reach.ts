/** Winograd convolutions leave rounding errors, a ten-thousandth of the largest at most, where a gradient is 0. */
const ROUNDING = 1e-4;

/** @returns how far it is from the first to the last of a line's places at which the gradient's sums are more than rounding */
export function lengthOfReach(sums: readonly number[]): number {
  const least = ROUNDING * Math.max(...sums);
  return sums.findLastIndex((sum) => sum > least) - sums.findIndex((sum) => sum > least) + 1;
}
