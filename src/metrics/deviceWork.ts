import type { NetworkPicture } from '../engine/protocol';
import { type Computation, type Computed, runOnce, runRecorded } from '../kernels/recording';
import { GPU_PIXELS } from './batchSize';

/**
 * A batch on the GPU. Of small pictures it is recorded: with large ones the GPU has more to do than the processor, and recordings
 * would keep much memory.
 * @param owner whose weights it uses, and who forgets its recordings with them
 * @param key tells the owner's batches apart that differ in more than numbers
 */
export function runOnDevice<Name extends string>(
  owner: object, picture: NetworkPicture, key: string, samples: number, computation: Computation<Name>,
): Promise<Computed> {
  const isSmall = picture.width * picture.height * samples <= GPU_PIXELS;
  return isSmall ? runRecorded(owner, key, computation) : runOnce(computation);
}
