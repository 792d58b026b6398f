/** What a number is over several pictures. */
import { mean, variance } from './stats';

export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Unbiased sample standard deviation; null for a single picture. */
  readonly std: number | null;
  /** Half-width of the 95% interval of the mean, by Student's t; null for a single picture. */
  readonly ci95: number | null;
  readonly least: number;
  readonly most: number;
}

/** Values that are not known are left out; null where none is. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const std = known.length > 1 ? Math.sqrt(variance(known)) : null;
  return {
    count: known.length,
    mean: mean(known),
    std,
    ci95: std === null ? null : (studentT975(known.length - 1) * std) / Math.sqrt(known.length),
    least: Math.min(...known),
    most: Math.max(...known),
  };
}

/** Where the expansion below is off by more than a thousandth. */
const SMALL = [12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912];
/** The normal distribution's. */
const Z975 = 1.959963985;

/**
 * The 97.5% quantile of Student's t: exact to 1e-6 up to 6 degrees of freedom, then by Abramowitz & Stegun 26.7.5, whose
 * error is below 1e-3.
 */
export function studentT975(degreesOfFreedom: number): number {
  const small = SMALL[degreesOfFreedom - 1];
  if (small !== undefined) return small;
  const z = Z975;
  const v = degreesOfFreedom;
  return (
    z +
    (z ** 3 + z) / (4 * v) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * v ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92160 * v ** 4)
  );
}
