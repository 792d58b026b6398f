/** What every attribution takes and gives. */
import type { LayerInfo, NetworkPicture } from '../../engine/protocol';
import type { Network } from '../../models/network';
import type { ScalarTarget } from './target';

export interface AttributionProblem {
  readonly network: Network;
  /** Where Grad-CAM looks; the others see the target alone. */
  readonly layer: LayerInfo;
  readonly picture: NetworkPicture;
  readonly target: ScalarTarget;
  readonly seed: number;
  /** First of the noise streams that are this problem's own. */
  readonly firstStream: number;
}

/** Where an attribution stands after a batch; the last one is the result. */
export interface AttributionState {
  /** One value a pixel, row-major, in units of F (gradients: per intensity); null until every pixel has one. */
  readonly values: Float32Array<ArrayBuffer> | null;
  /** Forward-and-backward sample passes so far. Forward passes alone do not count. */
  readonly passes: number;
  /** Of all work, 0..1; at the least where the method may end early. */
  readonly shareDone: number;
  /** Whether the method has reached what it aims at; false at the end means that it has reached its limit instead. */
  readonly converged: boolean;
  /** One sentence, without a full stop. */
  readonly finding: string;
}

/** One batch a step, the last with all work done or converged. Ending it early frees what it holds. */
export type Attribution = AsyncGenerator<AttributionState, void, void>;

const BATCH = 8;

/** Samples that one call to the network may hold. */
export function batchOf({ network }: AttributionProblem): number {
  return Math.min(BATCH, network.maxBatch);
}
