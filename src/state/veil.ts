/** Maps that a question is about: not to be seen before the answer, though they are computed already. */
import { create } from 'zustand';
import type { LayerResult } from './live';
import { readLive, writeLive } from './live';

export interface VeilState {
  readonly veiled: 'none' | 'all' | readonly string[];
}

export const useVeil = create<VeilState>()(() => ({ veiled: 'none' }));

export function setVeil(veiled: VeilState['veiled']): void {
  if (veiled === useVeil.getState().veiled) return;
  useVeil.setState({ veiled });
  // Whoever draws results draws them anew, with or without.
  writeLive({ results: new Map(readLive().results) });
}

export function isVeiled(layerId: string, { veiled }: VeilState = useVeil.getState()): boolean {
  return veiled === 'all' || (veiled !== 'none' && veiled.includes(layerId));
}

const veiledResults = new WeakMap<LayerResult, LayerResult>();

/** What may be seen of a result: under the veil how far it is, but neither map nor number. */
export function seenResult(result: LayerResult | undefined): LayerResult | undefined {
  if (!result || !isVeiled(result.progress.layerId)) return result;
  let seen = veiledResults.get(result);
  if (!seen) {
    const progress = { ...result.progress, meanValue: null, p10Value: null, p90Value: null, uniformValue: null, gain: null };
    seen = { progress, map: null, reconstructions: null };
    veiledResults.set(result, seen);
  }
  return seen;
}
