/**
 * Where a map is high and where it is low, for whoever does not see it: its means over nine regions, and which of them stand
 * out. Regions are thirds of the picture's width and height.
 */

export type RegionRow = 'upper' | 'middle' | 'lower';
export type RegionColumn = 'left' | 'centre' | 'right';

export interface MapRegion {
  readonly row: RegionRow;
  readonly column: RegionColumn;
  /** Mean of the map's values in it, in the map's units. */
  readonly mean: number;
}

export interface MapRegions {
  readonly mean: number;
  /** Row by row, from the upper left; a map of fewer than three cells across has fewer. */
  readonly regions: readonly MapRegion[];
  /** null where the regions differ no more than those of a map without any structure would: there is nothing to tell. */
  readonly extremes: { readonly highest: MapRegion; readonly lowest: MapRegion } | null;
}

const ROWS: readonly RegionRow[] = ['upper', 'middle', 'lower'];
const COLUMNS: readonly RegionColumn[] = ['left', 'centre', 'right'];
/**
 * The highest of nine means of noise is above the lowest by more than 6 of their standard errors once in thousands of maps
 * (studentized range). A share of the standard deviation over all cells, within these bounds: what is less is not worth telling
 * in however large a map, what is more is in however small a one.
 */
const STANDARD_ERRORS = 6;
const [LEAST_SPREAD, MOST_SPREAD] = [0.25, 1.6];

interface CellMap {
  readonly width: number;
  readonly height: number;
  /** Row-major. */
  readonly values: ArrayLike<number>;
}

/** Cells belong to the third that their middle lies in; values that are not finite are left out. */
export function mapRegions({ width, height, values }: CellMap): MapRegions {
  const sums = new Float64Array(9);
  const counts = new Int32Array(9);
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 0, i = 0; y < height; y++) {
    const row = 3 * Math.floor((3 * (y + 0.5)) / height);
    for (let x = 0; x < width; x++, i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      const region = row + Math.floor((3 * (x + 0.5)) / width);
      sums[region]! += value;
      counts[region]!++;
      sum += value;
      squares += value * value;
      count++;
    }
  }
  const regions = ROWS.flatMap((row, r) =>
    COLUMNS.flatMap((column, c): readonly MapRegion[] => {
      const at = 3 * r + c;
      return counts[at]! > 0 ? [{ row, column, mean: sums[at]! / counts[at]! }] : [];
    }),
  );
  const mean = sum / count;
  return { mean, regions, extremes: extremesOf(regions, leastSpread(count, Math.sqrt(Math.max(0, squares / count - mean * mean)))) };
}

function leastSpread(cells: number, std: number): number {
  return std * Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, STANDARD_ERRORS / Math.sqrt(cells / 9)));
}

function extremesOf(regions: readonly MapRegion[], least: number): MapRegions['extremes'] {
  if (regions.length < 2) return null;
  const sorted = [...regions].sort((a, b) => a.mean - b.mean);
  const [lowest, highest] = [sorted[0]!, sorted.at(-1)!];
  return highest.mean - lowest.mean > least ? { highest, lowest } : null;
}
