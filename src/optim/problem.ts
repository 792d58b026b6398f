import type * as tf from '@tensorflow/tfjs';
import type { SigmaGrid } from '../core/sigmaGrid';
import type { DistortionMeter } from '../metrics/distortion';
import type { NetworkPicture } from '../engine/protocol';
import type { Network } from '../models/network';

export interface LayerFeature {
  readonly id: string;
  /** Numbers in the feature, without the batch axis. */
  readonly size: number;
}

/** What a solver is given: maximise mean log sigma at one layer, subject to g(sigma) = budget. */
export interface DiscardingProblem {
  readonly network: Network;
  readonly layer: LayerFeature;
  readonly picture: NetworkPicture;
  readonly grid: SigmaGrid;
  /** tau, intensity units. */
  readonly tau: number;
  /** c. */
  readonly budget: number;
  readonly seed: number;
  /** The layer's own range of noise streams starts here. */
  readonly firstStream: number;
  readonly meter: DistortionMeter;
}

export interface SolverStep {
  /** The current map: sigma a cell, intensity units, scaled to g = c as well as the solver knows without measuring. */
  readonly noiseStdPerCell: Float64Array;
  readonly done: boolean;
  readonly converged: boolean;
  readonly reason: string;
  /** d log g / d log sigma along the map's scale as far as the solver knows; 2 where the layer is linear. */
  readonly distortionSlope: number;
}

/** A solver does one step at a time; the caller owns the loop, the clock and the cancelling. */
export interface DiscardingSolver {
  readonly passLimit: number;
  /** Forward-and-backward sample passes so far. */
  readonly passes: number;
  /** Passes that it will have taken when it ends, as far as it can tell by now; absent where that is the limit. */
  readonly expectedPasses?: number;
  step(): Promise<SolverStep>;
  /** J^T v of past probes for the distortion's control variate, [height * width * 3, probes]; the caller disposes of it. */
  probes(): tf.Tensor2D | null;
  dispose(): void;
}
