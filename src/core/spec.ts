/** What a run is asked to compute: plain data, shared by the link, the export, the page and the worker. */

export type MetricName = 'discarding';
export type SolverName = 'fast' | 'reference';
export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';
export type BackendPreference = BackendName | 'auto';

export interface RunSpec {
  readonly metric: MetricName;
  /** Layer ids in the order of the network. */
  readonly layerIds: readonly string[];
  /** Cells per side of the square sigma grid, or one cell a pixel. */
  readonly grid: number | 'full';
  /** c: the relative distortion g(sigma) that every layer is held to. */
  readonly budget: number;
  /** tau in intensity units (0..1), or the paper's 0.01 in the network's normalised units. */
  readonly noise: number | 'paper';
  readonly solver: SolverName;
  readonly seed: number;
}

export const DEFAULT_BUDGET = 1.5;
export const DEFAULT_NOISE = 0.0025;
export const DEFAULT_SEED = 1;
/** tau of the "paper" preset, in the network's normalised input units. */
export const PAPER_NOISE_NORMALISED = 0.01;

/** The grid that a network of this input size gets unless told otherwise. */
export function defaultGrid(inputSide: number): number | 'full' {
  return inputSide <= 64 ? 'full' : 32;
}

/** tau in intensity units; `std` are the network's channel standard deviations on the 0..1 scale. */
export function noiseInIntensity(noise: number | 'paper', std: readonly number[]): number {
  if (noise !== 'paper') return noise;
  return (PAPER_NOISE_NORMALISED * std.reduce((sum, value) => sum + value, 0)) / std.length;
}
