import { mean } from '../core/stats';
import { shrinkToNeighbours } from './smoothing';

/** A pixel that a layer ignores would get unbounded noise; no cell counts as less sensitive than this share of the mean. */
const LEAST_SHARE_OF_MEAN = 1e-6;

/** log of the sensitivities over their mean, and the mean over cells of their squared relative standard error. */
export interface LogSensitivity {
  readonly log: Float64Array;
  readonly relativeVariance: number;
}

/** Pools batches of Hutchinson estimates of each cell's summed sensitivity, and knows how noisy the result is. */
export class SensitivityEstimate {
  private readonly rows: number;
  private readonly columns: number;
  private readonly batchPasses: number;
  private readonly batches: { perCell: Float64Array; weight: number }[] = [];
  /** What the batches so far give; asked for several times between two of them. */
  private known: LogSensitivity | null = null;

  constructor(rows: number, columns: number, batchPasses: number) {
    this.rows = rows;
    this.columns = columns;
    this.batchPasses = batchPasses;
  }

  add(perCell: Float64Array): void {
    this.batches.push({ perCell, weight: 1 });
    this.known = null;
  }

  /** What was taken at points of an older map counts less from now on. */
  decay(factor: number): void {
    for (const batch of this.batches) batch.weight *= factor;
    this.known = null;
  }

  /** Freed of sampling noise as far as neighbours allow; null where no probe has met an active unit yet. */
  logRelative(): LogSensitivity | null {
    this.known ??= this.smoothed();
    return this.known;
  }

  private smoothed(): LogSensitivity | null {
    const { sensitivity, relativeVariance } = this.pooled();
    const average = mean(sensitivity);
    if (!(average > 0)) return null;
    const log = sensitivity.map((value) => Math.log(Math.max(value / average, LEAST_SHARE_OF_MEAN)));
    return { log: shrinkToNeighbours(log, this.rows, this.columns, relativeVariance), relativeVariance };
  }

  private pooled(): { sensitivity: Float64Array; relativeVariance: number } {
    const { batches } = this;
    const weightSum = batches.reduce((sum, { weight }) => sum + weight, 0);
    const squareSum = batches.reduce((sum, { weight }) => sum + weight ** 2, 0);
    const cells = this.rows * this.columns;
    const sensitivity = new Float64Array(cells);
    for (const { perCell, weight } of batches) {
      for (let cell = 0; cell < cells; cell++) sensitivity[cell]! += (weight / weightSum) * perCell[cell]!;
    }
    if (batches.length < 2) return { sensitivity, relativeVariance: 1 / this.batchPasses };
    let relative = 0;
    for (let cell = 0; cell < cells; cell++) {
      const centre = sensitivity[cell]!;
      // A dead cell gave zero every time: nothing noisy about it, and nothing to divide by.
      if (centre === 0) continue;
      let spread = 0;
      for (const { perCell } of batches) spread += (perCell[cell]! - sensitivity[cell]!) ** 2;
      relative += spread / (batches.length - 1) / centre ** 2 / cells;
    }
    return { sensitivity, relativeVariance: (relative * squareSum) / weightSum ** 2 };
  }
}
