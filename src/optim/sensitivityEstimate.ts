import { mean } from '../core/stats';
import { type Bands, noiseGroups } from './bands';

/** A pixel that a layer ignores would get unbounded noise; no cell counts as less sensitive than this share of the mean. */
const LEAST_SHARE_OF_MEAN = 1e-6;
/** Noise is judged by how this many groups of probes differ, fewer on large maps. */
const GROUPS = 8;

/** A map of log sigma, mean 0, and the variance of its sampling noise in each band of scale (`bands.ts`). */
export interface NoisyMap {
  readonly logStd: Float64Array;
  readonly noise: readonly number[];
}

/** Pools Hutchinson estimates of each cell's summed sensitivity, and knows how noisy the result is. */
export class SensitivityEstimate {
  private readonly bands: Bands;
  private readonly parts: Float64Array[] = [];

  constructor(bands: Bands) {
    this.bands = bands;
  }

  /** @param perCell means over equally many probes */
  add(...perCell: readonly Float64Array[]): void {
    this.parts.push(...perCell);
  }

  /** Mean over cells of the summed sensitivities. */
  get average(): number {
    return mean(this.parts.map(mean));
  }

  /** log sigma of the optimum were the layer linear: -0.5 log s_i; flat and without noise before any probe has met an active unit. */
  linear(): NoisyMap {
    const pooled = meanOf(this.parts);
    const average = mean(pooled);
    if (!(average > 0)) return { logStd: new Float64Array(pooled.length), noise: [] };
    const log = pooled.map((value) => -0.5 * Math.log(Math.max(value / average, LEAST_SHARE_OF_MEAN)));
    const centre = mean(log);
    return { logStd: log.map((value) => value - centre), noise: this.noise(pooled) };
  }

  private noise(pooled: Float64Array): number[] {
    const size = Math.ceil(this.parts.length / noiseGroups(pooled.length, GROUPS));
    const groups: Float64Array[] = [];
    for (let start = 0; start < this.parts.length; start += size) groups.push(meanOf(this.parts.slice(start, start + size)));
    const variances: number[] = [];
    for (const group of groups) {
      // A dead cell gave zero every time: nothing noisy about it, and nothing to divide by.
      const deviation = group.map((value, i) => (pooled[i]! > 0 ? -0.5 * (value / pooled[i]! - 1) : 0));
      this.bands.meanSquares(deviation).forEach((square, index) => {
        variances[index] = (variances[index] ?? 0) + square / groups.length;
      });
    }
    // One group says nothing of its noise: as if each probe were as noisy as one sign a pixel.
    return variances.map((variance) => variance / Math.max(1, groups.length - 1));
  }
}

function meanOf(maps: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(maps[0]!.length);
  for (const map of maps) for (let i = 0; i < sum.length; i++) sum[i]! += map[i]! / maps.length;
  return sum;
}
