/** How long a forward and backward pass of one sample takes here, layer by layer: what a run costs, before it is started. */
import { DEFAULT_NOISE } from '../core/spec';
import { sensitivityBatch } from '../metrics/sensitivity';
import type { LoadedNetwork } from '../models/loadNetwork';
import type { NetworkPicture } from './protocol';
import { chosenLayers } from './runParts';

/** Enough for the fixed cost of a batch to count as little as it does in a run. */
const SAMPLES = 2;

/**
 * @returns seconds a sample for each layer, in the order of the network; the first batch, which prepares what all others
 *   find ready, is not counted
 * @throws EngineFailure layer-unknown
 */
export async function passTimes(loaded: LoadedNetwork, layerIds: readonly string[], picture: NetworkPicture): Promise<readonly number[]> {
  const layers = chosenLayers(loaded, { layerIds });
  const samples = Math.min(SAMPLES, loaded.network.maxBatch);
  const seconds = async ({ id, shape }: (typeof layers)[number]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const started = performance.now();
    const { gradients } = await sensitivityBatch(loaded.network, id, size, picture, DEFAULT_NOISE, 1, 0, samples);
    gradients.dispose();
    return (performance.now() - started) / 1000 / samples;
  };
  await seconds(layers.at(-1)!);
  const times: number[] = [];
  for (const layer of layers) times.push(await seconds(layer));
  return times;
}
