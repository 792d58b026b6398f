/** A part of a batch as plain data, and what comes of it: what one worker asks another to compute. */

/** Of eps: N(0, 1), or the signs of core/orthogonalSigns.ts. */
export type NoiseDistribution = 'normal' | 'orthogonal-signs';

interface Samples {
  readonly seed: number;
  /** Of consecutive noise streams, one a sample. */
  readonly firstStream: number;
  readonly samples: number;
}

/** As of `contributionBatch`. */
export interface ContributionWork extends Samples {
  readonly kind: 'contributions';
  readonly layerId: string;
  readonly noiseStdPerPixel: Float64Array;
  readonly distribution: NoiseDistribution;
}

/** As of `sensitivityBatch`. */
export interface SensitivityWork extends Samples {
  readonly kind: 'sensitivities';
  readonly layerId: string;
  readonly featureSize: number;
  readonly noiseStd: number;
}

/** d(sigma) of layers that share the forward pass. */
export interface MoveWork extends Samples {
  readonly kind: 'moves';
  readonly layerIds: readonly string[];
  readonly noiseStd: Float64Array | number;
}

export type BatchWork = ContributionWork | SensitivityWork | MoveWork;

interface Results {
  /** Mean over the samples of d d / d log sigma, one value a pixel; mean of d. */
  readonly contributions: { readonly mean: Float32Array; readonly move: number };
  /** Mean over the samples of s, one value a pixel; J^T v, sample after sample. */
  readonly sensitivities: { readonly mean: Float32Array; readonly gradients: Float32Array };
  /** d of each sample, a row a layer; the noise where it was made here. */
  readonly moves: { readonly rows: readonly Float32Array[]; readonly noise: Float32Array | null };
}
export type ResultOf<Work extends BatchWork> = Results[Work['kind']];
export type BatchResult = ResultOf<BatchWork>;
