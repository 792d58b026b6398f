/**
 * Takes sampling noise out of a map by pulling every cell towards its neighbours, as far as the noise alone explains
 * their difference (a global Wiener weight, in the manner of James & Stein).
 * @param values row-major, one a cell
 * @param noiseVariance of each value
 */
export function shrinkToNeighbours(
  values: Float64Array, rows: number, columns: number, noiseVariance: number,
): Float64Array {
  if (rows * columns < 4) return values;
  const residuals = new Float64Array(values.length);
  const averages = new Float64Array(values.length);
  let residualVariance = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      averages[cell] = neighbourMean(values, rows, columns, row, column);
      residuals[cell] = values[cell]! - averages[cell]!;
      residualVariance += residuals[cell]! ** 2 / values.length;
    }
  }
  // A residual holds the cell's own noise and an eighth of its neighbours'.
  const noiseShare = (noiseVariance * 9) / 8 / residualVariance;
  const kept = Math.max(0, 1 - noiseShare);
  return averages.map((average, cell) => average + kept * residuals[cell]!);
}

/** Mean over the up to eight neighbours of a cell. */
function neighbourMean(values: Float64Array, rows: number, columns: number, row: number, column: number): number {
  let sum = 0;
  let count = 0;
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
      if (r === row && c === column) continue;
      sum += values[r * columns + c]!;
      count++;
    }
  }
  return sum / count;
}
