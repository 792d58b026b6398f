/**
 * Noise that switches hidden units moves a layer beyond what its Jacobian says, and it does so in proportion to how sensitive
 * the layers before it are. So the map is sought among
 *
 *   sigma_i^2 proportional to ((1 - w) s_i + w s'_i)^(-beta),
 *
 * s of the layer itself and s' of one well before it, each over its mean; w = 0, beta = 1 is the optimum of a linear layer.
 * The objective, mean log sigma - 0.5 log E d(sigma), is compared between candidates at the same eps, forward only.
 */
import { mean, variance } from '../core/stats';

export interface MixturePoint {
  readonly weight: number;
  readonly beta: number;
}

export const LINEAR_POINT: MixturePoint = { weight: 0, beta: 1 };

const WEIGHTS = [0, 0.25, 0.55];
const BETAS = [0.9, 1.2, 1.5];
const MOST_WEIGHT = 0.8;
const BETA_RANGE = [0.6, 1.9] as const;
/** Samples a candidate of the design gets, and one of the final choice. */
export const DESIGN_SAMPLES = 32;
export const FINAL_SAMPLES = 96;

/** log sigma of each cell, up to a constant. */
export function logMixture(logOwn: Float64Array, logEarlier: Float64Array | null, point: MixturePoint): Float64Array {
  const { weight, beta } = point;
  if (!logEarlier || weight === 0) return logOwn.map((log) => -0.5 * beta * log);
  return logOwn.map((log, i) => -0.5 * beta * Math.log((1 - weight) * Math.exp(log) + weight * Math.exp(logEarlier[i]!)));
}

/** The candidates to try first; without an earlier layer only beta is free. */
export function designPoints(hasEarlier: boolean): MixturePoint[] {
  return (hasEarlier ? WEIGHTS : [0]).flatMap((weight) => BETAS.map((beta) => ({ weight, beta })));
}

/** One candidate's objective sample by sample: mean log sigma - 0.5 log E d has this as its delta-method influence. */
export interface Scored {
  readonly point: MixturePoint;
  readonly meanLogStd: number;
  /** d(sigma) of each sample. */
  readonly moves: readonly number[];
}

export function objective({ meanLogStd, moves }: Scored): number {
  return meanLogStd - 0.5 * Math.log(mean(moves));
}

/** Whether a beats b by more than the standard error of their paired difference. */
export function clearlyBetter(a: Scored, b: Scored): boolean {
  const centreA = mean(a.moves);
  const centreB = mean(b.moves);
  const paired = a.moves.map((move, i) => -0.5 * (move / centreA - b.moves[i]! / centreB));
  return objective(a) - objective(b) > Math.sqrt(variance(paired) / paired.length);
}

/** The peak of a quadratic through the scores, kept inside the range; the best candidate where there is no peak. */
export function fittedPeak(scores: readonly Scored[]): MixturePoint {
  const best = scores.reduce((a, b) => (objective(b) > objective(a) ? b : a)).point;
  const hasWeights = scores.some(({ point }) => point.weight !== best.weight);
  const features = ({ weight: w, beta: b }: MixturePoint) => (hasWeights ? [1, w, b, w * w, w * b, b * b] : [1, b, b * b]);
  const coefficients = leastSquares(scores.map(({ point }) => features(point)), scores.map(objective));
  if (!coefficients) return best;
  const value = (point: MixturePoint) => features(point).reduce((sum, feature, i) => sum + feature * coefficients[i]!, 0);
  let peak = best;
  for (let weight = 0; weight <= (hasWeights ? MOST_WEIGHT : 0); weight += 0.05) {
    for (let beta: number = BETA_RANGE[0]; beta <= BETA_RANGE[1]; beta += 0.05) {
      if (value({ weight, beta }) > value(peak)) peak = { weight, beta };
    }
  }
  return peak;
}

/** Normal equations by Gaussian elimination; null where they are singular. */
function leastSquares(rows: readonly number[][], values: readonly number[]): number[] | null {
  const size = rows[0]!.length;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (__, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    rows.reduce((sum, row, k) => sum + row[i]! * values[k]!, 0),
  ]);
  for (let column = 0; column < size; column++) {
    const pivot = matrix.slice(column).reduce((best, row, k) => (Math.abs(row[column]!) > Math.abs(matrix[best]![column]!) ? column + k : best), column);
    if (Math.abs(matrix[pivot]![column]!) < 1e-9) return null;
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = matrix[row]![column]! / matrix[column]![column]!;
      for (let k = column; k <= size; k++) matrix[row]![k]! -= factor * matrix[column]![k]!;
    }
  }
  return matrix.map((row, i) => row[size]! / row[i]!);
}
