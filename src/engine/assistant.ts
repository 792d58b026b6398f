/** A worker that has nothing of its own to do: parts of batches for another worker's run, on the same network and picture. */
import * as tf from '@tensorflow/tfjs';
import type { BatchResult, BatchWork } from '../core/batchWork';
import { doWork } from '../metrics/batchWork';
import { toTensor } from '../metrics/noisyPictures';
import type { Network } from '../models/network';
import type { NetworkPicture, RunId } from './protocol';

export class Assistant {
  private runId: RunId | null = null;
  private network: Network | null = null;
  private readonly references = new Map<string, tf.Tensor>();

  /** @throws whatever the network does with it; the one who asked then computes it */
  async assist(runId: RunId, work: BatchWork, network: Network, picture: NetworkPicture): Promise<BatchResult> {
    if (this.runId !== runId || this.network !== network) this.dispose();
    this.runId = runId;
    this.network = network;
    const reference = (layerId: string): tf.Tensor => {
      const known = this.references.get(layerId);
      if (known) return known;
      const made = tf.keep(tf.tidy(() => network.features(toTensor(picture.rgb, picture), [layerId])[0]!));
      this.references.set(layerId, made);
      return made;
    };
    const layerIds = work.kind === 'moves' ? work.layerIds : [work.layerId];
    // Before the work's own tidy, which would clear them away.
    for (const layerId of layerIds) reference(layerId);
    const result = await doWork(work, { network, picture, reference });
    // Noise is cheaper made again than sent.
    return 'rows' in result ? { ...result, noise: null } : result;
  }

  /** With the network, or when another run begins. */
  dispose(): void {
    for (const reference of this.references.values()) reference.dispose();
    this.references.clear();
    this.runId = null;
    this.network = null;
  }
}
