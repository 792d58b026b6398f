import type { AttributionMethod } from '../core/spec';
import type { LayerInfo, NetworkPicture } from '../engine/protocol';
import { attribute } from '../metrics/attribution/attribute';
import type { AttributionProblem, AttributionState } from '../metrics/attribution/problem';
import type { ScalarTarget } from '../metrics/attribution/target';
import type { Network } from '../models/network';

export function problemOf(
  { network, layer }: { network: Network; layer: LayerInfo }, picture: NetworkPicture, target: ScalarTarget, seed = 1,
): AttributionProblem {
  return { network, layer, picture, target, seed, firstStream: 1 << 16 };
}

/** The last of a method's states, with its map. */
export async function finalState(method: AttributionMethod, problem: AttributionProblem): Promise<AttributionState & { values: Float32Array }> {
  let last: AttributionState | null = null;
  for await (const state of attribute(method, problem)) last = state;
  return { ...last!, values: last!.values! };
}

export const finalMap = async (method: AttributionMethod, problem: AttributionProblem) => (await finalState(method, problem)).values;
