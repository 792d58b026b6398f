/** What a run is asked to compute: plain data, shared by the link, the export, the page and the worker. */

export const ATTRIBUTION_METHODS = [
  'gradient', 'gradient-input', 'smoothgrad', 'integrated-gradients', 'grad-cam', 'occlusion',
] as const;
export type AttributionMethod = (typeof ATTRIBUTION_METHODS)[number];
/** Strict information discarding, reconstruction uncertainty, or an attribution to compare them with. */
export type MetricName = 'discarding' | 'reconstruction' | `attribution:${AttributionMethod}`;
/** What an attribution explains: the sum of the layer's features, the class that the network predicts, or a class by index. */
export type AttributionTarget = 'features' | 'predicted' | number;
/** What is done to some filters of a layer: set to zero, exchanged with each other, noise as large as they are added, or drawn anew. */
export const DAMAGE_WAYS = ['zeroed', 'shuffled', 'noised', 'randomised'] as const;
export type DamageWay = (typeof DAMAGE_WAYS)[number];
export interface Damage {
  readonly layerId: string;
  readonly way: DamageWay;
  /** Of the layer's filters, 0..1. */
  readonly share: number;
  readonly seed: number;
}
/** The network as it is loaded, or one made from it to see what a metric makes of the change. */
export type NetworkVariant =
  /** Every listed layer's features multiplied; nothing else changes. */
  | { readonly kind: 'layer-scaled'; readonly factor: number }
  /** Weights re-parameterised so that every listed layer's features are multiplied and the network's function stays. */
  | { readonly kind: 'rescaled'; readonly factor: number }
  /** Trained weights replaced by random ones, from the classifier down; `segments` counts listed layers, the classifier first. */
  | { readonly kind: 'randomised'; readonly segments: number; readonly seed: number }
  /** Some filters of one layer disturbed. */
  | ({ readonly kind: 'damaged' } & Damage);
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
  /** Read by attributions only. */
  readonly target: AttributionTarget;
  /** null: the network as it is. */
  readonly variant: NetworkVariant | null;
}

/** null for metrics that are not attributions. */
export function attributionMethod(metric: MetricName): AttributionMethod | null {
  return ATTRIBUTION_METHODS.find((method) => metric === `attribution:${method}`) ?? null;
}

/** Grad-CAM was made for classes; the authors' baseline is the gradient of the feature sum. */
export function defaultTarget(metric: MetricName): AttributionTarget {
  return metric === 'attribution:grad-cam' ? 'predicted' : 'features';
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
