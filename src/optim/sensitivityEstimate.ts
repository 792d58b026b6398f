import { mean } from '../core/stats';
import { shrinkToNeighbours } from './smoothing';

/** A pixel that a layer ignores would get unbounded noise; no cell counts as less sensitive than this share of the mean. */
const LEAST_SHARE_OF_MEAN = 1e-6;

/** Pools batches of Hutchinson estimates of each cell's summed sensitivity, and knows how noisy the result is. */
export class SensitivityEstimate {
  private readonly rows: number;
  private readonly columns: number;
  private readonly batchPasses: number;
  private readonly batches: Float64Array[] = [];

  constructor(rows: number, columns: number, batchPasses: number) {
    this.rows = rows;
    this.columns = columns;
    this.batchPasses = batchPasses;
  }

  add(perCell: Float64Array): void {
    this.batches.push(perCell);
  }

  /** Log of the sensitivities over their mean, freed of sampling noise as far as neighbours allow; null where no probe has met an active unit yet. */
  logRelative(): Float64Array | null {
    const { sensitivity, relativeVariance } = this.pooled();
    const average = mean(sensitivity);
    if (!(average > 0)) return null;
    const log = sensitivity.map((value) => Math.log(Math.max(value / average, LEAST_SHARE_OF_MEAN)));
    return shrinkToNeighbours(log, this.rows, this.columns, relativeVariance);
  }

  /** The mean of the batches, and the mean over cells of its squared relative standard error. */
  private pooled(): { sensitivity: Float64Array; relativeVariance: number } {
    const { batches } = this;
    const cells = this.rows * this.columns;
    const sensitivity = new Float64Array(cells);
    for (const perCell of batches) {
      for (let cell = 0; cell < cells; cell++) sensitivity[cell]! += perCell[cell]! / batches.length;
    }
    if (batches.length < 2) return { sensitivity, relativeVariance: 1 / this.batchPasses };
    let relative = 0;
    for (let cell = 0; cell < cells; cell++) {
      const centre = sensitivity[cell]!;
      // A dead cell gave zero every time: nothing noisy about it, and nothing to divide by.
      if (centre === 0) continue;
      let spread = 0;
      for (const perCell of batches) spread += (perCell[cell]! - sensitivity[cell]!) ** 2;
      relative += spread / (batches.length - 1) / centre ** 2 / cells;
    }
    return { sensitivity, relativeVariance: relative / batches.length };
  }
}
