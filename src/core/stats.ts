/** Small statistics on plain number arrays. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Unbiased sample variance; NaN for fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum / (values.length - 1);
}

/** Quantiles by linear interpolation between order statistics; `shares` in 0..1. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
  });
}

export interface RatioEstimate {
  readonly ratio: number;
  /** Half-width of the 95% interval. */
  readonly ci95: number;
}

/**
 * E[numerator] / E[denominator] from paired samples, with the delta-method interval (Cochran 1977, section 6.4):
 * the pairing takes out what the two have in common.
 */
export function ratioOfMeans(numerator: ArrayLike<number>, denominator: ArrayLike<number>): RatioEstimate {
  const count = numerator.length;
  const denominatorMean = mean(denominator);
  const ratio = mean(numerator) / denominatorMean;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (numerator[i]! - ratio * denominator[i]!) ** 2;
  const standardError = Math.sqrt(squares / (count - 1) / count) / denominatorMean;
  return { ratio, ci95: 1.96 * standardError };
}

/**
 * Takes out of `values` what a control variate of known mean explains (regression estimator, Cochran 1977, section 7):
 * the result has nearly the same expectation, up to O(1/n), and a variance smaller by 1 - correlation^2.
 */
export function controlled(values: readonly number[], control: readonly number[], controlMean: number): number[] {
  const valueCentre = mean(values);
  const controlCentre = mean(control);
  let covariance = 0;
  let controlVariance = 0;
  for (let i = 0; i < values.length; i++) {
    covariance += (values[i]! - valueCentre) * (control[i]! - controlCentre);
    controlVariance += (control[i]! - controlCentre) ** 2;
  }
  const slope = controlVariance > 0 ? covariance / controlVariance : 0;
  return values.map((value, i) => value - slope * (control[i]! - controlMean));
}
